"""Turns templates into sentences: the slots of a scene, and no text twice in one week."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from db.demo.chance import Deck, Dice
from db.demo.company import Company, Customer
from db.demo.days import WEEK, Calendar
from db.demo.words_machines import Machine
from db.demo.words_places import GUESTS, PLACES

Slots = Mapping[str, str]

_SENTENCE_START = re.compile(r"(^“?|[.!?]”? )([a-zà-ÿ])")
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
_TIMES = ("six", "half past eight", "ten", "noon", "two", "half past four", "five")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def sentence(template: str, slots: Slots) -> str:
    text = template.format_map(slots)
    return _SENTENCE_START.sub(lambda start: start[1] + start[2].upper(), text)


def in_words(count: int) -> str:
    return _COUNTS[count - 2] if 2 <= count < 10 else str(count)


class Teller:
    """Deals templates in turn and remembers what was said, so two years do not read like a form letter."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._decks: dict[tuple[str, ...], Deck[str]] = {}
        self._said: dict[str, list[date]] = {}

    def deal(self, templates: tuple[str, ...]) -> str:
        if templates not in self._decks:
            self._decks[templates] = Deck(self._dice, templates)
        return self._decks[templates].deal()

    def is_new(self, text: str, on: date, *, often: int = 3) -> bool:
        """Not said in this week, and less than `often` times before. Saying it is remembered."""
        week, said = on.isocalendar()[:2], self._said.setdefault(text, [])
        if len(said) >= often or any(day.isocalendar()[:2] == week for day in said):
            return False
        said.append(on)
        return True

    def tell(self, templates: tuple[str, ...], slots: Callable[[], Slots], on: date) -> str:
        text = ""
        for _ in range(30):
            text = sentence(self.deal(templates), slots())
            if self.is_new(text, on):
                break
        return text


@dataclass(frozen=True)
class Stage:
    """Everything a part of the story needs to be told."""

    dice: Dice
    calendar: Calendar
    company: Company
    last_sunday: date
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "teller", Teller(self.dice))

    @property
    def last_monday(self) -> date:
        return self.monday(0)

    @property
    def last_working_day(self) -> date:
        return self.calendar.before(self.last_sunday, 1)

    def monday(self, weeks_ago: int) -> date:
        return self.last_sunday - self.last_sunday.weekday() * (WEEK / 7) - weeks_ago * WEEK


def machine_slots(dice: Dice, customer: Customer) -> dict[str, str]:
    """What stays the same about one machine from the promise to the complaint."""
    machine, room = dice.pick(customer.machines)
    return {
        "eq": machine.name,
        "a_eq": _with_article(machine),
        "part": dice.pick(machine.parts),
        "trouble": dice.pick(machine.troubles),
        "room": room,
        "staff": dice.pick(PLACES[customer.trade, machine.area].staff),
        "stake": dice.pick(PLACES[customer.trade, machine.area].stakes),
        "area": machine.area,
    }


def story_slots(dice: Dice, customer: Customer, about: Slots, on: date) -> dict[str, str]:
    """Adds what a teller would add on the day `on`: times, sums, an invoice number."""
    return {
        **about,
        "stake_bare": about["stake"].removeprefix("the "),
        "customer": customer.short,
        "guests": GUESTS[customer.trade],
        "day": _WEEKDAYS[on.weekday()],
        "time": dice.pick(_TIMES),
        "days": dice.pick(_COUNTS),
        "number": str(dice.between(40, 180)),
        "amount": str(dice.between(12, 98) * 5),
        "invoice": f"R{on:%y}-{on.timetuple().tm_yday * 11 + dice.between(0, 90):04}",
        "month": _MONTHS[on.month - 2],
    }


def _with_article(machine: Machine) -> str:
    return f"{'an' if machine.name[0] in 'aeiou' else 'a'} {machine.name}"
