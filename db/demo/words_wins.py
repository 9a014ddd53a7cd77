"""Wins as people tell them on Monday. A slot named after a team names one of its people, who is then thanked.

Slots: {sales} {sales2} {service} {service2} {workshop} {workshop2} people, {customer}, {eq}, {a_eq}, {part},
{room}, {staff}, {guests}, {stake}, {days}, {number}, {day}. A text without people starts with its teams.
"""

from typing import Final

CUSTOMER: Final = "customer"
COLLEAGUE: Final = "colleague"

# (kind, named by)
WINS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("sale", COLLEAGUE): (
        "{sales} sold {a_eq} with a five-year contract to {customer}.",
        "{customer} signed for {a_eq} and everything around it. Well done, {sales}!",
        (
            "Order from {customer} for a new {eq}. {service} had mentioned during a visit that the"
            " old one is tired."
        ),
        "{sales} won back {customer} after two years with somebody else.",
        "New service contract for {room} at {customer}, on the strength of {service}'s last visit.",
        "{customer} takes the reconditioned {eq}. {workshop} showed it running, {sales} did the rest.",
        "Contract with {customer} renewed for three years. {sales} and {service} went there together.",
        "{sales} talked {customer} out of the big {eq} and into the right one. They bought two.",
        "First order from {customer} since the rebuilding: {a_eq} for {room}. Thanks, {sales}.",
        "{sales2} passed on the lead, {sales} had the order for the {eq} in {days} days.",
        "Trial {eq} stays at {customer}. “We are not giving it back.” {sales}",
        (
            "The quote for {customer} went out in {days} hours because {workshop} had the parts"
            " prices ready for {sales}."
        ),
        "{customer} added the {eq} to the contract. {sales} simply asked.",
        "Tender won at {customer}, {sales} and {sales2} counted every plug in {room}.",
    ),
    ("sale", CUSTOMER): (
        "“We compared four offers. Yours was the only one we understood.” {customer} to {sales}, and signed.",
        "{customer} ordered the second {eq}: “The first has not missed a day.” {sales}, {service}",
        "“{sales} told us what we do not need. So we bought what we do.” {staff} at {customer}",
        "“You came, you measured, it fitted.” New {eq} for {customer}, {sales}.",
    ),
    ("praise", CUSTOMER): (
        "“Please thank {service}. {room} was cleaner after the repair than before.” {customer}",
        "“{service} explained the {eq} to our new people without being asked.” {staff} at {customer}",
        "{customer} rang only to say thank you: the {eq} runs, {stake} went well. {service}",
        "“I have never had a call-back that quick.” {customer} about {sales}",
        "Five stars from {customer}: “On time, to the minute. That is all we ever wanted.” {service}",
        "“The overhauled {eq} is as good as new and half as loud.” {customer} to {workshop}",
        "A cake from {customer} for {workshop} and {workshop2}. It did not last until ten.",
        "“You said {day}, it was {day}.” {customer}, thanks to {service}",
        "“{sales} rang before we had to.” {staff} at {customer}, about the {eq}",
        "{customer} wrote a card: “For {service}, who stayed until the last plate was dry.”",
        "“At last somebody who says no when no is the answer.” {customer} about {sales}",
        (
            "Handwritten note from {customer}: {workshop} had put a spare {part} in the box. “Just"
            " in case. It was the case!”"
        ),
        "“My {guests} did not notice a thing. Perfect.” {staff} at {customer}, about {service}'s visit",
        "“Two people, one answer, no passing around.” {customer} on {sales} and {service}",
        "“I got the {eq} back a day early and it was even polished.” {customer} to {workshop}",
        "{staff} of {customer}: “With {service} I know it is fixed. I do not even look any more.”",
        (
            "“Sales promised it, the workshop did it, I was standing by with my mouth open.”"
            " {customer} on {sales}, {workshop}"
        ),
        "“Thank you for the honest date. We could plan.” {customer} to {sales}",
        "Mail from {customer}, subject “{service}”, text: “More of those, please.”",
    ),
    ("praise", COLLEAGUE): (
        "{service} took over three visits for {service2} without a word.",
        "{workshop} wrote the fault on the job sheet so clearly that {service} was done in half the time.",
        "{sales} asked the bench before promising a day to {customer}. Thank you! {workshop}",
        "{service} showed {sales} how the {eq} is connected. The next quote was right first time.",
        "{sales} sat with the call-back list until it was empty, on a {day} evening.",
        "{workshop} had the {part} ready on the counter at seven, with a note where it goes.",
        "Quiet hero of the week: {workshop2}, who tidied goods-in with {workshop}.",
        "{service} drove the long way round to take {workshop}'s test machine to {customer}.",
        "Thanks to {sales} for telling {customer} the true day and not the nice one.",
        "{service} and {workshop} wrote down the {eq} fault together so nobody has to hunt for it again.",
    ),
    ("save", COLLEAGUE): (
        "{service} drove the spare {part} over on Saturday so {customer} was ready for {stake}.",
        "{service} and {workshop} had the {eq} at {customer} running an hour before {stake}.",
        (
            "The {eq} failed at {customer}. {sales} found a loan machine, {service} connected it the"
            " same evening."
        ),
        "{workshop} built a {part} out of two old ones. {customer} kept going until the new one came.",
        "{sales} called {customer} before the delay did. They moved the day and stayed friendly.",
        (
            "{customer} was about to cancel. {sales} and {service} went there, listened for an hour"
            " and kept them."
        ),
        "{service} noticed on the phone with {customer} that the cold water was off. No repair needed, {stake} saved.",
        (
            "{workshop} stayed late on {day}, {service} fetched the {eq} at six in the morning:"
            " {customer} did not lose a day."
        ),
        (
            "Wrong {part} went out to {customer}; {workshop} saw it on the list and {sales} swapped"
            " it before anyone there noticed."
        ),
        (
            "{service} talked {staff} at {customer} through the restart on the phone. Ten minutes"
            " instead of a lost evening."
        ),
        "{sales} took the {part} along in the private car because the carrier had stopped for the day.",
        "{service} swapped the slot with {service2}, so {customer} did not have to shut {room}.",
        (
            "{workshop} and {sales} found the missing {eq} for {customer} in goods-in. Delivered on"
            " {day} after all."
        ),
        "Fault in {room} at {customer}, everything pointed to the {eq}. {service} found it in the socket.",
    ),
    ("save", CUSTOMER): (
        "“You saved {stake}.” {customer} about {service}, who came on a Sunday",
        "“At five I had given up, at seven we were working again.” {staff} at {customer}, to {service}",
        (
            "“I called in tears and {sales} had a loan {eq} on the road in an hour.” {customer};"
            " {workshop} loaded it."
        ),
        "“Without {workshop} there would have been no {stake_bare}.” {customer}",
        "“We had already written the sign for the door. Then {service} walked in.” {customer}",
        "{customer} to {sales} and {workshop}: “You did not look for reasons, you looked for a {part}.”",
    ),
    ("WOW", CUSTOMER): (
        "“I thought you would send a bill. You sent {service}, flowers and a {part}.” {customer}",
        "{service} fixed the {eq} at {customer} and the squeaking door beside it. “Who does that?”",
        "“{sales} came to our opening, with the whole team and a present for {staff}.” {customer}",
        "{workshop} put a photo book of the overhaul into the box. {customer} shows it to everybody.",
        (
            "“My old {eq} is from my father. {workshop} made it run again.” {customer} cried a"
            " little. So did we."
        ),
    ),
    ("WOW", COLLEAGUE): (
        (
            "{service} was on the way home, saw light in {room} at {customer}, rang, and repaired"
            " the {eq} on the spot."
        ),
        "{sales} remembered ten years since the first {eq} and brought {customer} a cake in its shape.",
        "{workshop} and {service} turned a two-week repair into {days} days by working both ends at once.",
        "{sales} and {workshop} lent {customer} our own {eq} from the showroom, the same afternoon.",
        "{service} trained {days} people at {customer} after hours because the new {eq} deserved it.",
        "The {eq} at {customer} talks Italian now. {workshop} had asked what {staff} grew up with.",
        (
            "{service} left a one-page drawing “what to do when it {trouble}” in {room} at"
            " {customer}. They framed it."
        ),
    ),
    ("improvement", COLLEAGUE): (
        "{workshop} put a photo of every setting of the {eq} beside the bench.",
        "{sales} asked {staff} at {customer} three questions nobody had asked. They are on the quote form now.",
        "{service} keeps a {part} for {customer} on the van now. Second visits there: none since.",
        "Workshop+Service: Machines come in with the fault written on a tag. The guessing on the bench is over.",
        "Sales: Every quote names the day it will be ready, before it is started.",
        "{service} marked which jobs on the {eq} need two people. The plan shows it.",
        "{sales} and {workshop} agreed on one phrase for “not yet sure”. It is “not yet sure”.",
        "Service: Visits under contract are spread over the month, no pile at the end.",
        "Workshop: The ten parts asked for most now have their own shelf with a card. {eq} parts first.",
        "{workshop} set the reorder level for the {part} so the shelf is not empty again.",
        "Sales+Workshop: Quotes with a repair day now carry the bench's yes before they go out.",
        "{service} and {sales} made one list out of two for everything open at {customer}.",
        "Service: Vans carry a {part} as standard from this week on.",
        "{workshop} added a day for the test run to every overhaul of {a_eq}. Fewer promises, more kept.",
        "Sales+Service: One question more on the order form: stairs, lift or ramp?",
        "{service2} and {service} shortened the checklist for the {eq} from four pages to one.",
        "{sales} wrote down how to say that {a_eq} will be late. Everybody may steal it.",
        (
            "Workshop: The board by the bench shows what is promised for which day. Anyone can read"
            " it from the door."
        ),
        "{workshop2} and {workshop} sorted the {part} by series. Search time: a minute, it was ten.",
        "Service: Photos of the type plate go on the job sheet; the wrong {part} has become rare.",
        "{sales} and {service} went through next week's promises together on {day}, ten minutes, standing up.",
        "{workshop} labels every {eq} on arrival with owner, fault and promised day.",
        "Sales: The stock list is refreshed every hour now and not every night.",
        "{service} wrote down the trick with the {part} of the {eq}. It is in the folder, page {days}.",
    ),
}
# Promises that both sides kept together: shown with both teams.
BOTH_SIDES: Final = (
    (
        "{sales} promised {customer} the {eq} in time for {stake}, {workshop} had it ready,"
        " {service} connected it."
    ),
    "{sales} and {service} planned the change of the {eq} at {customer} so that {room} was never shut.",
    (
        "{service} saw that the {eq} at {customer} would not last, {sales} had a loan machine"
        " there before it stopped."
    ),
    (
        "{sales} asked, {workshop} said “{day}, if the {part} comes in time”, {service} took it"
        " along. {customer} got its {day}."
    ),
)
