"""What each team of the example company does well, and words by which a hit shows it."""

from typing import Final

from db.demo.words import SALES, SERVICE, WORKSHOP

Well = tuple[str, str, int, tuple[str, ...]]
"""Who wrote it down, the words, how many weeks before the first meeting, and what a hit that shows it says.

Empty: nothing has shown it since it was written down.
"""

STRENGTHS: Final[dict[str, tuple[Well, ...]]] = {
    SALES: (
        (
            "Katharina Vogt",
            "We name the true day, not the nice one.",
            30,
            ("true day", "honest date", "before promising", "no when no", "not yet sure", "ready, before"),
        ),
        (
            "Fatou Diallo",
            "We ring before the customer has to.",
            30,
            ("rang before", "before the delay", "call-back", "called"),
        ),
        (
            "Katharina Vogt",
            "We sell what they need, and say what they do not.",
            22,
            ("do not need", "the right one", "only one we understood", "it fitted", "simply asked"),
        ),
    ),
    SERVICE: (
        (
            "Stefan Huber",
            "We leave the room cleaner than we found it.",
            26,
            ("cleaner", "did not notice", "last plate"),
        ),
        (
            "Zoë Aebischer",
            "We explain the machine to those who work with it.",
            26,
            ("explained", "showed", "trained", "drawing", "through the restart"),
        ),
        (
            "Amira Haddad",
            "We help each other out before anybody asks.",
            18,
            ("took over", "swapped the slot", "together", "drove"),
        ),
        ("Stefan Huber", "We write every visit down the same evening.", 12, ()),
    ),
    WORKSHOP: (
        (
            "Yusuf Kaya",
            "We write on the sheet what the next one needs to know.",
            20,
            ("job sheet", "with a note", "tag", "photo", "labels", "board by the bench"),
        ),
        (
            "Hanna Wójcik",
            "We find a way to keep them working until the part comes.",
            20,
            ("two old ones", "loan", "stayed late", "spare", "lent", "kept going"),
        ),
    ),
}
"""In the order of the team."""

RETIRED: Final = (SALES, "Luca Ferrante", "We answer every mail within the hour.", 30)
"""Team, who wrote it down, and words; since given up."""

APPLAUDED: Final = (("Hanna Wójcik", 2), ("Katharina Vogt", 3), ("Goran Petrović", 1), ("Fatou Diallo", 2))
"""Who applauded how often what was read aloud in each meeting."""
