"""Health, for administrators: versions, the store, its backups, and what needs looking after."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.engine import reading
from db.health import health
from db.queries import house
from meeting.errors import NotUnderstood
from meeting.exposure import checked_exposure
from meeting.health import PROGRAM, Health, concerns, size_in_words
from meeting.permissions import Action, require
from meeting.weeks import in_words
from pages import _actor, _store, _taking_out
from pages._plain import plain

NEVER = "never"


def main() -> None:
    actor = _actor.current()
    require(actor, Action.BACK_UP)
    store = _store.current()
    found = health(store)
    with reading(store) as session:
        zone = house.organisation(session).zone
    said = concerns(found, now=store.clock.now())
    st.title("Health", anchor=False)
    if said:
        st.warning("\n\n".join(plain(each) for each in said), icon=":material/warning:")
    else:
        st.success("Nothing needs looking after.", icon=":material/check:")
    st.markdown(facts(found, zone=zone, exposure=_exposure(found)))
    _taking_out.draw(store, actor)


def facts(found: Health, *, zone: str, exposure: str) -> str:
    """Every fact on a line of its own."""
    last = found.last_file
    lines = [
        ("Open to", plain(exposure)),
        ("Program", f"{PROGRAM}, tables of version {found.store_version}"),
        ("Database", plain(found.database)),
        ("Store", size_in_words(found.size)),
        ("Free on its disk", size_in_words(found.room) if found.room is not None else "not known here"),
        (
            "Last backup",
            f"{_when(found.backup_at, zone)}{f', {plain(found.backup)}' if found.backup else ''}",
        ),
        ("Last backup restored to try it", _when(found.restore_tested_at, zone)),
        (
            "Last file brought in",
            f"{plain(last.name)} ({plain(last.kind)}), {_when(last.at, zone)}" if last else NEVER,
        ),
        ("Sign-ins that failed within a day", str(found.failed_sign_ins)),
        ("Libraries", ", ".join(f"{name} {plain(number)}" for name, number in found.libraries)),
    ]
    return "\n".join(f"- **{name}:** {value}" for name, value in lines)


def _when(moment: datetime | None, zone: str) -> str:
    if moment is None:
        return NEVER
    local = moment.astimezone(ZoneInfo(zone))
    return f"{in_words(local.date())}, {local:%H:%M}"


def _exposure(found: Health) -> str:
    """What start-up let through. It refused already what would be unsafe."""
    try:
        return checked_exposure(
            st.get_option("server.address"),
            public_url=_store.public_url(),
            allow_http=True,
            is_example=found.is_example,
        )
    except NotUnderstood:
        return f"whoever reaches {st.get_option('server.address') or 'any address of this machine'}"


main()
