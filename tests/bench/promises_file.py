"""A file of promises as a company of 2,000 customers would export it: the same for each seed and number of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

FIRST_DAY = date(2020, 1, 1)
DAYS = 5 * 365
CUSTOMERS, SALES_PEOPLE = 2_000, 30
TEAMS = ("Sales", "Service", "Workshop", "Field")
KINDS = ("delivery", "repair", "visit", "offer", "")
HEADING = (
    *("reference", "customer", "customer_name", "what", "kind", "made_on", "promised_on", "delivered_on"),
    *("withdrawn_on", "withdrawn_by", "team", "sales_person", "cause", "need"),
)
WHATS = (
    "Replacement pump, 12 kW",
    'Bracket set 3/4", zinc plated',
    "Yearly service of the bottling line",
    "Spare parts: gasket, seal, two bearings",
    'Offer for the "North" hall, with crane',
    "Calibration, on site",
    "Gear box overhaul",
    "Delivery to Grünwald, gate 4",
)
CAUSES = (
    "supplier late, again",
    'wrong part picked ("similar" label)',
    "nobody on site",
    "ill, no stand-in",
    "",
)


def write_promises(path: Path, *, rows: int, seed: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        writer.writerows(_rows(rows, Random(seed)))


def _rows(rows: int, random: Random) -> Iterator[tuple[str, ...]]:
    names = [_customer_name(number, random) for number in range(CUSTOMERS)]
    people = [f"Sales person {number}" for number in range(SALES_PEOPLE)]
    for number in range(rows):
        customer = random.randrange(CUSTOMERS)
        made = FIRST_DAY + timedelta(days=DAYS * number // rows)
        promised = made + timedelta(days=random.randint(2, 40))
        delivered, withdrawn, cause = _outcome(promised, random)
        yield (
            f"P-{number:06d}",
            f"C{customer:04d}",
            names[customer],
            f"{random.choice(WHATS)} no. {number % 977}" if random.random() < 0.95 else "",
            random.choice(KINDS),
            made.isoformat() if random.random() < 0.97 else "",
            promised.isoformat(),
            delivered.isoformat() if delivered else "",
            withdrawn.isoformat() if withdrawn else "",
            random.choice(("customer", "us")) if withdrawn else "",
            random.choice(TEAMS) if random.random() < 0.97 else "",
            random.choice(people) if random.random() < 0.9 else "",
            cause,
            random.choice(("need", "preference", "", "")),
        )


def _customer_name(number: int, random: Random) -> str:
    form = random.choice(("{} Ltd", "{}, Sons & Co.", 'The "{}" Works', "{} GmbH"))
    return form.format(f"{random.choice(('Berg', 'Nord', 'Hill', 'Aqua', 'Müller'))} {number}")


def _outcome(promised: date, random: Random) -> tuple[date | None, date | None, str]:
    """Mostly in time, sometimes late and with a cause, withdrawn or never delivered."""
    chance = random.random()
    if chance < 0.85:
        return promised - timedelta(days=random.randint(0, 2)), None, ""
    if chance < 0.95:
        return promised + timedelta(days=random.randint(1, 30)), None, random.choice(CAUSES)
    if chance < 0.98:
        return None, promised - timedelta(days=1), ""
    return None, None, random.choice(CAUSES)
