"""The example company as rows, ready to be brought in like the files of a real one."""

from dataclasses import dataclass
from datetime import date

from db.demo.chance import Dice
from db.demo.company import Company, company
from db.demo.complaints import Complaint, complaints
from db.demo.days import WEEK, Calendar, holidays
from db.demo.meetings import Past, past
from db.demo.newcomers import with_newcomers
from db.demo.plan import WEEKS
from db.demo.promises import Promise, promises
from db.demo.telling import Stage
from db.demo.wins import Win, wins
from db.demo.words import COMMON_GOAL, NAME, TEAMS, ZONE
from db.demo.words_meetings import GROUND_RULES

Row = dict[str, str]


@dataclass(frozen=True)
class World:
    """Rows hold text only; a day is written YYYY-MM-DD and what is not known is empty. `past` is about meetings."""

    name: str
    zone: str
    holidays: tuple[date, ...]
    common_goal: str
    ground_rules: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    people: tuple[Row, ...]
    customers: tuple[Row, ...]
    promises: tuple[Row, ...]
    complaints: tuple[Row, ...]
    wins: tuple[Row, ...]
    past: Past


def world(last_sunday: date) -> World:
    """Two years up to `last_sunday` and six weeks of promises ahead; the same every time for the same Sunday.

    Raises ValueError when the day is not a Sunday.
    """
    if last_sunday.weekday() != 6:
        raise ValueError(f"{last_sunday} is not a Sunday.")
    known = company()
    # A year more on both sides: promises of the first weeks were given before them.
    off = holidays(range((last_sunday - (WEEKS + 12) * WEEK).year, last_sunday.year + 2))
    calendar = Calendar(frozenset(off))

    def stage(seed: int) -> Stage:
        # A seed for each part: another complaint text must not change the promises.
        return Stage(Dice(seed), calendar, known, last_sunday)

    given = with_newcomers(stage(24001), promises(stage(24001)))
    return World(
        name=NAME,
        zone=ZONE,
        holidays=off,
        common_goal=COMMON_GOAL,
        ground_rules=GROUND_RULES,
        teams=TEAMS,
        people=_people(known),
        customers=tuple(
            {"reference": who.reference, "name": who.name, "tier": who.tier} for who in known.customers
        ),
        promises=tuple(_promise_row(promise) for promise in given),
        complaints=tuple(_complaint_row(complaint) for complaint in complaints(stage(3001), given)),
        wins=tuple(_win_row(win) for win in wins(stage(5001), given)),
        past=past(stage(7001)),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _people(known: Company) -> tuple[Row, ...]:
    return tuple(
        {
            "reference": who.reference,
            "name": who.name,
            "email": who.email,
            "team": who.team,
            "role": who.role,
        }
        for who in known.people
    )


def _promise_row(promise: Promise) -> Row:
    return {
        "reference": promise.reference,
        "customer": promise.customer.reference,
        "what": promise.what,
        "kind": promise.kind,
        "made_on": _day(promise.made_on),
        "promised_on": _day(promise.promised_on),
        "first_promised_on": _day(promise.first_promised_on),
        "moved_on": _day(promise.moved_on),
        "delivered_on": _day(promise.delivered_on),
        "withdrawn_on": _day(promise.withdrawn_on),
        "withdrawn_by": promise.withdrawn_by,
        "team": promise.team,
        "sales_person": promise.sales_person.reference,
        "cause": promise.cause,
        "need": promise.need,
    }


def _complaint_row(complaint: Complaint) -> Row:
    claim = complaint.claim
    return {
        "reference": complaint.reference,
        "customer": claim.customer.reference,
        "received_on": _day(claim.received_on),
        "breakdown": claim.breakdown,
        "severity": claim.severity,
        "text": complaint.text,
        "team": claim.team,
        "owner": complaint.owner.reference,
        "answered_on": _day(complaint.answered_on),
        "resolved_on": _day(complaint.resolved_on),
        "promise": claim.promise.reference if claim.promise else "",
    }


def _win_row(win: Win) -> Row:
    return {
        "reference": win.reference,
        "happened_on": _day(win.happened_on),
        "kind": win.kind,
        "customer": win.customer.reference if win.customer else "",
        "team": ";".join(win.teams),
        "person": ";".join(who.reference for who in win.people),
        "text": win.text,
        "named_by": win.named_by,
    }
