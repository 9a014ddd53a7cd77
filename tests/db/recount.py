"""A made-up world in plain Python, put into a store and counted again by the rules of meeting/ alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from random import Random

from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.changes import Changes, table_of
from db.changes.lists import as_told
from db.models import Complaint, Customer, IntakeRun, Person, Promise, Team, Win
from meeting.board import ComplaintCounts, Reach, Scope, StillOwed, WeekFigures
from meeting.permissions import COMMAND_LINE
from meeting.promise_days import Days, Said, moved, replaced_in_time, said_by, standing
from meeting.promises import PromiseCounts, PromiseState, state_on, still_owed
from meeting.weeks import Week, week_of
from tests.db.stores import NOW

TIERS = ("A", "B", "C", None)
TEAMS = ("Sales", "Service")
SOURCES = ("erp", "shop")
FIRST = date(2026, 12, 21)
LAST = date(2027, 1, 10)
WEEKS = week_of(LAST).up_to_here(3)
"""The three weeks around the end of a year that has 53."""


@dataclass(frozen=True)
class APromise:
    days: Days
    customer: int
    team: int | None
    hidden: bool
    made_on: date | None
    delivered_on: date | None
    withdrawn_on: date | None
    source: str | None = None

    @property
    def promised_on(self) -> date:
        return self.days[-1].day


@dataclass(frozen=True)
class AComplaint:
    received_on: date
    customer: int | None
    team: int | None
    hidden: bool
    promise: int | None
    same_as: int | None
    answered_on: date | None
    resolved_on: date | None
    severity: str


@dataclass(frozen=True)
class AWin:
    happened_on: date
    customer: int | None
    teams: tuple[int, ...]
    people: tuple[int, ...]
    hidden: bool


@dataclass(frozen=True)
class AFile:
    """A file of promises that was brought in from a source, and perhaps taken back."""

    source: str
    on: date
    is_undone: bool


@dataclass(frozen=True)
class World:
    promises: tuple[APromise, ...]
    complaints: tuple[AComplaint, ...]
    wins: tuple[AWin, ...]
    files: tuple[AFile, ...] = ()


@dataclass(frozen=True)
class Ids:
    """What the store calls the things of a world, in the order of the world."""

    promises: list[int]
    complaints: list[int]
    wins: list[int]


def _day(chance: Random, day: date | None = None, *, days: tuple[int, int] = (0, 0)) -> date:
    if day is None:
        return FIRST + timedelta(days=chance.randint(0, (LAST - FIRST).days))
    return day + timedelta(days=chance.randint(*days))


def _perhaps(chance: Random, day: date, *, days: tuple[int, int], often: float) -> date | None:
    return _day(chance, day, days=days) if chance.random() < often else None


def _promise(chance: Random) -> APromise:
    promised = _day(chance)
    return APromise(
        _days(chance, promised),
        customer=chance.randrange(len(TIERS)),
        team=chance.choice([None, *range(len(TEAMS))]),
        hidden=chance.random() < 0.1,
        made_on=_perhaps(chance, promised, days=(-12, 2), often=0.6),
        delivered_on=_perhaps(chance, promised, days=(-4, 5), often=0.7),
        withdrawn_on=_perhaps(chance, promised, days=(-5, 5), often=0.3),
        source=chance.choice([None, None, *SOURCES]),
    )


def _days(chance: Random, first: date) -> Days:
    """Now and then moved, up to three times: before the day that is left, on it or after it, or nobody knows when."""
    days: Days = (Said(first),)
    while len(days) < 4 and chance.random() < 0.4:
        left = days[-1].day
        said = _perhaps(chance, left, days=(-6, 6), often=0.8)
        days = moved(days, to=_day(chance, left, days=(-4, 9)), said_on=said)
    return days


def _file(chance: Random) -> AFile:
    return AFile(chance.choice(SOURCES), _day(chance), is_undone=chance.random() < 0.2)


def _complaint(chance: Random, promises: Sequence[APromise], *, earlier: int) -> AComplaint:
    """About no promise, or about one, and then soon after its day."""
    promise = chance.randrange(len(promises)) if promises and chance.random() < 0.7 else None
    received = _day(chance) if promise is None else _day(chance, promises[promise].promised_on, days=(0, 3))
    return AComplaint(
        received,
        customer=chance.choice([None, *range(len(TIERS))]),
        team=chance.choice([None, *range(len(TEAMS))]),
        hidden=chance.random() < 0.1,
        promise=promise,
        same_as=chance.randrange(earlier) if earlier and chance.random() < 0.2 else None,
        answered_on=_perhaps(chance, received, days=(-1, 5), often=0.6),
        resolved_on=_perhaps(chance, received, days=(-1, 9), often=0.5),
        severity=chance.choice(["minor", "serious", "critical"]),
    )


def _win(chance: Random) -> AWin:
    return AWin(
        _day(chance),
        customer=chance.choice([None, *range(len(TIERS))]),
        teams=chance.choice([(), (0,), (1,), (0, 1)]),
        people=chance.choice([(), (0,), (0, 1)]),
        hidden=chance.random() < 0.1,
    )


def every_order_of_days(as_of: date) -> World:
    """A promise for each order in which its days and `as_of` can follow each other, within three days."""
    near = [as_of + timedelta(days=days) for days in range(-3, 3)]
    perhaps = [None, *near]
    kept_or_not = tuple(
        APromise(
            (Said(promised),),
            customer=0,
            team=None,
            hidden=False,
            made_on=None,
            delivered_on=delivered,
            withdrawn_on=withdrawn,
        )
        for promised, delivered, withdrawn in product(near, perhaps, perhaps)
    )
    moved_once = tuple(
        replace(
            kept_or_not[0],
            days=moved((Said(first),), to=then, said_on=said),
            made_on=made,
            delivered_on=delivered,
        )
        for first, then, said, made, delivered in product(
            near, near, perhaps, [None, near[2], near[3], near[4]], [None, near[1], near[4]]
        )
    )
    return World(kept_or_not + moved_once, (), ())


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Full of everything: drawn as a whole, for drawn piece by piece most worlds would be nearly empty."""
    seed = draw(st.integers(0, 2**32))
    sizes = [draw(st.integers(low, high)) for low, high in ((10, 50), (5, 25), (0, 8))]
    promises = tuple(_promise(Random(f"{seed} promise {number}")) for number in range(sizes[0]))
    return World(
        promises,
        tuple(
            _complaint(Random(f"{seed} complaint {number}"), promises, earlier=number)
            for number in range(sizes[1])
        ),
        tuple(_win(Random(f"{seed} win {number}")) for number in range(sizes[2])),
        tuple(_file(Random(f"{seed} file {number}")) for number in range(seed % 4)),
    )


scopes = st.sampled_from(
    [
        Scope(team=team, tier=tier)
        for team in ("", *TEAMS)
        for tier in ("", "", "", *(tier or "none" for tier in TIERS))
    ]
)
moments = st.sampled_from([FIRST + timedelta(days=days) for days in range(-2, 30)])


def put(session: Session, world: World) -> Ids:
    """Writes a world through the one way to write."""
    changes = Changes(session, actor=COMMAND_LINE, now=NOW)

    def of(ids: list[int], number: int | None) -> int | None:
        return None if number is None else ids[number]

    teams = [
        changes.create(Team, {"name": name, "name_key": name.lower(), "side": name.lower()}, action="add")
        for name in TEAMS
    ]
    people = [
        changes.create(Person, {"name": name, "name_key": name}, action="add") for name in ("ana", "ben")
    ]
    customers = [
        changes.create(Customer, {"name": f"{tier}", "name_key": f"{tier}", "tier": tier}, action="add")
        for tier in TIERS
    ]
    promises = [
        changes.create(
            Promise,
            {
                "what": f"Order {number}",
                "customer_id": customers[one.customer],
                "team_id": of(teams, one.team),
                "promised_on": one.promised_on,
                "promised_week": str(week_of(one.promised_on)),
                "first_promised_on": one.days[0].day,
                "first_promised_week": str(week_of(one.days[0].day)),
                "days": as_told(one.days),
                "made_on": one.made_on,
                "source": one.source,
                "reference": f"P{number}" if one.source else None,
                "delivered_on": one.delivered_on,
                "withdrawn_on": one.withdrawn_on,
                "hidden": one.hidden,
            },
            action="add",
        )
        for number, one in enumerate(world.promises)
    ]
    complaints: list[int] = []
    for about in world.complaints:
        values = {
            "customer_id": of(customers, about.customer),
            "team_id": of(teams, about.team),
            "received_on": about.received_on,
            "received_week": str(week_of(about.received_on)),
            "promise_id": of(promises, about.promise),
            "same_as_id": of(complaints, about.same_as),
            "answered_on": about.answered_on,
            "resolved_on": about.resolved_on,
            "severity": about.severity,
            "hidden": about.hidden,
        }
        complaints.append(changes.create(Complaint, values, action="add"))
    wins = [
        changes.create(
            Win,
            {
                "happened_on": one.happened_on,
                "happened_week": str(week_of(one.happened_on)),
                "customer_id": of(customers, one.customer),
                "teams": [teams[team] for team in one.teams],
                "people": [people[person] for person in one.people],
                "hidden": one.hidden,
            },
            action="add",
        )
        for one in world.wins
    ]
    changes.write()
    for file in world.files:
        run = {"kind": "promises", "source": file.source, "reaches_to": file.on, "at": NOW, "actor": "Dev"}
        counts = dict.fromkeys(("rows", "new", "changed", "unchanged", "refused"), 0)
        undone = {"undone_at": NOW if file.is_undone else None}
        session.execute(
            insert(table_of(IntakeRun)).values(**run, **counts, **undone, file_name="f", digest="")
        )
    return Ids(promises, complaints, wins)


@dataclass(frozen=True)
class Recount:
    """What must come out for a world on a day, for a scope: numbers of the world's rows, by week."""

    world: World
    as_of: date
    scope: Scope

    def promises(self) -> list[int]:
        """Those that exist and are in scope, whatever their week."""
        return [
            number
            for number, one in enumerate(self.world.promises)
            if not one.hidden
            and (one.made_on is None or one.made_on <= self.as_of)
            and self._is_ours(() if one.team is None else (one.team,), one.customer)
        ]

    def reach(self, source: str | None) -> date | None:
        """The day of the last file of a source that was brought in by now and stayed."""
        reached = (
            file.on
            for file in self.world.files
            if file.source == source and file.on <= self.as_of and not file.is_undone
        )
        return max(reached, default=None)

    def state(self, one: APromise, day: date) -> PromiseState:
        return state_on(
            self.as_of,
            promised_on=day,
            delivered_on=one.delivered_on,
            withdrawn_on=one.withdrawn_on,
            reach=self.reach(one.source),
        )

    def in_state(self, week: Week, state: PromiseState, *, first: bool = False) -> list[tuple[date, int]]:
        """Each day that stands with its promise, or the first day of each."""
        return sorted(
            (day, number)
            for number in self.promises()
            for one in [self.world.promises[number]]
            for day in ([one.days[0].day] if first else standing(one.days, as_of=self.as_of))
            if week_of(day) == week and self.state(one, day) == state
        )

    def moved(self, week: Week) -> list[tuple[date, int]]:
        return sorted(
            (day, number)
            for number in self.promises()
            for day in replaced_in_time(self.world.promises[number].days, as_of=self.as_of)
            if week_of(day) == week
        )

    def moved_afterwards(self, week: Week) -> int:
        """Days that stand, were missed and were followed by another."""
        found = 0
        for number in self.promises():
            one = self.world.promises[number]
            said = said_by(one.days, as_of=self.as_of)
            for place, each in enumerate(said[:-1]):
                is_late = (said[place + 1].said_on or date.min) > each.day
                is_missed = self.state(one, each.day) is PromiseState.MISSED
                found += is_late and is_missed and week_of(each.day) == week
        return found

    def counts(self, week: Week, *, first: bool = False) -> PromiseCounts:
        found = {state.value: self.in_state(week, state, first=first) for state in PromiseState}
        beyond = 0 if first else sum(day < self.as_of for day, _ in found["pending"])
        return PromiseCounts(**{name: len(rows) for name, rows in found.items()}, not_known_yet=beyond)

    def complaints(self, week: Week) -> set[int]:
        return {
            number
            for number, one in enumerate(self.world.complaints)
            if week_of(one.received_on) == week
            and one.received_on <= self.as_of
            and one.same_as is None
            and not one.hidden
            and self._is_ours(() if one.team is None else (one.team,), one.customer)
        }

    def callers(self, complaint: int) -> int:
        return 1 + sum(
            one.same_as == complaint and not one.hidden and one.received_on <= self.as_of
            for one in self.world.complaints
        )

    def about_the_same(self, week: Week) -> set[int]:
        missed = {number for _, number in self.in_state(week, PromiseState.MISSED)}
        return {number for number in self.complaints(week) if self.world.complaints[number].promise in missed}

    def wins(self, week: Week) -> set[int]:
        return {
            number
            for number, one in enumerate(self.world.wins)
            if week_of(one.happened_on) == week
            and one.happened_on <= self.as_of
            and not one.hidden
            and self._is_ours(one.teams, one.customer)
        }

    def owed(self) -> set[int]:
        found = set()
        for number in self.promises():
            one = self.world.promises[number]
            if still_owed(
                self.as_of,
                promised_on=standing(one.days, as_of=self.as_of),
                delivered_on=one.delivered_on,
                withdrawn_on=one.withdrawn_on,
                reach=self.reach(one.source),
            ):
                found.add(number)
        return found

    def figures(self, week: Week) -> WeekFigures:
        complaints = [self.world.complaints[number] for number in self.complaints(week)]
        return WeekFigures(
            week,
            self.counts(week),
            self.counts(week, first=True),
            moved=len(self.moved(week)),
            moved_afterwards=self.moved_afterwards(week),
            complaints=ComplaintCounts(
                received=len(complaints),
                answered=sum(bool(one.answered_on and one.answered_on <= self.as_of) for one in complaints),
                resolved=sum(bool(one.resolved_on and one.resolved_on <= self.as_of) for one in complaints),
            ),
            about_the_same=len(self.about_the_same(week)),
            hits=len(self.wins(week)),
            reach=self.short_of(week),
        )

    def short_of(self, week: Week) -> tuple[Reach, ...]:
        """Sources that end before the week does and before the day it is looked at."""
        ends = [(day, source) for source in SOURCES if (day := self.reach(source)) is not None]
        return tuple(
            Reach(source, day)
            for day, source in sorted(ends)
            if day <= week.sunday and day < self.as_of and day > week.sunday - timedelta(weeks=8)
        )

    def still_owed(self) -> StillOwed:
        days = [self.owed_since(number) for number in self.owed()]
        return StillOwed(len(days), min(days, default=None))

    def owed_since(self, number: int) -> date:
        return min(standing(self.world.promises[number].days, as_of=self.as_of))

    def _is_ours(self, teams: tuple[int, ...], customer: int | None) -> bool:
        if self.scope.team and TEAMS.index(self.scope.team) not in teams:
            return False
        if not self.scope.tier:
            return True
        return customer is not None and (TIERS[customer] or "none") == self.scope.tier
