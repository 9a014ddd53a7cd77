"""The people and the customers: the same ones whatever the last Sunday is."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from db.demo.chance import Dice
from db.demo.words import PEOPLE, SALES
from db.demo.words_customers import CUSTOMERS, LARGE_TRADES
from db.demo.words_machines import MACHINES, Machine
from db.demo.words_places import PLACES


@dataclass(frozen=True)
class Person:
    reference: str
    name: str
    email: str
    team: str
    role: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


@dataclass(frozen=True)
class Customer:
    """`machines` are what they own and the room it stands in; `on_contract` ones are those billed wrongly."""

    reference: str
    name: str
    short: str
    trade: str
    tier: str
    sales_person: Person
    machines: tuple[tuple[Machine, str], ...]
    on_contract: bool


@dataclass(frozen=True)
class Company:
    people: tuple[Person, ...]
    customers: tuple[Customer, ...]

    @cached_property
    def buyers(self) -> tuple[Customer, ...]:
        """Each customer as often as they buy, to pick one from."""
        return tuple(who for who in self.customers for _ in range(_BUYS[who.tier]))

    def staff(self, team: str) -> tuple[Person, ...]:
        """Those who meet customers: not the facilitator, not the administrator."""
        return tuple(who for who in self.people if who.team == team and who.role in ("member", "manager"))


_SIZES = {"A": 12, "B": 35, "C": 50}
_BUYS = {"A": 9, "B": 4, "C": 2, "": 1}
_ON_CONTRACT = 9


def company() -> Company:
    dice = Dice(1001)
    people = tuple(
        Person(f"E-{number}", name, _email(name), team, role)
        for number, (name, team, role) in enumerate(PEOPLE, start=101)
    )
    customers = tuple(_customers(dice, people))
    return Company(people, customers)


def _email(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(chr(39), '').replace(' ', '.')}@example.com"


def _customers(dice: Dice, people: tuple[Person, ...]) -> list[Customer]:
    named = dice.shuffled((trade, *names) for trade, names_of in CUSTOMERS.items() for names in names_of)
    tiers = _tiers([trade for trade, _, _ in named])
    sellers = [who for who in people if who.team == SALES and who.role == "member"]
    contracts = 0
    customers: list[Customer] = []
    for number, (trade, name, short) in enumerate(named):
        tier = tiers[number]
        on_contract = tier in ("A", "B") and number % 3 == 0 and contracts < _ON_CONTRACT
        contracts += on_contract
        customers.append(
            Customer(
                reference=f"C-{1001 + number}",
                name=name,
                short=short,
                trade=trade,
                tier=tier,
                sales_person=dice.pick(sellers),
                machines=_machines(dice, trade, tier),
                on_contract=on_contract,
            )
        )
    return customers


def _tiers(trades: list[str]) -> list[str]:
    large = [number for number, trade in enumerate(trades) if trade in LARGE_TRADES]
    small = [number for number, trade in enumerate(trades) if trade not in LARGE_TRADES]
    first = large[: _SIZES["A"]]
    rest = sorted(large[_SIZES["A"] :] + small)
    tiers = dict.fromkeys(first, "A")
    tiers |= dict.fromkeys(rest[: _SIZES["B"]], "B")
    tiers |= dict.fromkeys(rest[_SIZES["B"] : _SIZES["B"] + _SIZES["C"]], "C")
    return [tiers.get(number, "") for number in range(len(trades))]


def _machines(dice: Dice, trade: str, tier: str) -> tuple[tuple[Machine, str], ...]:
    count = {"A": 7, "B": 5, "C": 4, "": 3}[tier]
    owned = dice.shuffled(MACHINES[trade])[:count]
    return tuple((machine, dice.pick(PLACES[trade, machine.area].rooms)) for machine in owned)
