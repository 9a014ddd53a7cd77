"""Where a customer's machine stands, who works there, and what waits for it."""

from dataclasses import dataclass
from typing import Final

from db.demo.words_machines import KITCHEN, LAUNDRY


@dataclass(frozen=True)
class Place:
    """What texts say about one area of one trade. `stakes`: what must not go wrong there (singular)."""

    rooms: tuple[str, ...]
    staff: tuple[str, ...]
    stakes: tuple[str, ...]


def _place(rooms: str, staff: str, stakes: str) -> Place:
    return Place(tuple(rooms.split(", ")), tuple(staff.split(", ")), tuple(stakes.split(", ")))


PLACES: Final = {
    ("hotel", KITCHEN): _place(
        "the main kitchen, the breakfast kitchen, the banquet kitchen",
        "the head chef, the breakfast chef, the owner, the bar manager",
        "breakfast, the wedding dinner, the banquet, the conference lunch",
    ),
    ("hotel", LAUNDRY): _place(
        "the basement laundry, the linen room, the laundry behind the garage",
        "the housekeeper, the laundry lead, the owner",
        "the big change of guests, the morning linen round, the new tour group",
    ),
    ("restaurant", KITCHEN): _place(
        "the kitchen, the upstairs kitchen, the garden kitchen, the prep kitchen",
        "the owner, the chef, the manager",
        "the evening service, the lunch rush, the wine tasting, the birthday party for sixty",
    ),
    ("clinic", KITCHEN): _place(
        "the central kitchen, the ward kitchen on level 3, the staff canteen, the diet kitchen",
        "the kitchen manager, the ward manager, the diet cook",
        "the patients' lunch, the evening trays, the breakfast round",
    ),
    ("clinic", LAUNDRY): _place(
        "the hospital laundry, the clean side of the laundry, the laundry on level -1",
        "the laundry manager, the hygiene officer, the technical manager",
        "the next theatre list, the linen round, the night shift",
    ),
    ("care home", KITCHEN): _place(
        "the kitchen, the day-care kitchen, the ward pantry, the café",
        "the head cook, the home manager, the caretaker",
        "the residents' lunch, the afternoon coffee, the summer party",
    ),
    ("care home", LAUNDRY): _place(
        "the laundry, the laundry in the old wing, the laundry on the second floor",
        "the laundry lead, the home manager, the caretaker",
        "the bed-linen day, the weekly change, the next inspection",
    ),
    ("school", KITCHEN): _place(
        "the school kitchen, the canteen, the teaching kitchen",
        "the caretaker, the head cook, the school office",
        "the first lunch of term, the school lunch, the open day",
    ),
    ("canteen", KITCHEN): _place(
        "the canteen kitchen, the serving line, the second kitchen, the show kitchen",
        "the canteen manager, the chef, the facility manager",
        "the lunch shift, the early shift, the staff party",
    ),
    ("bakery", KITCHEN): _place(
        "the bakehouse, the second bakehouse, the kitchen behind the shop",
        "the master baker, the shop manager, the owner",
        "the morning rolls, the night bake, the market stall",
    ),
    ("butcher", KITCHEN): _place(
        "the sausage kitchen, the room behind the shop",
        "the master butcher, the owner, the shop manager",
        "the barbecue weekend, the weekend counter, the party service",
    ),
    ("laundry", LAUNDRY): _place(
        "the wash hall, the finishing line, the shop",
        "the owner, the shift lead, the operations manager",
        "the hotel round, the early collection, the hospital order",
    ),
    ("brewery", KITCHEN): _place(
        "the taproom, the brewery kitchen, the beer garden",
        "the brewer, the taproom manager, the owner",
        "the tapping, the brewery tour, the beer-garden opening",
    ),
    ("leisure", KITCHEN): _place(
        "the kiosk, the galley, the clubhouse kitchen",
        "the site manager, the kiosk manager, the caretaker",
        "the regatta, the season opening, the long weekend",
    ),
    ("leisure", LAUNDRY): _place(
        "the wash house, the laundry room",
        "the site manager, the caretaker",
        "the long weekend, the season opening, the change of guests",
    ),
}
GUESTS: Final = {
    "hotel": "guests",
    "restaurant": "guests",
    "clinic": "patients",
    "care home": "residents",
    "school": "pupils",
    "canteen": "people in the queue",
    "bakery": "customers",
    "butcher": "customers",
    "laundry": "customers",
    "brewery": "guests",
    "leisure": "campers and day guests",
}
