"""Complaints about a promise that was missed, by the kind of promise. {day} is the promised weekday.

They read as the customer said it or as a colleague wrote it down: what broke, never who.
"""

from typing import Final

LATE: Final[dict[str, tuple[str, ...]]] = {
    "repair": (
        "Waited all {day} for the repair of the {eq}. Nobody came, nobody called.",
        "The {eq} should have been running on {day}. It still {trouble}.",
        "{eq} not repaired on {day} as promised.",
        "We closed {room} on {day} so the {eq} could be repaired. We closed it for nothing.",
        "Promised for {day}. We rented a replacement for {amount} euros because {stake} could not wait.",
        "No fitter on {day}. {staff} had come in on a day off to open up.",
        "The {eq} has been out for a week now and {day} was the second date we were given.",
        (
            "Somebody was to come on {day} “before {time}”. At {time} the answer on the phone was"
            " that it is not in the plan."
        ),
        "Repair of the {eq}: day missed again. Please just tell us an honest day.",
        "We do by hand what the {eq} should do. {day} was promised, {day} has passed.",
        "“I have told my people twice now that it will be fixed tomorrow.” {staff}, about the {eq}.",
        "The {part} was supposed to be in and fitted on {day}. Nothing.",
        "{staff} rang at {time}: nobody there, no message, and {stake} to get through.",
    ),
    "workshop": (
        "Our {eq} was collected with a firm date. {day} came, the {eq} did not, and {stake} is close.",
        "The {eq} was to be back from your workshop on {day}. It is not back.",
        "No {eq} on {day}. {room} has a hole where it stood.",
        "{staff} cleared the way for the {eq} on {day}. It did not come and nobody rang.",
        "Overhaul was to take until {day}. Now we hear there is a test run too. Is that not part of it?",
        "{eq} not ready on {day}, no loan machine either.",
        "Another {day} without our {eq}. We send everything out, {amount} euros so far.",
        "Back on {day}, they said. We had put {stake} on that.",
        "When we asked about the {eq} nobody could say where in the workshop it was.",
        "“If you had said three weeks, I would have said fine. You said {day}.” {staff}",
    ),
    "parts": (
        "The {part} was to be here on {day}. Nothing in the post.",
        "Part not here on {day}. The {eq} {trouble} until it comes.",
        "Promised {day}. {staff} had taken the {eq} apart to be ready for it.",
        "A spare {part}, on the shelf according to your website. {day} it should have come.",
        "No parcel on {day}. We needed it for {stake}.",
        "Please send what we ordered. {day} was the day.",
        "Not arrived, and our own mechanic was booked for {time} on {day}.",
        "We bought it elsewhere in the end, next morning. From you it was promised for {day}.",
    ),
    "delivery": (
        "Delivery promised for {day}, nothing arrived.",
        "No delivery on {day}. The tracking page says “in preparation”.",
        "Our order was to be here on {day}. {staff} waited at the ramp until {time}.",
        "We cleared {room} for the delivery on {day} and are now standing in an empty room.",
        "Order still not here. It was {day}. We needed it for {stake}.",
        "Promised {day}, then “tomorrow for sure”. Which day is it?",
        "Two people booked to unload on {day}, no lorry. We would like to know who pays for that.",
        "The goods were promised for {day}. When we asked, our order could not be found at first.",
        "“A day late I can live with. Not knowing it I cannot.” {staff} about the delivery for {room}.",
        "Nothing delivered on {day}, second time this year.",
        "Delivery late. We bought what we needed for {stake} at the wholesaler, at twice the price.",
    ),
    "installation": (
        (
            "Installation of the {eq} did not happen on {day}. Electrician and plumber were here at"
            " {time}, for nothing."
        ),
        "The {eq} stands in the corridor in its box. It should have been connected on {day}.",
        "We took the old {eq} out because the new one was promised for {day}. Now we have neither.",
        "Fitting day missed. {stake} is planned around the new {eq}!",
        "Installation called off on the phone an hour before. The kitchen fitter has gone home again.",
        "No installation on {day}. {room} is shut since, and {guests} are asking.",
        "The {eq} came, the people to connect it did not.",
        "{staff} planned the training on the {eq} for {day}. Twelve people sat there without a machine.",
    ),
    "quote": (
        "The quote for the {eq} was to be here on {day}. Our board met without it.",
        "No quote. {staff} needs the number by {time} or the money goes back into the pot.",
        "Still waiting for the price of the {eq}, promised for {day}.",
        "Your competitor's offer was here in two days. Yours was promised for {day}.",
        "Quote late again. We want to buy, do you want to sell?",
        "We asked for one line, price and delivery week. {day} has passed.",
        "The tender closed at {time} on {day}. We could not put your {eq} in.",
        "Quote was promised, then promised again. {staff} asks whether anybody is working on it.",
    ),
    "call-back": (
        "We were to be called back on {day}. No call.",
        "No call-back. It was only a question about the {eq}, two minutes.",
        "Third try to get an answer about the {eq}. A call was promised for {day}.",
        "“You will be called back” is what we hear every time. {day} was the last time.",
        "Call-back promised, phone stayed silent. {staff} was in the office until {time} for it.",
        "Nobody rang on {day} about the {eq}, so we could not plan {stake}.",
        "We asked for a call, got none, rang ourselves and started from the beginning.",
        "Please call {staff}. It was promised for {day} and it is not complicated.",
    ),
    "visit": (
        "The visit was on {day} at {time}. Nobody was here.",
        "Waited for your visit on {day}. Three of us, an hour each.",
        "Visit on {day} did not take place, no message beforehand.",
        "{staff} had got the architect in for {day}. The architect charges by the hour.",
        "Appointment missed. We have the confirmation here in writing, {day}, {time}.",
        "We were not in your calendar on {day}. You were in ours.",
        "No visit on {day}; our decision on the {eq} has to wait for another month now.",
    ),
    "maintenance": (
        "Contract visit for the {eq} was due on {day}. The inspector came before you did.",
        "Yearly maintenance missed. {staff} had {room} cleared and cleaned for it.",
        "We pay for a contract so that we do not have to chase the date. We are chasing the date.",
        "Nobody came for the maintenance on {day}. The sticker on the {eq} ran out last month.",
        "Maintenance of the {eq}: promised for {day}, no one here, {room} shut for nothing.",
        "The service visit did not happen. {staff} asks for a new day, but a real one.",
        "We moved {stake} for the maintenance on {day}. Nobody came.",
        "Maintenance overdue, second reminder from us. It {trouble} by now.",
    ),
}
NOT_TOLD: Final = (
    "That something goes wrong can happen. That we hear it only when we ask, on the day itself, should not.",
    "Nobody told us {day} was off. One message would have been enough.",
    "We learned from the driver of another company that our {eq} is not coming.",
    "The day was missed, fine. But the text message still said “see you {day}”.",
    "No word about the delay. {staff} had told everybody it would be {day}.",
    "We got the reminder for {day} and then nobody. Who switches the reminders off?",
    "Sales says the day stands, Service says there is no day. We are in the middle.",
    "Asked three times, three answers. In the end it was none of the three days.",
)
