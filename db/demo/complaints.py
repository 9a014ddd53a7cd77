"""The complaints of two years: collected, put in order and written down."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date

from db.demo.billing import wrong_bills
from db.demo.claims import Claim, about_missed, about_the_work, any_other, critical, minor
from db.demo.company import Customer, Person
from db.demo.days import DAY, is_rush
from db.demo.newcomers import first_promises
from db.demo.plan import WEEKS, Fate
from db.demo.promises import Promise
from db.demo.telling import Slots, Stage, in_words, story_slots


@dataclass(frozen=True)
class Complaint:
    claim: Claim
    reference: str
    text: str
    owner: Person
    answered_on: date | None
    resolved_on: date | None


# Even after a bad week in the rush not everybody rings.
_MOST_TIED = 7


def complaints(stage: Stage, promises: tuple[Promise, ...]) -> tuple[Complaint, ...]:
    """Numbered in the order they were received."""
    claims = _tied(stage, promises) + wrong_bills(stage)
    claims += _the_rest(stage, promises, Counter(_monday(claim.received_on) for claim in claims))
    claims += _last_week(stage, promises)
    first, kept = first_promises(promises), _kept_for(promises)
    # Who was promised nothing yet has nothing to complain about.
    claims = [one for one in claims if first.get(one.customer, date.max) <= one.received_on]
    claims = [about_the_work(one, kept.get(one.customer, ())) for one in claims]
    claims.sort(key=lambda claim: claim.received_on)
    return tuple(_written(stage, claim, number) for number, claim in enumerate(claims, start=3001))


def _kept_for(promises: tuple[Promise, ...]) -> dict[Customer, list[Promise]]:
    """What was kept, by customer, the latest first."""
    kept: dict[Customer, list[Promise]] = defaultdict(list)
    for promise in reversed(promises):
        if promise.fate is Fate.KEPT:
            kept[promise.customer].append(promise)
    return kept


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _tied(stage: Stage, promises: tuple[Promise, ...]) -> list[Claim]:
    claims: list[Claim] = []
    per_week: Counter[date] = Counter()
    for promise in promises:
        if not promise.is_missed or not stage.dice.chance(0.4):
            continue
        received = stage.calendar.after(promise.promised_on, stage.dice.between(1, 3))
        # Nobody writes "still not here" once it is.
        received = min(received, promise.delivered_on or received, promise.withdrawn_on or received)
        if received < stage.last_monday and per_week[_monday(received)] < _MOST_TIED:
            per_week[_monday(received)] += 1
            untold = stage.dice.chance(0.13)
            claims.append(about_missed(stage, promise, received, untold=untold))
    return claims


def _the_rest(stage: Stage, promises: tuple[Promise, ...], already: Counter[date]) -> list[Claim]:
    delivered: dict[date, list[Promise]] = defaultdict(list)
    for promise in promises:
        if promise.delivered_on:
            delivered[promise.delivered_on].append(promise)
    claims: list[Claim] = []
    for weeks_ago in range(WEEKS - 1, 0, -1):
        monday = stage.monday(weeks_ago)
        wanted = stage.dice.between(5, 7) if is_rush(monday) else stage.dice.between(4, 6)
        claims += [any_other(stage, monday, delivered) for _ in range(wanted - already[monday])]
    return claims


def _last_week(stage: Stage, promises: tuple[Promise, ...]) -> list[Claim]:
    """Arranged like the promises of that week; its wrong bill comes with the others."""
    dice, days = stage.dice, stage.calendar.working_days(stage.last_monday)
    owed = next(one for one in promises if one.fate is Fate.OWED and one.promised_on >= stage.last_monday)
    caring = [
        who for who in stage.company.customers if who.tier == "A" and who.trade in ("clinic", "care home")
    ]
    claims = [
        replace(critical(stage, days[-2], dice.pick(caring)), answer_after=0, solve_after=None),
        replace(about_missed(stage, owed, days[2]), answer_after=0),
        replace(minor(stage, days[-1], "damaged"), answer_after=None, solve_after=None),
    ]
    if dice.chance(0.5):
        claims.append(replace(minor(stage, days[0], "communication"), answer_after=0, solve_after=1))
    return claims


def _written(stage: Stage, claim: Claim, number: int) -> Complaint:
    text = stage.teller.tell(claim.templates, lambda: _slots(stage, claim), claim.received_on)
    owner = stage.dice.pick(stage.company.staff(claim.team))
    answered = _later(stage, claim.received_on, claim.answer_after)
    resolved = _later(stage, answered, claim.solve_after) if answered else None
    if resolved and claim.promise and claim.promise.delivered_on:
        resolved = max(resolved, claim.promise.delivered_on)
    return Complaint(claim, f"K-{number}", text, owner, answered, resolved)


def _later(stage: Stage, day: date, count: int | None) -> date | None:
    """None as well when the day lies after the last Sunday: not known yet."""
    if count is None:
        return None
    later = stage.calendar.after(day, count)
    return later if later <= stage.last_sunday else None


def _slots(stage: Stage, claim: Claim) -> Slots:
    slots = story_slots(stage.dice, claim.customer, claim.about, claim.told_day or claim.received_on)
    if claim.promise and claim.breakdown == "quality" and claim.promise.delivered_on:
        slots["days"] = in_words((claim.received_on - claim.promise.delivered_on).days)
    return slots
