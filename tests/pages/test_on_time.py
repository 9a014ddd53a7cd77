"""Close says how many action items were done on time, and of each team when it is asked."""

from __future__ import annotations

from datetime import timedelta

from db.changes import actions
from db.changes import meetings as writes
from meeting.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.test_carried import FAY, FRIDAY, add, by_fay, hold, said, wrote


def test_close_tells_both_counts_and_opens_to_the_teams(open_page: OpenPage, empty: Settings) -> None:
    for what in ("Done", "Late", "Dropped"):
        add(empty, what, "Ben")
    add(empty, "Long ago", "Ben", due=FRIDAY - timedelta(weeks=3))
    by_fay(empty, actions.tick, seen=1, is_done=True, today=FRIDAY)
    hold(empty)
    wrote(
        empty,
        lambda session, store: writes.go_to_step(
            session, 1, pressed_on=6, to=8, actor=FAY, now=store.clock.now()
        ),
    )
    page = open_page(empty, name="Chloe").switch_page("monday.py").run()
    assert "1 of 3 action items done on time since the last meeting" in said(page)
    assert "All together" not in said(page)
    page.toggle(key="monday.on_time").set_value(True).run()
    assert not page.exception
    assert "| Done on time | since the last meeting | 2026-W47 | 13 weeks |" in said(page)
    assert "| All together | 1 of 3 | 1 of 3 | 1 of 4 |" in said(page)
    assert "(action?id=2) · no team · ✗ open, first due Fri 20 Nov" in said(page)
    assert "(action?id=1) · no team · ✓ done Fri 20 Nov, first due Fri 20 Nov" in said(page)
    assert said(page).count("(action?id=") == 3
