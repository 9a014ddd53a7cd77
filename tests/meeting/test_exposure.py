"""To whom the product is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from meeting.errors import NotUnderstood
from meeting.exposure import checked_exposure, command_for_telephones, is_open_to_others
from meeting.settings import Settings

HTTPS, HTTP = "https://monday.example.com", "http://monday.example.com"


@pytest.mark.parametrize(
    ("address", "public_url", "allow_http", "words"),
    [
        ("127.0.0.1", None, False, "this machine only"),
        ("127.0.0.1", HTTPS, False, HTTPS),
        ("0.0.0.0", HTTPS, False, HTTPS),
        ("0.0.0.0", HTTP, True, "WITHOUT https"),
    ],
)
def test_it_says_to_whom_it_is_open(
    address: str, public_url: str | None, allow_http: bool, words: str
) -> None:
    said = checked_exposure(address, public_url=public_url, allow_http=allow_http, is_example=False)
    assert words in said


@pytest.mark.parametrize(
    ("address", "public_url", "word"),
    [
        ("0.0.0.0", None, "PUBLIC_URL"),
        (None, None, "PUBLIC_URL"),
        ("0.0.0.0", HTTP, "ALLOW_HTTP"),
        ("127.0.0.1", HTTP, "ALLOW_HTTP"),
    ],
)
def test_it_is_not_open_without_a_name_or_https(
    address: str | None, public_url: str | None, word: str
) -> None:
    with pytest.raises(NotUnderstood, match=word):
        checked_exposure(address, public_url=public_url, allow_http=False, is_example=False)


@pytest.mark.parametrize(("address", "public_url"), [("0.0.0.0", None), ("127.0.0.1", HTTPS), (None, None)])
def test_the_example_is_served_on_this_machine_alone(address: str | None, public_url: str | None) -> None:
    with pytest.raises(NotUnderstood, match="machine alone"):
        checked_exposure(address, public_url=public_url, allow_http=True, is_example=True)


def test_only_an_address_beyond_this_machine_is_open_to_telephones() -> None:
    assert [
        is_open_to_others(url) for url in (None, "", "http://localhost:8501", "http://127.0.0.1:8501")
    ] == [False] * 4
    assert is_open_to_others("http://192.168.1.20:8501")


def test_the_command_for_telephones_starts_a_server_that_is_allowed() -> None:
    assert command_for_telephones("192.168.1.20", port=8501) == (
        "make run ADDRESS=0.0.0.0 ALLOW_HTTP=1 PUBLIC_URL=http://192.168.1.20:8501"
    )
    assert command_for_telephones("", port=8600) == (
        "make run PORT=8600 ADDRESS=0.0.0.0 ALLOW_HTTP=1 PUBLIC_URL=http://THIS-MACHINE:8600"
    )
    settings = Settings.read({"PUBLIC_URL": "http://192.168.1.20:8501", "ALLOW_HTTP": "1"}, home=Path())
    said = checked_exposure(
        "0.0.0.0", public_url=settings.public_url, allow_http=settings.allow_http, is_example=False
    )
    assert "open to whoever reaches http://192.168.1.20:8501" in said
