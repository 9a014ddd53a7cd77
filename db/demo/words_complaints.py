"""Complaints that are not about a missed day, by breakdown. What broke, never who.

Slots: {eq} machine, {a_eq}, {part}, {trouble}, {room}, {staff}, {guests}, {stake}, {time}, {days}, {invoice},
{amount}, {month}, {number}.
"""

from typing import Final

from db.demo.words_machines import KITCHEN, LAUNDRY

BILLING: Final = (
    "The contract visit for the {eq} is on invoice {invoice}, although the contract covers it.",
    "Invoice {invoice}: {amount} euros for travel. Travel is included in our service contract.",
    "We were charged for the {month} visit and for the contract. It is one or the other.",
    "Bill {invoice} does not match the contract. {staff} is not going to pay it like this.",
    "Contract price went up by {amount} euros on invoice {invoice}. Nobody wrote to us.",
    "Charged for two fitters in {month}. One was here.",
    "Your invoice {invoice} lists a {part}. Under the contract wearing parts are free.",
    "We have a contract for the {eq}. Why is there a bill for {amount} euros?",
    "The invoice for {month} goes to our old address again, and the reminder to the right one.",
    "Hourly rate on {invoice} is the one without a contract.",
)
BILLING_AGAIN: Final = (
    "Second invoice for the same visit. Please fix.",
    "Again! {invoice} bills the contract visit of {month}. We sent the first one back already.",
    "The credit note came, and with it the same {amount} euros on a new invoice.",
    "Same mistake as last time, new number: {invoice}.",
    "We were promised it is corrected “in the system”. Invoice {invoice} says it is not.",
    "A reminder fee, on {invoice}, which you yourselves called wrong.",
    "“I now check every one of your bills with a ruler.” {staff}, about {invoice}.",
    "Billed twice, complained, billed a third time. It is the contract visit for the {eq}.",
    "{invoice} is wrong in the same line as the last one: contract work charged as a repair.",
    "Once more the visit in {month}. Our accounts office stops all your invoices until this is sorted out.",
    (
        "Wrong bill number two. The {eq} is under contract, the {part} is under contract, {room}"
        " is under contract."
    ),
    "Corrected invoice {invoice} has the old amount, {amount} euros.",
)
CRITICAL: Final[dict[str, tuple[str, ...]]] = {
    KITCHEN: (
        "The {eq} gave up an hour before {stake}. {number} {guests} are waiting. We need somebody today.",
        "{eq} down since {time}, {room} at a standstill, goods for {amount} euros thrown away.",
        "Water under the {eq} ran into the fuse box; {room} is shut by order of the safety officer.",
        "Smoke from the {eq} we got back from you on the first day. {room} was cleared, nobody hurt.",
        "The {eq} {trouble}, the second one too. We cannot look after {number} {guests} like this.",
        "The health inspector closed {room} because of the {eq}. It had been reported to you twice.",
        "Live cover on the {eq} was left open after the visit. {staff} noticed it with wet hands.",
    ),
    LAUNDRY: (
        "The {eq} flooded {room} at {time}. No clean linen for {stake}, and water in the corridor.",
        "No linen at all: the {eq} {trouble}, the other one is with you. {stake} is being called off.",
        (
            "The {eq} burned a full load after the repair. Fire brigade at {time}, nobody hurt,"
            " {room} out of use."
        ),
        "Disinfection step skipped without a warning. {number} sets of linen had to be called back.",
        "{eq} dead since {time}. By tonight we have nothing left to put on the beds for {number} {guests}.",
        "Steam from the {eq} at the height of the face, {time}, two days after your visit. {room} is locked.",
    ),
}
QUALITY_ELSEWHERE: Final = (
    "Since the installation the {eq} trips the fuse whenever the cooker is on.",
    "The {eq} stands crooked in {room}, the door opens by itself.",
    "Maintenance was done in twenty minutes. The filter of the {eq} was not even taken out.",
    "The training on the {eq} lasted ten minutes. {staff} still does not dare to use it.",
    "New {eq}, old problem: it {trouble}. Less than a year old!",
    "Handle of the {eq} came off in the hand. It is the second one.",
    "Noise from the {eq} all night. {guests} complained to us, we complain to you.",
    "The {eq} uses twice the water your data sheet says. {staff} measured it.",
)
# "quality" is about a repair; the others fit any promise of their kind.
CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    "quality": (
        "The {eq} {trouble} again, {days} days after the repair.",
        "Repaired on the invoice, not in {room}: the {eq} {trouble}.",
        "New {part}, same fault. It {trouble}.",
        "The {eq} worked for exactly {days} days.",
        "After the visit the {eq} is louder than before. {staff} hears it two rooms away.",
        "Cover of the {eq} no longer closes properly since it was repaired.",
        "{eq} leaks at the new {part}. We have a bucket under it.",
        "The {part} looks used. We paid for a new one.",
        "Panel of the {eq} put back with two screws missing. They are lying on top.",
        "It {trouble}. Third visit for the same thing, can somebody look at it from the beginning?",
        "“It was better before you repaired it.” {staff}, {room}.",
        "Cleaned, tested, signed off, and it {trouble} the next morning, right before {stake}.",
        "Programmes on the {eq} were reset. Ours are gone, all {days} of them.",
        "The {eq} smells of burning when it warms up, since the repair. We have switched it off.",
        "Hose clamp on the {eq} came off at {time}. Wet floor, no damage, but not what we paid for.",
        "Works, but the display of the {eq} is now in Finnish.",
        "{guests} notice it already: the {eq} {trouble}.",
    ),
    "communication": (
        "We called four times about the {eq} and explained it four times.",
        "The fitter did not know that {room} is on the second floor and there is no lift. We had said so.",
        "Asked for a visit in the afternoon. They stood at the door at seven in the morning.",
        "No confirmation for our order of the {part}. Was it received?",
        "One of you says the {eq} can be repaired, the other says it cannot. Please agree and then call us.",
        "Nobody told us the {eq} would be off for {days} days. We would have moved {stake}.",
        "Instructions for the {eq} came in a language nobody in {room} reads.",
        "We reported it by e-mail, by phone and on the website, and were asked to report it.",
        "The contact on our contract left months ago. Who is it now?",
        "{staff} was told “someone will get in touch”. Who, and when?",
        "The price given on the phone and the one in the mail are {amount} euros apart.",
        "Half an answer: we know now what is broken, not when it will be whole.",
        "Visit report for the {eq} never came. We need it for the inspection.",
        "Please stop sending text messages at three in the night.",
    ),
    "damaged": (
        "The {eq} arrived with a dented side. The carton was fine.",
        "Box wet, {part} rusty. Photos sent.",
        "Glass of the door broken on arrival, pieces all over {room}.",
        "Pallet tipped over on the way, the {eq} leans to the left now.",
        "{part} broken in the parcel. It was rattling when the driver handed it over.",
        "Deep scratch in our new floor from the lift truck. {staff} has pictures.",
        "The feet of the {eq} are bent, somebody must have dropped it.",
        "Two of {days} canisters leaked in the van. The rest is sticky.",
        "Transport damage on the {eq}, the same corner as last time. Same carrier?",
        "The control panel is cracked. It works, but it is a new {eq}!",
        "Delivered {part} bent. Not usable for us.",
        "Door frame in {room} damaged when the {eq} was carried in.",
    ),
    "wrong item": (
        "Ordered the {part} for the {eq}, got one for another model.",
        "Wrong {part}. Right label, wrong thing in the bag.",
        "The {eq} is the wide one. The gap in {room} is for the narrow one.",
        "We ordered two, got {days}. Please collect.",
        "Hinges of the {eq} on the left, ordered on the right. It opens against the wall.",
        "The {part} does not fit. Serial number was on our order.",
        "Detergent for glasses instead of detergent for dishes. {staff} noticed just in time.",
        "The loan {eq} needs three-phase. We said we have none.",
        "Not our order at all, the delivery note is for another company.",
        "{part} in the parcel is for the old series. Ours is two years old.",
        "Colour wrong. Small thing, but {room} is all steel and this is white.",
        "Two left brackets. We need a left and a right one.",
    ),
    "attitude": (
        "We felt hurried off the phone when we asked for a second date for the {eq}.",
        "“You must have used it wrongly” is not an answer to {a_eq} that {trouble}.",
        "The conversation about the bill was sharper than it needed to be.",
        "Shoes, oil and packaging left all over {room} after the visit. We sweep here every evening.",
        "Asked a simple question about the {part} and felt stupid afterwards.",
        "There was a lot of sighing. We know the {eq} is old.",
        "{staff} was told to read the manual. We had called because of the manual.",
        "Small customer, small interest, that is how it felt.",
    ),
    "other": (
        "Your van blocked our delivery bay from {time} on. The fish man had to turn back.",
        "The old {eq} still stands behind the house. It was to be taken away.",
        "Please do not ring the front bell before {time}, {guests} are asleep.",
        "Key to {room} was not handed back after the visit.",
        "The gate was left open after the work, and the dog was out.",
        "Packaging from the {eq} left in our yard. It fills the container.",
        "The website does not take our customer number any more.",
        "Test e-mails from you, eleven of them, all called “Test”.",
        "Newsletter: we said no to it twice.",
        "Water tap in {room} left shut after the visit. Took us an hour to find.",
    ),
}
