"""The one way to write. `core` gathers changes and events; the other modules say what may be done and by whom."""

from db.changes.core import ChangedMeanwhile, Changes, as_json, table_of
from db.changes.house import add_team, set_up_organisation
from db.changes.lists import LISTS

__all__ = [
    "LISTS",
    "ChangedMeanwhile",
    "Changes",
    "add_team",
    "as_json",
    "set_up_organisation",
    "table_of",
]
