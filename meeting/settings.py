"""What can be set from outside, read once at start-up and handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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

    @classmethod
    def read(cls, environ: Mapping[str, str], *, home: Path) -> Settings:
        """`home` is the folder relative paths start from. Raises NotUnderstood for another kind of store."""
        url = environ.get("DATABASE_URL", "").strip()
        test_now = environ.get("TEST_NOW", "").strip() or None
        if not url:
            return cls(home / DEFAULT_STORE, None, test_now)
        if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
            return cls(home / url.removeprefix(_SQLITE), None, test_now)
        for start in _POSTGRESQL:
            if url.startswith(start):
                return cls(None, "postgresql+psycopg://" + url.removeprefix(start), test_now)
        raise NotUnderstood(
            "DATABASE_URL names a store this product does not know. Use postgresql://user@host/name or "
            "sqlite:///path/to/file.db, or leave it out for data/meeting.db."
        )
