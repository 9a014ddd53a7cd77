"""What is set from outside, and what is said when it means nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from meeting.errors import NotUnderstood
from meeting.settings import Settings

HOME = Path("/srv/meeting")


def test_without_an_address_the_store_is_a_file_in_the_product_folder() -> None:
    assert Settings.read({}, home=HOME) == Settings(HOME / "data" / "meeting.db", None, None)
    assert Settings.read({"DATABASE_URL": "  "}, home=HOME).sqlite_path == HOME / "data" / "meeting.db"


def test_a_relative_file_starts_from_the_product_folder_and_an_absolute_one_does_not() -> None:
    relative = Settings.read({"DATABASE_URL": "sqlite:///data/example.db"}, home=HOME)
    absolute = Settings.read({"DATABASE_URL": "sqlite:////var/lib/meeting.db"}, home=HOME)
    assert (relative.sqlite_path, relative.postgresql_url) == (HOME / "data" / "example.db", None)
    assert (absolute.sqlite_path, absolute.postgresql_url) == (Path("/var/lib/meeting.db"), None)


@pytest.mark.parametrize("start", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_every_usual_way_to_name_postgresql_is_understood(start: str) -> None:
    settings = Settings.read({"DATABASE_URL": f"{start}ana@localhost/meeting"}, home=HOME)
    assert settings.postgresql_url == "postgresql+psycopg://ana@localhost/meeting"
    assert settings.sqlite_path is None


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hunter2@host/db",
        "data/meeting.db",
        "sqlite:///",
        "sqlite://",
        "postgresql:/u:hunter2@host/db",
    ],
)
def test_another_kind_of_store_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(NotUnderstood, match=r"DATABASE_URL") as refused:
        Settings.read({"DATABASE_URL": url}, home=HOME)
    assert "hunter2" not in str(refused.value)
    assert "postgresql://user@host/name" in str(refused.value)


def test_a_moved_clock_is_handed_on_and_an_empty_one_is_none() -> None:
    moment = "2026-11-23T09:00:00+01:00"
    assert Settings.read({"TEST_NOW": f" {moment} "}, home=HOME).test_now == moment
    assert Settings.read({"TEST_NOW": " "}, home=HOME).test_now is None


@pytest.mark.parametrize(
    "named", ["localhost", "proxy.example", "10.0.0.0/8", "10.0.0.7:80", "10.0.0.7, all"]
)
def test_a_proxy_is_named_by_its_address(named: str) -> None:
    with pytest.raises(NotUnderstood, match=r"TRUSTED_PROXIES.*Nothing was started"):
        Settings.read({"TRUSTED_PROXIES": named}, home=HOME)
    several = Settings.read({"TRUSTED_PROXIES": "10.0.0.7, ::1  127.0.0.1"}, home=HOME)
    assert several.proxies == ("10.0.0.7", "::1", "127.0.0.1")


def test_what_the_server_below_would_believe_is_refused() -> None:
    with pytest.raises(NotUnderstood, match=r"FORWARDED_ALLOW_IPS.*Nothing was started.*TRUSTED_PROXIES"):
        Settings.read({"FORWARDED_ALLOW_IPS": "*"}, home=HOME)
    assert Settings.read({"FORWARDED_ALLOW_IPS": ""}, home=HOME).proxies == ()
