"""The one store this process serves, opened when the first page asks for it."""

from __future__ import annotations

from threading import Lock

from db.engine import Store, open_store
from meeting.errors import StoreRefused
from meeting.settings import Settings

NO_STORE = "No store was named. Nothing was saved. Start the program with: make run"


class _Served:
    """What this process serves: one object, so that nothing has to be global."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._settings: Settings | None = None
        self._store: Store | None = None

    def serve(self, settings: Settings) -> None:
        """Say which store is served from now on; one opened before is closed."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._settings, self._store = settings, None

    def current(self) -> Store:
        """The opened store. Raises StoreRefused as long as it cannot be used; a mended one opens at the next call."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.settings())
            return self._store

    def settings(self) -> Settings:
        """What names the store. Raises StoreRefused where nobody said which one is served."""
        if self._settings is None:
            raise StoreRefused(NO_STORE)
        return self._settings

    def public_url(self) -> str | None:
        """Where people open this product; None when that is this machine alone."""
        return self._settings.public_url if self._settings else None


_served = _Served()
serve = _served.serve
current = _served.current
settings = _served.settings
public_url = _served.public_url
