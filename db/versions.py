"""Which version of the tables this program speaks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"


def migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def newest_version() -> str:
    return ScriptDirectory.from_config(migrations()).get_current_head() or ""


@cache
def known_versions() -> frozenset[str]:
    """Every version this program can upgrade from, and its own."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(migrations()).walk_revisions())
