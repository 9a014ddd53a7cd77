"""Fills each planned promise with a customer, words and days."""

from dataclasses import dataclass, field, replace
from datetime import date

from db.demo.company import Customer, Person
from db.demo.days import DAY, Calendar
from db.demo.plan import Due, Fate, dues
from db.demo.telling import Slots, Stage, machine_slots, sentence
from db.demo.words import SALES, WORKSHOP
from db.demo.words_promises import CAUSES_BY_KIND, WHAT


@dataclass(frozen=True)
class Promise:
    customer: Customer
    about: Slots
    what: str
    kind: str
    made_on: date
    promised_on: date
    team: str
    sales_person: Person
    fate: Fate
    cause: str = ""
    need: str = ""
    withdrawn_by: str = ""
    first_promised_on: date | None = None
    moved_on: date | None = None
    delivered_on: date | None = None
    withdrawn_on: date | None = None
    reference: str = field(default="")

    @property
    def is_missed(self) -> bool:
        return self.fate in (Fate.LATE, Fate.OWED, Fate.GIVEN_UP)


_DAYS_LATE = ((36, 1, 1), (23, 2, 2), (14, 3, 3), (16, 4, 6), (8, 7, 12), (3, 13, 22))


def promises(stage: Stage) -> tuple[Promise, ...]:
    """Numbered in the order they were given."""
    told = sorted((_promise(stage, due) for due in dues(stage)), key=lambda promise: promise.made_on)
    return tuple(
        replace(promise, reference=f"P-{number}") for number, promise in enumerate(told, start=24001)
    )


def words_for(team: str, kind: str) -> str:
    """Work on the bench and parts in the post break in their own ways, and are complained about so."""
    if team == WORKSHOP:
        return {"repair": "workshop", "delivery": "parts"}.get(kind, kind)
    return kind


def _promise(stage: Stage, due: Due) -> Promise:
    dice = stage.dice
    first = due.first or _first_day(stage, due)
    kind, made_on = _kind_and_day_given(stage, due, first)
    moved_on = _moved_on(stage, due, first, made_on) if first < due.day else None
    customer = dice.pick(_buyers(stage, due))
    about = machine_slots(dice, customer)
    promise = Promise(
        customer=customer,
        about=about,
        what=sentence(stage.teller.deal(WHAT[due.team, kind][3]), about),
        kind=kind,
        made_on=made_on,
        promised_on=due.day,
        team=due.team,
        sales_person=_sales_person(stage, customer),
        fate=due.fate,
        need=dice.weighted(((33, "need"), (20, "preference"), (47, ""))),
        first_promised_on=first if moved_on else None,
        moved_on=moved_on,
    )
    return _ended(stage, promise, due.has_cause)


def _buyers(stage: Stage, due: Due) -> tuple[Customer, ...]:
    buyers = stage.company.buyers
    return tuple(buyer for buyer in buyers if buyer.tier == due.tier) if due.tier else buyers


def _sales_person(stage: Stage, customer: Customer) -> Person:
    if stage.dice.chance(0.12):
        return stage.dice.pick(stage.company.staff(SALES))
    return customer.sales_person


def _first_day(stage: Stage, due: Due) -> date:
    """The day it was first promised for, mostly the same one. Moves out of the last week are planned."""
    if due.fate not in (Fate.KEPT, Fate.LATE, Fate.AHEAD) or not stage.dice.chance(0.05):
        return due.day
    first = stage.calendar.before(due.day, stage.dice.between(1, 9))
    return due.day if stage.last_monday <= first <= stage.last_sunday else first


def _kind_and_day_given(stage: Stage, due: Due, first: date) -> tuple[str, date]:
    """A promise ahead of us was given by now, so only kinds that are given that early can be."""
    fewest = stage.calendar.between(stage.last_sunday, first)
    kinds = [
        (often, (kind, max(low, fewest), high))
        for (team, kind), (often, low, high, _) in WHAT.items()
        if team == due.team and high >= fewest and due.kind in ("", kind)
    ]
    if kinds:
        kind, low, high = stage.dice.weighted(kinds)
    else:
        # Further ahead than this team usually promises: its longest kind, given in the last days.
        kind, low, high = _longest_kind(due.team), fewest, fewest + 3
    return kind, stage.calendar.before(first, stage.dice.between(low, high))


def _longest_kind(team: str) -> str:
    return max((high, kind) for (owing, kind), (_, _, high, _) in WHAT.items() if owing == team)[1]


def _moved_on(stage: Stage, due: Due, first: date, made_on: date) -> date:
    if due.moved_afterwards or (not due.first and first <= stage.last_monday and stage.dice.chance(0.2)):
        return stage.calendar.after(first, 1)
    last = min(max(stage.calendar.before(first, 1), made_on), stage.last_working_day)
    days = (last - made_on).days
    # Mostly shortly before the day: the later of two tries.
    day = made_on + max(stage.dice.between(0, days), stage.dice.between(0, days)) * DAY
    return day if stage.calendar.is_working(day) else max(stage.calendar.before(day, 1), made_on)


def _ended(stage: Stage, promise: Promise, has_cause: bool | None) -> Promise:
    dice, calendar, day = stage.dice, stage.calendar, promise.promised_on
    told = max(promise.made_on, promise.moved_on or promise.made_on)
    if promise.fate is Fate.KEPT:
        early = calendar.before(day, dice.between(1, 3)) if dice.chance(0.2) else day
        return replace(promise, delivered_on=min(max(early, told), day))
    if promise.fate is Fate.AHEAD:
        is_done = dice.chance(0.03) and told < stage.last_sunday
        return replace(promise, delivered_on=stage.last_working_day) if is_done else promise
    by = "customer" if dice.chance(0.68) else "us"
    if promise.fate is Fate.WITHDRAWN:
        gone = calendar.before(min(day, stage.last_working_day), dice.between(0, 4))
        return replace(promise, withdrawn_on=max(gone, told), withdrawn_by=by)
    promise = replace(promise, cause=_cause(stage, promise, has_cause))
    if promise.fate is Fate.GIVEN_UP:
        return replace(promise, withdrawn_on=_some_days_late(stage, day, 2, 9), withdrawn_by=by)
    if promise.fate is Fate.LATE:
        low, high = dice.weighted([(often, (fewest, most)) for often, fewest, most in _DAYS_LATE])
        return replace(promise, delivered_on=_some_days_late(stage, day, low, high))
    return promise


def _some_days_late(stage: Stage, day: date, low: int, high: int) -> date:
    """Never later than the last working day: what has not happened yet is not known."""
    count, most = stage.dice.between(low, high), _days_left(stage.calendar, day, stage.last_working_day)
    return stage.calendar.after(day, count if count <= most else stage.dice.between(1, most))


def _days_left(calendar: Calendar, day: date, last: date) -> int:
    # Nobody is more than a few weeks late, so there is no need to count two years of days.
    return 30 if (last - day).days > 60 else calendar.between(day, last)


def _cause(stage: Stage, promise: Promise, has_cause: bool | None) -> str:
    if has_cause is None:
        has_cause = stage.dice.chance(0.62)
    if not has_cause:
        return ""
    causes = CAUSES_BY_KIND[words_for(promise.team, promise.kind)]
    return stage.teller.tell(causes, lambda: promise.about, promise.promised_on)
