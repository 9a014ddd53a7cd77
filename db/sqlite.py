"""The SQLite that is used: the wheel's, where there is one for the machine, else Python's own.

Python's own is often older than the repair of SQLite's write-ahead log; with the wheel, pages read while others
write. One process must use one of them only: two libraries on one file drop each other's locks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as driver
else:
    try:
        from pysqlite3 import dbapi2 as driver
    except ImportError:
        import sqlite3 as driver

__all__ = ["driver"]
