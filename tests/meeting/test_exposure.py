"""To whom the product is open."""

from __future__ import annotations

import pytest

from meeting.errors import NotUnderstood
from meeting.exposure import checked_exposure

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
