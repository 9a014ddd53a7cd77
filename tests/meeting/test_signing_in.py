"""The rules of signing in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meeting.errors import NotUnderstood
from meeting.signing_in import checked_password, invitation_is_over, is_over, own_path, waiting

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def failed(*minutes_ago: float) -> list[datetime]:
    return [NOW - timedelta(minutes=minutes) for minutes in sorted(minutes_ago, reverse=True)]


def test_a_sign_in_ends_after_twelve_idle_hours() -> None:
    made = NOW - timedelta(days=1)
    assert not is_over(made_at=made, used_at=NOW - timedelta(hours=11, minutes=59), now=NOW)
    assert is_over(made_at=made, used_at=NOW - timedelta(hours=12), now=NOW)


def test_a_sign_in_ends_after_thirty_days_however_busy() -> None:
    assert not is_over(made_at=NOW - timedelta(days=29, hours=23), used_at=NOW, now=NOW)
    assert is_over(made_at=NOW - timedelta(days=30), used_at=NOW, now=NOW)


def test_an_invitation_ends_after_seven_days() -> None:
    assert not invitation_is_over(made_at=NOW - timedelta(days=6, hours=23), now=NOW)
    assert invitation_is_over(made_at=NOW - timedelta(days=7), now=NOW)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(9, 0), (10, 60), (11, 120), (12, 240), (13, 480), (14, 900), (40, 900)]
)
def test_after_ten_wrong_passwords_the_wait_doubles_up_to_fifteen_minutes(tries: int, seconds: int) -> None:
    times = [NOW] * tries
    assert waiting(times, times, now=NOW, is_known_browser=False).seconds == seconds


def test_the_wait_counts_from_the_last_try() -> None:
    times = failed(*[0.5] * 10)
    assert waiting(times, times, now=NOW, is_known_browser=False).seconds == 30
    times = failed(*[2] * 10)
    assert waiting(times, times, now=NOW, is_known_browser=False).seconds == 0


def test_a_browser_that_was_in_before_is_not_held_up_by_others() -> None:
    times = [NOW] * 20
    assert waiting(times, times, now=NOW, is_known_browser=True).seconds == 0


def test_an_address_has_a_hundred_tries_an_hour() -> None:
    assert waiting([], failed(*range(1, 50), *range(1, 51)), now=NOW, is_known_browser=True).seconds == 0
    tries = failed(59, *[1] * 99)
    assert waiting([], tries, now=NOW, is_known_browser=True).seconds == 60


def test_the_wait_is_said_in_minutes() -> None:
    times = [NOW] * 10
    assert "in 1 minute." in str(waiting(times, times, now=NOW, is_known_browser=False))


@pytest.mark.parametrize(
    ("password", "again", "word"),
    [
        ("correct horse", "correct hors", "differ"),
        ("ninechars", "ninechars", "10 to 200"),
        ("x" * 201, "x" * 201, "10 to 200"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "too easy"),
        ("ana@example.com", "ana@example.com", "too easy"),
        ("Ana Silva-Ruiz", "Ana Silva-Ruiz", "too easy"),
    ],
)
def test_a_poor_password_is_refused_and_not_repeated(password: str, again: str, word: str) -> None:
    with pytest.raises(NotUnderstood, match=word) as refused:
        checked_password(password, again=again, name="Ana Silva-Ruiz", email="ana@example.com")
    assert password not in str(refused.value)
    assert "Nothing was saved" in str(refused.value)


def test_a_good_password_is_kept_as_typed() -> None:
    assert checked_password(" four words in a row ", again=" four words in a row ", name="", email="") == (
        " four words in a row "
    )


@pytest.mark.parametrize("path", ["/", "/files", "/?week=2026-W46&team=Service", "/customers?id=12"])
def test_signing_in_leads_to_an_own_path(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "files",
        "/a\r\nb",
        "/é",
    ],
)
def test_signing_in_leads_nowhere_else(path: str) -> None:
    assert own_path(path) == "/"
