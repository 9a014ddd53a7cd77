"""Setting up: one code, five tries, everything or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from db import accounts, setting_up
from db.changes.core import table_of
from db.engine import Store, reading
from db.models import Organisation, Person, Team
from db.setting_up import PersonToAdd, Setup, people_in
from db.setting_up_people import people_as_typed
from meeting.documents.tables import xlsx_bytes
from meeting.errors import NotUnderstood
from meeting.words import Role, Side
from tests.db.stores import NOON

NOW = datetime.fromisoformat(NOON)
ASKED = Setup(
    name="Halden Kitchens",
    zone="Europe/Berlin",
    common_goal="We promise what we keep.",
    holidays=(date(2026, 12, 25),),
    teams=(("Sales", Side.SALES), ("Service", Side.SERVICE), ("", Side.SERVICE)),
    administrator=PersonToAdd("Dev", "dev@example.com", "", Role.ADMIN),
    password="correct horse battery",
    again="correct horse battery",
    people=people_in("Ana, ana@example.com, Service, facilitator\nBen\tben@example.com"),
)


def test_everything_is_set_up_in_one_go(store: Store) -> None:
    code = setting_up.new_code(store)
    found = setting_up.set_up(store, ASKED, code=f" {code.lower()} ", now=NOW)
    with reading(store) as session:
        row = session.execute(select(table_of(Organisation))).one()
        assert (row.name, row.zone, row.common_goal) == (
            "Halden Kitchens",
            "Europe/Berlin",
            ASKED.common_goal,
        )
        assert session.execute(select(table_of(Team).c.name, table_of(Team).c.side)).all() == [
            ("Sales", "sales"),
            ("Service", "service"),
        ]
        people = table_of(Person).c
        assert session.execute(select(people.name, people.role).order_by(people.id)).all() == [
            ("Dev", "admin"),
            ("Ana", "facilitator"),
            ("Ben", "member"),
        ]
        actor = accounts.who(session, found.token, now=NOW)
        assert actor is not None
        assert actor.role is Role.ADMIN
        assert not setting_up.is_open(session)


def test_the_code_is_dead_after_use_and_none_is_made_any_more(store: Store) -> None:
    code = setting_up.new_code(store)
    setting_up.set_up(store, ASKED, code=code, now=NOW)
    with pytest.raises(NotUnderstood, match="set up already"):
        setting_up.set_up(store, ASKED, code=code, now=NOW)
    with pytest.raises(NotUnderstood, match="administrator already"):
        setting_up.new_code(store)


def test_the_fifth_wrong_code_ends_it(store: Store) -> None:
    code = setting_up.new_code(store)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(NotUnderstood, match=f"{left} tr"):
            setting_up.set_up(store, ASKED, code="WRONG", now=NOW)
    with pytest.raises(NotUnderstood, match="setup-code"):
        setting_up.set_up(store, ASKED, code=code, now=NOW)
    setting_up.set_up(store, ASKED, code=setting_up.new_code(store), now=NOW)


def test_a_new_code_ends_the_one_before(store: Store) -> None:
    first, second = setting_up.new_code(store), setting_up.new_code(store)
    with pytest.raises(NotUnderstood, match="not right"):
        setting_up.set_up(store, ASKED, code=first, now=NOW)
    setting_up.set_up(store, ASKED, code=second, now=NOW)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"zone": "Berlin"}, "time zone"),
        ({"name": " "}, "name"),
        ({"again": "something else"}, "differ"),
        ({"administrator": PersonToAdd("Dev", "dev", "", Role.ADMIN)}, "e-mail"),
        ({"people": (PersonToAdd("Ana", "ana@example.com", "Garage", Role.MEMBER),)}, "no team"),
    ],
)
def test_a_mistake_saves_nothing_and_costs_no_try(store: Store, change: dict[str, object], word: str) -> None:
    code = setting_up.new_code(store)
    for _ in range(6):
        with pytest.raises(NotUnderstood, match=word):
            setting_up.set_up(store, replace(ASKED, **change), code=code, now=NOW)  # type: ignore[arg-type]  # the fields of one case
    with reading(store) as session:
        assert session.execute(select(table_of(Team))).all() == []
        assert session.execute(select(table_of(Person))).all() == []
    setting_up.set_up(store, ASKED, code=code, now=NOW)


@pytest.mark.parametrize("line", ["Ana", "Ana, no mail", "Ana, a@b.c, Service, boss"])
def test_people_that_are_not_understood_are_named_by_their_line(line: str) -> None:
    with pytest.raises(NotUnderstood, match="Line 2"):
        people_in(f"Ben, ben@example.com\n{line}")


SHEET = [
    ["Full name", "Staff id", "E-Mail", "Team"],
    ["Ana Silva", "007", "ana@example.com", "Service"],
    ["Ben", "8"],
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_people_is_read_by_the_names_of_its_columns(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"people.{kind}"
    if kind == "csv":
        path.write_text("\n".join(";".join(row + [""] * (4 - len(row))) for row in SHEET), encoding="cp1252")
    else:
        path.write_bytes(xlsx_bytes(SHEET[0], SHEET[1:], title="people"))
    assert people_as_typed(path).splitlines() == ["Ana Silva\tana@example.com\tService\t", "Ben\t\t\t"]


def test_a_file_that_names_nobody_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("order;day\n1;2026-11-22\n")
    with pytest.raises(NotUnderstood, match=r"a column with their names .* Nothing was saved"):
        people_as_typed(path)
