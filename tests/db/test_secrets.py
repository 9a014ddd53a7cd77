"""The password of the database stands in no text that anybody is shown."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db.__main__ import main
from db.engine import open_store, transaction
from db.upgrade import upgrade
from meeting.errors import StoreRefused
from meeting.settings import Settings

CANARY = "hunter2secret"


def _with_password(settings: Settings) -> Settings:
    """The same store: this server lets its users in without looking at the password they bring."""
    url = (settings.postgresql_url or "").replace("postgres@/", f"postgres:{CANARY}@/")
    assert CANARY in url
    return Settings(None, url, settings.test_now)


def test_the_place_of_a_store_is_named_without_its_password(postgres_settings: Settings) -> None:
    settings = _with_password(postgres_settings)
    store = open_store(settings)
    assert CANARY not in store.place
    assert "postgres:***@" in store.place
    store.close()
    assert CANARY not in upgrade(settings)


def test_an_error_in_the_middle_of_work_does_not_tell_the_password(postgres_settings: Settings) -> None:
    store = open_store(_with_password(postgres_settings))
    with pytest.raises(StoreRefused) as refused, transaction(store) as session:
        session.execute(text(f"SELECT '{CANARY}' FROM nosuchtable"))
    assert CANARY not in str(refused.value)
    store.close()


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ana:{CANARY}@/meeting?host=/nowhere",
        f"postgresql://ana@/meeting?host=/nowhere&password={CANARY}",
        f"postgresql://ana:{CANARY}@localhost:notaport/meeting",
        f"postgresql://ana:{CANARY}/x@localhost/meeting",
        f"postgresql://ana:1/{CANARY}@localhost/meeting",
        f"postgresql://ana:{CANARY}@[::1/meeting",
        f"postgresql://ana:{CANARY}@/meeting?host=/nowhere&nosuchsetting=1",
        f"mysql://ana:{CANARY}@localhost/meeting",
    ],
)
@pytest.mark.parametrize("command", [["upgrade"], ["board"]])
def test_no_address_that_leads_nowhere_is_told_with_its_password(
    url: str, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(command) == 2
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err
    assert said.err.strip()
