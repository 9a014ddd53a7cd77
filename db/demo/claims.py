"""What customers found fault with, before it is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.demo.company import Customer
from db.demo.days import DAY
from db.demo.plan import Fate
from db.demo.promises import Promise, words_for
from db.demo.telling import Slots, Stage, machine_slots
from db.demo.words import SALES, SERVICE, WORKSHOP
from db.demo.words_complaints import CLAIMS, CRITICAL, QUALITY_ELSEWHERE
from db.demo.words_complaints_late import LATE, NOT_TOLD

Delivered = Mapping[date, list[Promise]]


@dataclass(frozen=True)
class Claim:
    """`answer_after` and `solve_after` are working days; None means not yet. `told_day` is what {day} names."""

    received_on: date
    customer: Customer
    breakdown: str
    team: str
    about: Slots
    templates: tuple[str, ...]
    severity: str
    answer_after: int | None
    solve_after: int | None
    promise: Promise | None = None
    told_day: date | None = None


_ANSWERED_AFTER = ((30, (0, 0)), (35, (1, 1)), (18, (2, 2)), (9, (3, 3)), (8, (4, 8)))
_SOLVED_AFTER = ((14, (0, 0)), (36, (1, 3)), (33, (4, 8)), (13, (9, 15)), (4, (16, 24)))
_TEAMS = ((22, SALES), (58, SERVICE), (20, WORKSHOP))
_BREAKDOWNS = (
    (38, "quality"),
    (22, "communication"),
    (14, "damaged"),
    (13, "wrong item"),
    (6, "attitude"),
    (7, "other"),
)
_ABOUT_WORK = ("quality", "communication", "attitude", "other")
_WORK = ("repair", "installation", "maintenance")
_FRESH_DAYS = 60
_KINDS_BEHIND = {"quality": "repair", "damaged": "delivery", "wrong item": "delivery"}


def usual(stage: Stage, on: date, customer: Customer, breakdown: str, about: Slots) -> Claim:
    """A claim as it mostly goes; what is special about it is replaced by the caller."""
    dice = stage.dice
    return Claim(
        received_on=on,
        customer=customer,
        breakdown=breakdown,
        team=dice.weighted(_TEAMS),
        about=about,
        templates=CLAIMS.get(breakdown, ()),
        severity="serious" if dice.chance(0.45 if customer.tier in ("A", "B") else 0.25) else "minor",
        answer_after=dice.between(*dice.weighted(_ANSWERED_AFTER)),
        solve_after=dice.between(*dice.weighted(_SOLVED_AFTER)),
    )


def about_missed(stage: Stage, promise: Promise, on: date, *, untold: bool = False) -> Claim:
    """A promise was missed, or (`untold`) nobody said that it would be."""
    claim = usual(stage, on, promise.customer, "communication" if untold else "late", promise.about)
    return replace(
        claim,
        templates=NOT_TOLD if untold else LATE[words_for(promise.team, promise.kind)],
        team=promise.team,
        promise=promise,
        told_day=promise.promised_on,
        solve_after=None if promise.fate is Fate.OWED else claim.solve_after,
    )


def critical(stage: Stage, on: date, customer: Customer) -> Claim:
    about = machine_slots(stage.dice, customer)
    return replace(
        usual(stage, on, customer, "quality", about),
        team=SERVICE,
        severity="critical",
        templates=CRITICAL[about["area"]],
        answer_after=0 if stage.dice.chance(0.8) else 1,
    )


def about_the_work(claim: Claim, kept: Sequence[Promise]) -> Claim:
    """Tied to what was done there lately, where a text fits any work: then it is told between which teams it arose.

    `kept` are the promises kept to the same customer, the latest first.
    """
    if claim.promise is not None or claim.breakdown not in _ABOUT_WORK or claim.team == SALES:
        return claim
    for promise in kept:
        done_on = promise.delivered_on or promise.promised_on
        days = (claim.received_on - done_on).days
        if promise.kind in _WORK and 2 <= days <= _FRESH_DAYS:
            templates = CRITICAL[promise.about["area"]] if claim.severity == "critical" else claim.templates
            return replace(
                claim, promise=promise, about=promise.about, team=promise.team, templates=templates
            )
    return claim


def minor(stage: Stage, on: date, breakdown: str) -> Claim:
    customer = stage.dice.pick(stage.company.buyers)
    about = machine_slots(stage.dice, customer)
    return replace(usual(stage, on, customer, breakdown, about), severity="minor")


def any_other(stage: Stage, monday: date, delivered: Delivered) -> Claim:
    """Something of that week, if possible about what was delivered a few days before."""
    dice = stage.dice
    on = monday + 5 * DAY if dice.chance(0.04) else dice.pick(stage.calendar.working_days(monday))
    if dice.chance(0.05):
        return critical(stage, on, dice.pick(stage.company.buyers))
    breakdown = dice.weighted(_BREAKDOWNS)
    recent = [
        promise
        for days_ago in range(2, 7)
        for promise in delivered.get(on - days_ago * DAY, [])
        if promise.kind == _KINDS_BEHIND.get(breakdown) and _texts_about(promise, breakdown)
    ]
    if recent and dice.chance(0.7):
        promise = dice.pick(recent)
        claim = usual(stage, on, promise.customer, breakdown, promise.about)
        return replace(claim, team=promise.team, templates=_texts_about(promise, breakdown), promise=promise)
    if breakdown in ("attitude", "other"):
        return minor(stage, on, breakdown)
    customer = dice.pick(stage.company.buyers)
    claim = usual(stage, on, customer, breakdown, machine_slots(dice, customer))
    if breakdown == "quality" and dice.chance(0.6):
        return replace(claim, templates=QUALITY_ELSEWHERE)
    return claim


def _texts_about(promise: Promise, breakdown: str) -> tuple[str, ...]:
    """The texts that speak of the thing promised: a part in a parcel has no dented side."""
    texts = CLAIMS[breakdown]
    if breakdown == "quality":
        return texts
    if promise.about["part"] in promise.what:
        return tuple(text for text in texts if "{part}" in text)
    if promise.what.startswith("Deliver") and promise.about["eq"] in promise.what:
        return tuple(text for text in texts if "{eq}" in text and "{part}" not in text)
    return ()
