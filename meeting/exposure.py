"""To whom the product is open, and when it refuses to be."""

from __future__ import annotations

from urllib.parse import urlsplit

from meeting.errors import NotUnderstood

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
USUAL_PORT = 8501


def checked_exposure(
    address: str | None, *, public_url: str | None, allow_http: bool, is_example: bool
) -> str:
    """To whom it is open, in words. Raises NotUnderstood where that would be unsafe.

    `address` is what the server listens on; None means every address of the machine. `is_example` is true, too, as
    long as nobody can tell.
    """
    here = address in THIS_MACHINE
    if is_example and (not here or public_url):
        raise NotUnderstood(
            "The example company needs no signing in, so it, or a store that cannot be opened, is served on this "
            "machine alone. Nothing was started. Leave out ADDRESS and PUBLIC_URL, or serve your own company: make run"
        )
    if here and public_url is None:
        return "open to this machine only"
    if public_url is None:
        raise NotUnderstood(
            f"The server would listen on {address or 'every address'}, but nobody knows its name yet. Nothing was "
            "started. Say where people open it: PUBLIC_URL=https://monday.example.com"
        )
    if public_url.startswith("https://"):
        return f"open to whoever reaches {public_url}"
    if not allow_http:
        raise NotUnderstood(
            "Without https, passwords could be read on the way. Nothing was started. Put a proxy with https in "
            "front and set PUBLIC_URL=https://…, or accept that in a closed network: ALLOW_HTTP=1"
        )
    return f"open to whoever reaches {public_url}, WITHOUT https: passwords can be read on the way"


def is_open_to_others(public_url: str | None) -> bool:
    """Whether anybody but this machine opens the product, such as a telephone in the room."""
    return bool(public_url) and urlsplit(public_url or "").hostname not in THIS_MACHINE


def command_for_telephones(own: str, *, port: int) -> str:
    """What opens the product to the telephones of a closed network.

    `own` is the address of this machine in it, such as 192.168.1.20; empty where nobody knows it.
    """
    another = "" if port == USUAL_PORT else f" PORT={port}"
    return f"make run{another} ADDRESS=0.0.0.0 ALLOW_HTTP=1 PUBLIC_URL=http://{own or 'THIS-MACHINE'}:{port}"
