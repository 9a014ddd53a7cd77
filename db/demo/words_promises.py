"""What is promised, by team and kind, and what broke in the work when a promise was missed.

Slots: {eq} machine, {a_eq} with its article, {part}, {trouble}, {room}, {staff}.
"""

from typing import Final

from db.demo.words import SALES, SERVICE, WORKSHOP

# (team, kind): how often; fewest and most working days between giving the promise and its day; what.
WHAT: Final[dict[tuple[str, str], tuple[float, int, int, tuple[str, ...]]]] = {
    (SALES, "quote"): (
        9,
        2,
        8,
        (
            "Quote for a new {eq} in {room}",
            "Quote for a service contract on the {eq}",
            "Second version of the quote, {eq} with installation",
            "Leasing offer for {a_eq}",
            "Quote: replace the {eq} and take the old one away",
            "Price for a reconditioned {eq}",
        ),
    ),
    (SALES, "call-back"): (
        5,
        0,
        2,
        (
            "Call {staff} back about the price of the {eq}",
            "Call back with the delivery week of the {eq}",
            "Call back: can the {eq} be leased?",
            "Ring {staff} about the contract for {room}",
            "Call back about the warranty on the {eq}",
        ),
    ),
    (SALES, "visit"): (
        5,
        3,
        12,
        (
            "Measure {room} for a new {eq}",
            "Advice visit with {staff}: which {eq}?",
            "Show the new {eq} in {room}",
            "Walk through {room} and plan the connections",
            "Yearly talk with {staff}",
        ),
    ),
    (SALES, "delivery"): (
        9,
        4,
        25,
        (
            "Deliver the new {eq} to {room}",
            "Deliver {a_eq}, old one taken back",
            "Cleaning set for the {eq}",
            "Deliver the trial {eq} for two weeks",
            "Cleaning chemicals for {room}, monthly order",
            "Accessories for the {eq}",
        ),
    ),
    (SERVICE, "repair"): (
        18,
        0,
        5,
        (
            "Repair the {eq} in {room}: {trouble}",
            "{eq} {trouble}: send somebody",
            "Fit the {part} to the {eq}",
            "Second visit for the {eq} with the right {part}",
            "Look at the {eq} in {room}, it {trouble}",
        ),
    ),
    (SERVICE, "maintenance"): (
        11,
        8,
        30,
        (
            "Contract visit: {eq} in {room}",
            "Yearly maintenance of the {eq}",
            "Safety check of the {eq} before the inspection",
            "Half-year service, {room}",
            "Clean and check the {eq}",
        ),
    ),
    (SERVICE, "installation"): (
        8,
        10,
        35,
        (
            "Install the new {eq} in {room}",
            "Connect the {eq} and train {staff}",
            "Install the {eq} in {room}, all boxes taken away",
            "Swap the old {eq} for the new one",
        ),
    ),
    (SERVICE, "call-back"): (
        6,
        0,
        1,
        (
            "Call {staff} back with a time for the {eq}",
            "Call back: is the {part} in stock?",
            "Tell {staff} when the fitter comes",
            "Call back about the noise of the {eq}",
        ),
    ),
    (WORKSHOP, "repair"): (
        17,
        4,
        14,
        (
            "Overhaul the {eq} on the bench and bring it back",
            "Repair the {part} of the {eq}",
            "{eq} back from the workshop to {room}",
            "New {part} and test run for the {eq}",
            "Recondition the {eq} before it goes back to {room}",
        ),
    ),
    (WORKSHOP, "delivery"): (
        8,
        1,
        7,
        (
            "Spare {part} for the {eq}",
            "Send a {part} for the {eq} by express",
            "Send the {part} ahead of the visit",
            "Two pieces, {part}, for the {eq}",
        ),
    ),
    (WORKSHOP, "call-back"): (
        4,
        0,
        3,
        (
            "Tell {staff} what the repair of the {eq} will cost",
            "Call back: is the {eq} worth repairing?",
            "Say on which day the {eq} is ready",
        ),
    ),
}

CAUSES_BY_KIND: Final[dict[str, tuple[str, ...]]] = {
    "quote": (
        "The maker's price list came two days late.",
        "The drawing of {room} was missing, so the quote could not be finished.",
        "Quote was waiting for a sign-off that nobody knew was needed.",
        "Connection data not asked for on the first visit.",
        "Quote sat finished in the outbox.",
    ),
    "call-back": (
        "The note stayed on paper and did not reach the list.",
        "The number on file was an old one.",
        "No answer from the maker yet, so the call was put off.",
        "Call-back was logged for the wrong week.",
        "Two lists of call-backs, each showing it on the other one.",
        "The question was passed on twice, the promise to call was not.",
        "The answer about the {part} came after five.",
        "The promised time fell into the stock-taking.",
        "The call was made, but to the branch and not to {room}.",
        "The phone system was down for half a day.",
        "Nothing new to say about the {eq}, so no call; that would have been worth a call.",
    ),
    "visit": (
        "Two visits were booked into one morning.",
        "The appointment was agreed by e-mail and missing from the calendar.",
        "The visit before it took three hours longer than planned.",
        "No parking at the site, the slot was lost.",
    ),
    "delivery": (
        "The carrier's lorry was full, ours stayed on the ramp.",
        "Goods arrived from the maker with transport damage and went back.",
        "Delivery day was promised before the stock was checked.",
        "Shipped to the billing address.",
        "Picked on time, label missing, left standing for two days.",
        "Stock showed one left; the shelf was empty.",
        "Customs papers were incomplete.",
        "The maker sent half of the order.",
    ),
    "parts": (
        "Stock showed one {part}; the shelf was empty.",
        "The {part} was packed but not booked out, so the carrier was not called.",
        "The order reached the workshop a day after it was promised.",
        "Two series of the {part} under one number.",
        "The maker put the {part} on back order.",
        "Promised for the next day after the carrier's last pick-up.",
    ),
    "repair": (
        "The {part} was not on the van.",
        "The {part} was ordered after the promise was given.",
        "The fault turned out to be a different one; the {part} had to be ordered.",
        "The job sheet did not say {room}; the slot was spent on searching.",
        "Three emergencies on the same day, no spare slot in the plan.",
        "The maker delivered the wrong {part}.",
        "The job was handed on without the serial number, so the wrong part came along.",
        "Van broke down on the way.",
        "This {eq} needs special training and no trained fitter was free that day.",
        "The maker's helpdesk took two days to answer.",
    ),
    "workshop": (
        "The bench was taken by a job that ran over.",
        "The {part} sat in goods-in, not booked.",
        "Test run failed, second {part} needed.",
        "Promised for the day the repair ends, with no day for the test run.",
        "The machine came in without its papers and waited for three days.",
        "No spare {part} on the shelf; reorder level too low.",
        "Finished on time, no van free to take it back.",
        "The order reached the workshop two days after it was promised.",
        "The promise was given without asking what was already on the bench.",
        "Fault found only in the long test; the {part} had to come from abroad.",
    ),
    "installation": (
        "Water connection was on the other side of {room}.",
        "The electrician was not ready and nobody had asked beforehand.",
        "The {eq} did not fit through the door.",
        "The new {eq} was still with the maker.",
        "The drain was 10 cm too high, plan taken from an old drawing.",
        "The day was promised without asking who was free.",
    ),
    "maintenance": (
        "Contract visits piled up at the end of the month.",
        "The visit was planned for a day when {room} was closed.",
        "The kit with the {part} was used up on an emergency.",
        "The contract list still had the old visit month.",
        "An emergency took the slot, and the visit had no second one.",
    ),
}
