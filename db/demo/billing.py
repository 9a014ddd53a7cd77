"""The breakdown that keeps coming back: visits under contract are billed, corrected and billed again."""

from dataclasses import replace
from datetime import date

from db.demo.chance import Deck
from db.demo.claims import Claim, usual
from db.demo.company import Customer
from db.demo.days import DAY, WEEK
from db.demo.plan import WEEKS
from db.demo.telling import Stage, machine_slots
from db.demo.words import SALES, SERVICE
from db.demo.words_complaints import BILLING, BILLING_AGAIN


def wrong_bills(stage: Stage) -> list[Claim]:
    """Two or three from the same customer within weeks, over and over; the last ones run into the last week."""
    dice = stage.dice
    contracts = Deck(dice, [customer for customer in stage.company.customers if customer.on_contract])
    claims: list[Claim] = []
    start = stage.monday(WEEKS - 1) + dice.between(3, 20) * DAY
    while start < stage.last_monday - 5 * WEEK:
        claims += _episode(stage, contracts.deal(), start, dice.between(2, 3))
        start += dice.between(17, 29) * DAY
    earlier = [claim for claim in claims if claim.received_on < stage.last_monday]
    return earlier + _up_to_now(stage, contracts.deal())


def _episode(stage: Stage, customer: Customer, start: date, times: int) -> list[Claim]:
    claims: list[Claim] = []
    day = start
    for number in range(times):
        on = stage.calendar.after(day - DAY, 1)
        claims.append(_wrong_bill(stage, customer, on, again=number > 0))
        day = on + stage.dice.between(9, 23) * DAY
    return claims


def _up_to_now(stage: Stage, customer: Customer) -> list[Claim]:
    first = stage.calendar.before(stage.last_monday - stage.dice.between(19, 25) * DAY, 1)
    now = stage.calendar.after(stage.last_monday - DAY, 1)
    again = replace(_wrong_bill(stage, customer, now, again=True), answer_after=1)
    return [_wrong_bill(stage, customer, first, again=False), again]


def _wrong_bill(stage: Stage, customer: Customer, on: date, *, again: bool) -> Claim:
    claim = usual(stage, on, customer, "billing", machine_slots(stage.dice, customer))
    team = SERVICE if stage.dice.chance(0.6) else SALES
    return replace(claim, team=team, templates=BILLING_AGAIN if again else BILLING)
