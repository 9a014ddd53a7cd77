"""What was said, agreed and noted around two Monday meetings. People are named as in words.PEOPLE.

Slots: {customer}, {eq}, {a_eq}, {part}, {room}, {staff}, {guests}, {stake}, {day}.
"""

from typing import Final

GROUND_RULES: Final = (
    "Everyone takes part",
    "Speak openly",
    "Solutions first",
    "No finger-pointing",
    "Let's solve this together",
    "Calls wait, except on the emergency line",
)

LEADER: Final = "Ingrid Halvorsen"
EXPECTED: Final = (
    "Katharina Vogt",
    "Stefan Huber",
    "Zoë Aebischer",
    "Yusuf Kaya",
    "Ingrid Halvorsen",
    "Fatou Diallo",
    "Goran Petrović",
    "Hanna Wójcik",
)
AWAY: Final = (("Yusuf Kaya",), ("Zoë Aebischer", "Goran Petrović"))
CAME_TOO: Final = ((), ("Linh Nguyen", "Seán O'Connor"))

SECONDS: Final = (
    (150, 170, 205, 190, 470, 130, 175, 425, 140),
    (115, 185, 170, 175, 395, 125, 160, 350, 100),
)
"""What each step of the two meetings took. The first was four minutes over."""

RATINGS: Final = (
    (
        ("Katharina Vogt", 7, "Good talk, too long at the misses"),
        ("Stefan Huber", 6, "We knew most of it"),
        ("Zoë Aebischer", 8, "At last the parts were on the table"),
        ("Fatou Diallo", 7, ""),
        ("Goran Petrović", 8, "Nobody looked for somebody to blame"),
        ("Hanna Wójcik", 9, "I was asked, and somebody wrote it down"),
    ),
    (
        ("Katharina Vogt", 8, "In time, and we decided something"),
        ("Yusuf Kaya", 9, ""),
        ("Fatou Diallo", 8, "The praise at the start. More of that!"),
        ("Linh Nguyen", 10, "My first one. Shorter than I feared"),
    ),
)
HANDS: Final[tuple[dict[int, int], ...]] = ({}, {8: 2, 9: 1})

TOLD_BY: Final = (
    ("Amira Haddad", "Stefan Huber"),
    ("Nils Brandt", "Tobias Kern"),
    ("Rosa Giménez", "Marek Nowak"),
)
"""Who rang the customers of the first misses, of each week reviewed and of the last one."""
AT_THE_TOP: Final = "Katharina Vogt"

PARTS: Final = "Parts stand in goods-in for days before anybody books them"
FRIDAY: Final = "We promise Friday, and every Friday is full"
NOON: Final = "Who answers the telephone between twelve and one?"
KEYS: Final = "Keys and door codes: where do we write them down, so that nobody stands outside?"
TRAINING: Final = (
    "A quarter of an hour at the machine for the people who use it: who offers it, sales or service?"
)

DECISIONS: Final = {
    PARTS: (
        "Whoever takes a box in writes the order number on it with a thick pen. The workshop books twice a day, at "
        "eight and at two."
    ),
    FRIDAY: (
        "Sales looks into the service calendar before naming a day. Two slots on Friday stay free until Wednesday noon."
    ),
    NOON: (
        "Sales and service take turns at noon, a week each. Whoever answers writes the call down, also when it solved "
        "itself."
    ),
}
SAID: Final = "From now on the good news comes first, and the customer's own words are read aloud."
"""Decided on no topic."""

VOTES: Final[tuple[dict[str, tuple[str, ...]], ...]] = (
    {
        "Katharina Vogt": (PARTS,),
        "Stefan Huber": (FRIDAY,),
        "Zoë Aebischer": (PARTS,),
        "Goran Petrović": (PARTS,),
        "Hanna Wójcik": (PARTS,),
    },
    {
        "Katharina Vogt": (FRIDAY,),
        "Yusuf Kaya": (FRIDAY,),
        "Fatou Diallo": (FRIDAY,),
        "Linh Nguyen": (NOON,),
    },
)
STOOD: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    PARTS: (
        ("Katharina Vogt", "yes", ""),
        ("Zoë Aebischer", "yes", ""),
        ("Goran Petrović", "can live with it", "If somebody stands in for us at two"),
        ("Hanna Wójcik", "yes", ""),
    ),
    FRIDAY: (
        ("Katharina Vogt", "yes", ""),
        ("Fatou Diallo", "can live with it", "The customer must hear it from us first"),
        ("Yusuf Kaya", "yes", ""),
    ),
    NOON: (
        ("Fatou Diallo", "can live with it", "Two of us are with customers every day at noon"),
        ("Yusuf Kaya", "yes", ""),
        ("Linh Nguyen", "yes", ""),
    ),
}
PULSE: Final[dict[str, tuple[int, int, int, int]]] = {
    "Katharina Vogt": (4, 3, 4, 3),
    "Stefan Huber": (3, 3, 4, 3),
    "Zoë Aebischer": (4, 4, 4, 3),
    "Fatou Diallo": (4, 3, 3, 4),
    "Goran Petrović": (3, 4, 4, 3),
    "Hanna Wójcik": (5, 4, 4, 4),
}
"""Common goal, openness, camaraderie and trust."""

Said = tuple[str, str, str, int, str]
"""An action item: what, owner, the topic or "miss" it is about, how many meetings later it is due, how it ended.

It ended "done" or "late" so many working days after that meeting or the next, was "moved" or "dropped" in the next.
"""

ITEMS: Final[tuple[tuple[Said, ...], ...]] = (
    (
        ("Put up a shelf for parts without a name, right beside goods-in", "Yusuf Kaya", PARTS, 1, "done 3"),
        (
            "Ring everybody who waits longer than two weeks and give them a day",
            "Zoë Aebischer",
            "",
            1,
            "late 1",
        ),
        (
            "Ask them a week later whether all is well now, and tell us on Monday",
            "Hanna Wójcik",
            "miss",
            1,
            "open",
        ),
        (
            "Write “electrician ready?” into the quote for every installation",
            "Luca Ferrante",
            FRIDAY,
            1,
            "moved",
        ),
        (
            "Find out what a calendar for both teams would cost",
            "Katharina Vogt",
            FRIDAY,
            1,
            "dropped The calendar we have can do it since the update.",
        ),
    ),
    (
        ("Show both teams how to book a box in by telephone", "Yusuf Kaya", "", 1, "done 3"),
        ("Put the emergency number on the first page of every quote", "Aylin Demir", "", 1, "open"),
        ("Go there together, sales and service, with a cake", "Fatou Diallo", "miss", 2, "open"),
        ("Write the list for noon, starting with service", "Goran Petrović", NOON, 1, "done 2"),
        (
            "Make one list of what every van carries, and stick it inside the door",
            "Seán O'Connor",
            "",
            3,
            "open",
        ),
        ("Ask for the small room: in the big one nobody hears the back row", "", "", 1, "open"),
    ),
)
OWN_ITEM: Final[Said] = (
    "Copy my notes on the steam boiler for Nils before his first visit there",
    "Marek Nowak",
    "",
    1,
    "done 3",
)
"""Added by oneself between two meetings, and done."""

Heard = tuple[str, str, int, str]
"""A note: kind, who, working days after the Monday, text."""

# Of the week before last and of the last one.
NOTES: Final[tuple[tuple[Heard, ...], ...]] = (
    (
        (
            "heard in the field",
            "Pieter van den Berg",
            1,
            "{customer} rebuilds {room} in spring, wants to talk early.",
        ),
        (
            "a pressure on my team",
            "Hanna Wójcik",
            3,
            "Four overhauls at once and two benches. The {eq} waits outside.",
        ),
    ),
    (
        (
            "heard in the field",
            "Thandiwe Mokoena",
            0,
            "{staff} at {customer} said the competition now answers at weekends, too.",
        ),
        (
            "a WOW idea",
            "Linh Nguyen",
            1,
            "A small card in every overhauled machine: who worked on it, and thank you.",
        ),
        (
            "a pressure on my team",
            "Nils Brandt",
            1,
            "Three new sites this month and nobody has shown us where the {eq} is switched off.",
        ),
        (
            "a question before promising",
            "Marie-Claire Dubois",
            2,
            "{customer} wants {a_eq} running before {stake}. Can we have the {part} by then?",
        ),
        (
            "a barrier to teamwork",
            "Dario Bianchi",
            2,
            "Job sheets come without a name to ring. We spend the morning finding out who knows.",
        ),
        (
            "heard in the field",
            "Tobias Kern",
            3,
            "“Your people clean up better than we do.” {staff} at {customer}, in passing.",
        ),
    ),
)
