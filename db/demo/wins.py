"""What went well, and whom to thank for it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from string import Formatter

from db.demo.company import Customer, Person
from db.demo.days import DAY, is_rush
from db.demo.plan import WEEKS, Fate
from db.demo.promises import Promise
from db.demo.telling import Stage, machine_slots, sentence, story_slots
from db.demo.words import SALES, SERVICE, TEAMS, WORKSHOP
from db.demo.words_wins import BOTH_SIDES, COLLEAGUE, CUSTOMER, WINS


@dataclass(frozen=True)
class Win:
    happened_on: date
    kind: str
    named_by: str
    text: str
    customer: Customer | None
    people: tuple[Person, ...]
    teams: tuple[str, ...]
    reference: str = ""


_TEAM_OF_SLOT = {
    "sales": SALES,
    "sales2": SALES,
    "service": SERVICE,
    "service2": SERVICE,
    "workshop": WORKSHOP,
    "workshop2": WORKSHOP,
}
_BOTH = ("both", COLLEAGUE)
_TEMPLATES = {**WINS, _BOTH: BOTH_SIDES}
_OFTEN = (
    (15, ("sale", COLLEAGUE)),
    (5, ("sale", CUSTOMER)),
    (21, ("praise", CUSTOMER)),
    (10, ("praise", COLLEAGUE)),
    (17, ("save", COLLEAGUE)),
    (7, ("save", CUSTOMER)),
    (4, ("WOW", CUSTOMER)),
    (6, ("WOW", COLLEAGUE)),
    (8, ("improvement", COLLEAGUE)),
    (5, _BOTH),
)
_LAST_WEEK = (
    ("sale", COLLEAGUE),
    ("praise", CUSTOMER),
    ("save", COLLEAGUE),
    ("WOW", COLLEAGUE),
    ("improvement", COLLEAGUE),
    _BOTH,
)


def wins(stage: Stage, promises: tuple[Promise, ...]) -> tuple[Win, ...]:
    """Numbered in the order they happened."""
    kept = _kept_by_week(promises)
    told: list[Win] = []
    for weeks_ago in range(WEEKS - 1, -1, -1):
        monday = stage.monday(weeks_ago)
        told += [_win(stage, monday, sort, kept[monday]) for sort in _sorts(stage, monday)]
    told.sort(key=lambda win: win.happened_on)
    return tuple(replace(win, reference=f"W-{number}") for number, win in enumerate(told, start=5001))


def _kept_by_week(promises: tuple[Promise, ...]) -> dict[date, list[Promise]]:
    kept: dict[date, list[Promise]] = defaultdict(list)
    for promise in promises:
        if promise.fate is Fate.KEPT and promise.delivered_on:
            kept[promise.delivered_on - promise.delivered_on.weekday() * DAY].append(promise)
    return kept


def _sorts(stage: Stage, monday: date) -> list[tuple[str, str]]:
    dice = stage.dice
    if monday == stage.last_monday:
        return [*_LAST_WEEK, *(dice.weighted(_OFTEN) for _ in range(dice.between(0, 2)))]
    # In the rush fewer people find the time to write down what went well.
    count = dice.between(4, 6) if is_rush(monday) else dice.between(4, 8)
    return [dice.weighted(_OFTEN) for _ in range(count)]


def _win(stage: Stage, monday: date, sort: tuple[str, str], kept: list[Promise]) -> Win:
    while True:
        template = stage.teller.deal(_TEMPLATES[sort])
        win = _told(stage, monday, sort, template, kept)
        # The same thing is improved once; thanks may come again.
        often = 1 if win.kind == "improvement" else 3
        if stage.teller.is_new(win.text, win.happened_on, often=often):
            return win


def _told(stage: Stage, monday: date, sort: tuple[str, str], template: str, kept: list[Promise]) -> Win:
    teams, template = _teams_named(template)
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    wanted = {_TEAM_OF_SLOT[name] for name in names if name in _TEAM_OF_SLOT}
    customer, about, day = _occasion(stage, monday, wanted, kept)
    day = _weekend(template, monday) or day
    cast = _cast(stage, names, customer)
    slots = story_slots(stage.dice, customer, about, day) | {
        slot: who.first_name for slot, who in cast.items()
    }
    kind, named_by = sort
    return Win(
        happened_on=day,
        kind="save" if sort == _BOTH else kind,
        named_by=named_by,
        text=sentence(template, slots),
        customer=customer if "customer" in names else None,
        people=tuple(cast.values()),
        teams=teams or tuple(team for team, _ in TEAMS if team in wanted),
    )


def _teams_named(template: str) -> tuple[tuple[str, ...], str]:
    """Teams in front of a text without people: "Sales+Workshop: …"."""
    front, colon, text = template.partition(": ")
    named = tuple(front.split("+"))
    if colon and all(team in dict(TEAMS) for team in named):
        return named, text
    return (), template


def _occasion(
    stage: Stage, monday: date, wanted: set[str], kept: list[Promise]
) -> tuple[Customer, dict[str, str], date]:
    """Something kept that week by one of the teams; without one, any customer on any working day."""
    fitting = [promise for promise in kept if promise.team in wanted] or kept
    if fitting:
        promise = stage.dice.pick(fitting)
        return promise.customer, dict(promise.about), promise.delivered_on or promise.promised_on
    customer = stage.dice.pick(stage.company.buyers)
    day = stage.dice.pick(stage.calendar.working_days(monday))
    return customer, machine_slots(stage.dice, customer), day


def _weekend(template: str, monday: date) -> date | None:
    if "on Saturday" in template:
        return monday + 5 * DAY
    return monday + 6 * DAY if "on a Sunday" in template else None


def _cast(stage: Stage, names: list[str], customer: Customer) -> dict[str, Person]:
    cast: dict[str, Person] = {}
    for name in dict.fromkeys(names):
        if name == "sales":
            cast[name] = customer.sales_person
        elif name in _TEAM_OF_SLOT:
            free = [who for who in stage.company.staff(_TEAM_OF_SLOT[name]) if who not in cast.values()]
            cast[name] = stage.dice.pick([who for who in free if who != customer.sales_person])
    return cast
