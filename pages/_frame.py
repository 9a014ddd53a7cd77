"""The script of every page: page set-up, navigation, and the one place that shows what went wrong.

It stands inside pages/ on purpose: beside that folder, a cold deep link would run its page without this frame.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from meeting.errors import MeetingError
from meeting.permissions import Action, allowed
from meeting.words import Visitor
from pages import _actor, _log_it_button, _unexpected
from pages._leave import leave
from pages._live import bell
from pages._plain import plain

_PAGES = Path(__file__).parent
_LIVE = frozenset({"", "home", "monday", "actions", "outcomes", "taking-part", "well"})
"""Pages that listen by themselves, as they follow what others write."""
_ABOUT = (
    "**Hits, Runs & Misses**: the Monday meeting of sales and service. Light or dark is chosen in the menu this stands "
    "in; “System” does as your computer or telephone does."
)
_FOR_SOME = (
    ("people", "People", "people", Action.SET_UP),
    ("settings", "Settings", "settings", Action.SET_UP),
    ("log", "Log of changes", "log-of-changes", Action.READ_LOG),
    ("health", "Health", "health", Action.BACK_UP),
)


def _pages_for_guests() -> list[st.Page]:
    """One page under its own address, and the same for whatever else is asked for: nothing else is there for them."""
    taking_part = _PAGES / "taking_part.py"
    return [
        st.Page(taking_part, title="Taking part", url_path="taking-part"),
        st.Page(taking_part, title="Taking part", url_path="guest", default=True),
    ]


def _pages_reached_from_others() -> list[st.Page]:
    """One record each, from where it stands; the rota, from the Monday meeting."""
    titles = {
        **{"promise": "A promise", "complaint": "A complaint", "note": "A field note"},
        **{"win": "A win", "action": "An action item", "rota": "Rota"},
    }
    return [
        st.Page(_PAGES / f"{name}.py", title=title, url_path=name, visibility="hidden")
        for name, title in titles.items()
    ]


st.set_page_config(
    page_title="Hits, Runs & Misses",
    page_icon=str(_PAGES / "static" / "icon.svg"),
    layout="wide",
    # With an entry of its own the framework shows its menu, and in it the choice of light or dark.
    menu_items={"About": _ABOUT},
)
_unexpected.begin()
try:
    actor = _actor.current()
    _actor.start_clean_for(actor)
    log_it = st.Page(_PAGES / "log_it.py", title="Log it", url_path="log")
    pages = (
        _pages_for_guests()
        if actor.role is Visitor.GUEST
        else [
            st.Page(_PAGES / "home.py", title="The board", url_path="home", default=True),
            st.Page(_PAGES / "monday.py", title="Monday meeting", url_path="monday"),
            st.Page(_PAGES / "outcomes.py", title="Outcomes", url_path="outcomes"),
            st.Page(_PAGES / "actions.py", title="Actions", url_path="actions"),
            log_it,
            st.Page(_PAGES / "field.py", title="From the field", url_path="field"),
            st.Page(_PAGES / "well.py", title="What we do well", url_path="well"),
            st.Page(_PAGES / "customers.py", title="Customers", url_path="customers"),
            st.Page(_PAGES / "search.py", title="Search", url_path="search"),
            st.Page(
                _PAGES / "bring_in.py",
                title="Bring in files",
                url_path="files",
                visibility="visible" if allowed(actor, Action.BRING_IN_FILES) else "hidden",
            ),
            *(
                st.Page(_PAGES / f"{name}.py", title=title, url_path=url)
                for name, title, url, needed in _FOR_SOME
                if allowed(actor, needed)
            ),
            st.Page(_PAGES / "account.py", title="You", url_path="you"),
            *_pages_reached_from_others(),
        ]
    )
    # On the projector nothing but the meeting is to be seen, and a guest has nowhere else to go.
    is_bare = st.context.is_embedded or actor.role is Visitor.GUEST
    # No sections: on a telephone the framework draws those as a list that a screen reader does not understand.
    page = st.navigation(pages, position="hidden" if is_bare else "top")
    if not st.context.is_embedded:
        _log_it_button.draw(None if is_bare or page == log_it else log_it)
    page.run()
    if page.url_path not in _LIVE:
        bell()
except _actor.SignedOut as error:
    st.error(plain(str(error)), icon=":material/logout:")
    leave(error.leads_to, back=error.leads_to == "/login")
except MeetingError as error:
    st.error(plain(str(error)), icon=":material/error:")
