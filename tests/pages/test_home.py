"""The board on home: what it shows, what the address decides, what it says when there is nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.changes.people import add_person
from db.engine import open_store, reading, transaction
from db.intake.fields import Kind
from db.intake.rows import Options
from db.intake.taking import bring_in
from db.queries import evidence, figures
from meeting.board import WeekFigures
from meeting.permissions import COMMAND_LINE
from meeting.settings import Settings
from meeting.weeks import parse_week
from meeting.words import Role
from tests.pages.conftest import OpenPage, all_text
from tests.pages.test_carried import add
from tests.people import signed_in

Bring = Callable[[Kind, list[dict[str, str]]], Settings]
LAST = parse_week("2026-W47")


def figure(page: AppTest, name: str) -> str:
    found = (re.match(rf"## :\w+\[\S+ {name}\] (\d+)\n", element.value) for element in page.markdown)
    return next(match[1] for match in found if match)


def counted(settings: Settings, week: str) -> WeekFigures:
    store = open_store(settings)
    try:
        with reading(store) as session:
            (found,) = figures.week_figures(session, [parse_week(week)], as_of=date(2026, 11, 23))
    finally:
        store.close()
    return found


def test_the_board_opens_on_the_last_full_week(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example)
    assert page.title[0].value == "Last week\\: 16 to 22 November 2026"
    found = counted(example, "2026-W47")
    assert [figure(page, name) for name in ("Hits", "Runs", "Misses")] == [
        str(found.hits),
        str(found.runs),
        str(found.misses),
    ]
    assert found.misses > 0


def test_the_address_decides_week_and_team(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example, week="2026-W46", team="Service")
    assert "9 to 15 November 2026 · Service" in all_text(page)
    assert int(figure(page, "Runs")) < counted(example, "2026-W46").runs


def test_the_tiers_add_up_to_all_customers(open_page: OpenPage, example: Settings) -> None:
    runs = [int(figure(open_page(example, tier=tier), "Runs")) for tier in ("A", "B", "C", "none")]
    assert sum(runs) == counted(example, "2026-W47").runs


def test_earlier_and_later_go_by_a_week(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example)
    page.button(key="home.earlier").click().run()
    assert "Week 46: 9 to 15 November 2026" in all_text(page)
    assert page.query_params["week"] == "2026-W46"
    page.button(key="home.later").click().run()
    page.button(key="home.later").click().run()
    assert "This week: 23 to 29 November 2026" in all_text(page)


def test_the_address_leads_to_any_week(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example, week="2026-W20")
    assert "11 to 17 May 2026" in all_text(page)
    assert figure(page, "Runs") == str(counted(example, "2026-W20").runs)


@pytest.mark.parametrize("week", ["2025-W53", "yesterday", "2026-46", "0000-W00"])
def test_a_week_that_does_not_exist_is_said_and_the_last_full_week_shown(
    open_page: OpenPage, example: Settings, week: str
) -> None:
    page = open_page(example, week=week)
    assert "Here is the last full week" in all_text(page)
    assert page.title[0].value.startswith("Last week")
    assert not page.exception


def test_an_unknown_team_in_the_address_is_said_and_all_teams_shown(
    open_page: OpenPage, example: Settings
) -> None:
    page = open_page(example, team="Sevrice")
    assert "There is no team “Sevrice”" in all_text(page)
    assert figure(page, "Runs") == str(counted(example, "2026-W47").runs)


def test_every_figure_opens_to_exactly_its_rows(open_page: OpenPage, example: Settings) -> None:
    found = counted(example, "2026-W47")
    store = open_store(example)
    with reading(store) as session:
        owed = figures.still_owed(session, as_of=date(2026, 11, 23)).count
        rows_of_misses = len(evidence.misses(session, LAST, as_of=date(2026, 11, 23)))
    store.close()
    expected = {
        "Hits": found.hits,
        "Runs": found.runs,
        "Misses": rows_of_misses,
        "Still owed": owed,
        "Complaints": found.complaints.received,
        "Moved": found.moved,
        "Withdrawn": found.promises.withdrawn,
        "Pending": found.promises.pending,
    }
    assert rows_of_misses == found.misses - found.about_the_same
    for name, number in expected.items():
        page = open_page(example, show=name)
        assert f"##### {name}: {number} row" in all_text(page), name
        assert f"\n{number}. " in all_text(page) or number == 0
        assert f"\n{number + 1}. **" not in next(
            e.value for e in page.markdown if e.value.startswith("#####")
        )


def test_the_change_from_the_week_before_is_told_in_word_and_sign(open_page: OpenPage, bring: Bring) -> None:
    rows = [
        {"reference": f"W{number}", "happened_on": str(day), "text": "Thanks"}
        for number, day in enumerate([date(2026, 11, 10), date(2026, 11, 17), date(2026, 11, 18)])
    ]
    page = open_page(bring(Kind.WINS, rows))
    assert figure(page, "Hits") == "2"
    assert "▲ 1 more than the week before" in all_text(page)
    assert "= as many as the week before" in all_text(page)
    page = open_page(bring(Kind.WINS, rows), week="2026-W46")
    assert "no week before to compare with" in all_text(page)


def test_a_week_that_still_runs_is_compared_with_nothing(open_page: OpenPage, example: Settings) -> None:
    for week in ("2026-W48", "2026-W49"):
        text = all_text(open_page(example, week=week))
        assert "not over yet, so compared with nothing" in text
        assert not any(sign in text for sign in ("▲", "▼", "as many as the week before", f"{week}: 0"))
    assert "the week before" in all_text(open_page(example, week="2026-W47"))


def test_a_week_that_is_not_there_says_up_to_which_the_year_goes(
    open_page: OpenPage, example: Settings
) -> None:
    said = all_text(open_page(example, week="2024-W53"))
    assert "There is no week 53 in 2024: take one up to 52. Here is the last full week." in said


def test_the_rate_stands_with_its_counts_and_its_rule(open_page: OpenPage, bring: Bring) -> None:
    rows = [
        {"reference": str(number), "customer": "Acme", "promised_on": "2026-11-18", "delivered_on": delivered}
        for number, delivered in enumerate(["2026-11-18"] * 41 + ["2026-11-19"] * 3)
    ]
    text = all_text(open_page(bring(Kind.PROMISES, rows)))
    assert "41 of 44 promises kept (93 %)" in text
    assert "On time = kept ÷ (kept + missed)" in text


def test_under_five_promises_there_are_counts_only(open_page: OpenPage, bring: Bring) -> None:
    rows = [
        {
            "reference": str(number),
            "customer": "Acme",
            "promised_on": "2026-11-18",
            "delivered_on": "2026-11-18",
        }
        for number in range(4)
    ]
    text = all_text(open_page(bring(Kind.PROMISES, rows)))
    assert "4 of 4 promises kept" in text
    assert "%" not in text


def test_what_is_coming_up_is_told_by_day(open_page: OpenPage, bring: Bring) -> None:
    today = date(2026, 11, 23)
    rows = [
        {
            "reference": str(days),
            "customer": "Acme",
            "promised_on": str(today + timedelta(days=days)),
            "delivered_on": "",
        }
        for days in (-1, 0, 13, 14)
    ]
    text = all_text(open_page(bring(Kind.PROMISES, rows)))
    assert "Coming up from today: 2 promises in two weeks" in text
    assert "Mon 23 Nov: 1" in text
    assert "Sun 6 Dec: 1" in text


def test_freshness_tells_when_each_kind_was_brought_in(open_page: OpenPage, example: Settings) -> None:
    text = all_text(open_page(example))
    assert "Brought in last: wins Mon 23 Nov" in text
    assert "promises Mon 23 Nov" in text


def test_the_chart_is_drawn_only_when_asked_for(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example)
    assert not page.get("plotly_chart")
    page.button(key="home.chart.true").click().run()
    assert len(page.get("plotly_chart")) == 1
    page.button(key="home.chart.true").click().run()
    assert not page.get("plotly_chart")
    assert len(open_page(example, chart="true").get("plotly_chart")) == 1
    assert "In the 13 weeks up to 2026-W47" in all_text(open_page(example))


def test_an_empty_store_leads_through_the_first_steps(open_page: OpenPage, empty: Settings) -> None:
    store = open_store(empty)
    with transaction(store) as session:
        about: dict[str, Any] = {"actor": COMMAND_LINE, "now": store.clock.now()}
        add_person(session, name="Ana", email="ana@example.com", role=Role.FACILITATOR, **about)
    store.close()
    page = open_page(empty)
    text = all_text(page)
    assert "Nothing here yet" in text
    assert "1 person waits for theirs." in text
    assert "python" not in text
    page.button(key="home.first.bring_in").click().run()
    assert page.title[0].value == "Bring in files"


def test_who_may_not_take_a_first_step_reads_who_does(open_page: OpenPage, empty: Settings) -> None:
    text = all_text(open_page(empty, name="Ben"))
    assert "A manager or an administrator does it." in text
    assert "An administrator makes it." in text


def test_a_week_without_anything_says_so_in_every_list(open_page: OpenPage, example: Settings) -> None:
    text = all_text(open_page(example, week="2020-W10"))
    for words in ("No promises due", "No miss is known", "No hits logged", "No complaints received"):
        assert words in text
    assert "Nothing was missed" not in text


def test_a_missing_store_is_told_with_the_next_step(open_page: OpenPage, empty: Settings) -> None:
    assert empty.sqlite_path is not None
    empty.sqlite_path.unlink()
    page = open_page(empty)
    assert "There is no store." in all_text(page)
    assert "python -m db upgrade" in all_text(page)
    assert not page.exception


def test_the_example_says_that_nothing_is_real(
    open_page: OpenPage, example: Settings, empty: Settings
) -> None:
    assert "An example: nothing here is real." in all_text(open_page(example))
    assert "An example" not in all_text(open_page(empty))


def mine(open_page: OpenPage, settings: Settings, **address: str) -> str:
    page = open_page(settings, name="Ben", **address)
    assert not page.exception
    return all_text(page).replace("*", "")


def seller(settings: Settings, *what: str, promised: date = date(2026, 11, 20)) -> None:
    """What Ben promised to Acme and nobody has delivered yet."""
    signed_in(settings, "Ben")
    path = Path(settings.sqlite_path or "").with_name("promises.csv")
    rows = [f"{each},Acme,{each},{promised},Ben" for each in what]
    path.write_text("\n".join(["reference,customer,what,promised_on,sales_person", *rows]), "utf-8")
    store = open_store(settings)
    try:
        options = Options({}, {}, None)
        bring_in(store, path, kind=Kind.PROMISES, source="main", options=options, actor=COMMAND_LINE)
    finally:
        store.close()


def test_my_week_says_what_i_am_to_do_and_what_my_customers_may_ring_about(
    open_page: OpenPage, empty: Settings
) -> None:
    seller(empty, "Oven", *(f"Part {number}" for number in range(6)))
    for number in range(6):
        add(empty, f"Ring {number}", "Ben", due=date(2026, 11, 25))
    add(empty, "Over *it*", "Ben", due=date(2026, 11, 19))
    text = mine(open_page, empty)
    assert "[Over it](action?id=7) — 4 days over" in text
    assert "[Ring 0](action?id=1) — due Wed 25 Nov" in text
    assert "[and 2 more](actions?owner=me)" in text
    assert "Acme: [Oven](promise?id=1) — promised Fri 20 Nov, 3 days late and not delivered yet" in text
    assert "\nand 2 more" in text


def test_where_nothing_of_mine_is_due_my_week_is_one_calm_line(open_page: OpenPage, empty: Settings) -> None:
    seller(empty, "Oven", promised=date(2026, 12, 1))
    assert "Nothing of yours is due this week, and nothing went wrong with your customers" in mine(
        open_page, empty
    )


def test_my_week_stands_without_any_file_and_not_beside_weeks_gone_by(
    open_page: OpenPage, empty: Settings
) -> None:
    add(empty, "Ring", "Ben", due=date(2026, 11, 25))
    assert "Nothing here yet" in mine(open_page, empty)
    assert "[Ring](action?id=1)" in mine(open_page, empty)
    seller(empty, "Oven", promised=date(2026, 10, 1))
    assert "[Ring](action?id=1)" in mine(open_page, empty)
    assert "[Ring](action?id=1)" not in mine(open_page, empty, week="2026-W40")


def test_who_only_looks_around_has_no_week_of_their_own(open_page: OpenPage, example: Settings) -> None:
    text = all_text(open_page(example))
    assert "My week" not in text
    assert "Nothing of yours" not in text


def test_done_on_time_opens_to_each_team_with_both_counts(open_page: OpenPage, example: Settings) -> None:
    page = open_page(example)
    assert "All together" not in all_text(page)
    page.button(key="home.on_time.true").click().run()
    (table,) = [each.value for each in page.markdown if each.value.startswith("| Done on time")]
    table, _, rows = table.partition("\n\n")
    heading, _, *lines = table.splitlines()
    assert heading == "| Done on time | 2026-W47 | 13 weeks |"
    # The week opens to exactly the items it counts.
    (done, over) = (int(n) for n in re.findall(r"(\d+) of (\d+)", lines[-1])[0])
    assert (rows.count(" · ✓ done "), len(rows.splitlines())) == (done, over)
    assert [line.split(" | ")[0] for line in lines] == [
        "| Sales",
        "| Service",
        "| Workshop",
        "| All together",
    ]
    *teams, together = ([int(n) for n in re.findall(r"(\d+) of (\d+)", line)[-1]] for line in lines)
    assert [sum(counts) for counts in zip(*teams, strict=True)] == together
    page.button(key="home.on_time.true").click().run()
    assert "All together" not in all_text(page)
