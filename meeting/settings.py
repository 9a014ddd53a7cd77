"""What can be set from outside, read once at start-up and handed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from meeting.errors import NotUnderstood

DEFAULT_STORE = "data/meeting.db"
_POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")
_SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Settings:
    """`sqlite_path` is set for SQLite and `postgresql_url` for PostgreSQL, never both."""

    sqlite_path: Path | None
    postgresql_url: str | None
    test_now: str | None
    public_url: str | None = None
    """Where people open it, such as https://monday.example.com; None means this machine alone."""
    allow_http: bool = False
    proxies: tuple[str, ...] = ()
    """Addresses of proxies whose word about where a request comes from is taken."""
    home: Path = field(default=Path(), compare=False)

    @property
    def data_folder(self) -> Path:
        """Where files of the product belong: beside its own store, else in its data folder."""
        return self.sqlite_path.parent if self.sqlite_path else (self.home / DEFAULT_STORE).parent

    @classmethod
    def read(cls, environ: Mapping[str, str], *, home: Path) -> Settings:
        """`home` is the folder relative paths start from. Raises NotUnderstood for another kind of store."""
        url = environ.get("DATABASE_URL", "").strip()
        test_now = environ.get("TEST_NOW", "").strip() or None
        public = environ.get("PUBLIC_URL", "").strip().rstrip("/") or None
        if public and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d+)?", public):
            raise NotUnderstood(
                f"PUBLIC_URL={public} is not an address such as https://monday.example.com, without a path. Nothing "
                "was started. Write it so."
            )
        if environ.get("FORWARDED_ALLOW_IPS", "").strip():
            raise NotUnderstood(
                "FORWARDED_ALLOW_IPS is set: the server below would take the word of those it names before anybody can "
                "look whether it is the last one. Nothing was started. Unset it, and name proxies in TRUSTED_PROXIES."
            )
        edge: dict[str, Any] = {
            "home": home,
            "test_now": test_now,
            "public_url": public,
            "allow_http": environ.get("ALLOW_HTTP", "").strip() == "1",
            "proxies": _addresses(environ.get("TRUSTED_PROXIES", "")),
        }
        if not url:
            return replace(cls(home / DEFAULT_STORE, None, None), **edge)
        if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
            return replace(cls(home / url.removeprefix(_SQLITE), None, None), **edge)
        for start in _POSTGRESQL:
            if url.startswith(start):
                address = "postgresql+psycopg://" + url.removeprefix(start)
                return replace(cls(None, address, None), **edge)
        raise NotUnderstood(
            "DATABASE_URL names a store this product does not know. Nothing was written. Use "
            "postgresql://user@host/name or sqlite:///path/to/file.db, or leave it out for data/meeting.db."
        )


def _addresses(written: str) -> tuple[str, ...]:
    found = tuple(written.replace(",", " ").split())
    for each in found:
        try:
            ip_address(each)
        except ValueError:
            raise NotUnderstood(
                f"TRUSTED_PROXIES: {each} is not the address of a machine, such as 10.0.0.7. Nothing was started. Name "
                "each proxy by the address it connects from."
            ) from None
    return found
