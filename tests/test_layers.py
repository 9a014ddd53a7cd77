"""Every part of the program stays where the house says it belongs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.layers import IMPORTS, REFERENCES, strangers, violations

ROOT = Path(__file__).resolve().parents[1]

PLANTED = [
    ("meeting/weeks.py", "import streamlit as st", "streamlit"),
    ("db/queries.py", "from streamlit.testing.v1 import AppTest", "streamlit"),
    ("pages/_frame.py", "from starlette.requests import Request", "starlette"),
    ("meeting/board.py", "def f():\n    import pandas", "pandas"),
    ("db/intake.py", "def f():\n    import pandas", "pandas"),
    ("pages/home.py", "import pandas as pd", "inside the function"),
    ("pages/home.py", "if True:\n    import plotly.graph_objects", "inside the function"),
    ("pages/home.py", "from sqlmodel import select", "sqlmodel"),
    ("dashboard.py", "import sqlalchemy", "sqlalchemy"),
    ("pages/_web/gate.py", "from sqlite3 import connect", "sqlite3"),
    ("pages/home.py", "import psycopg", "psycopg"),
    ("pages/home.py", "import alembic.command", "alembic"),
    ("pages/home.py", "QUERY = 'SELECT id\\nFROM promise'", "SQL"),
    ("meeting/board.py", "QUERY = f'UPDATE promise SET {1}'", "SQL"),
    ("meeting/documents/minutes.py", "import typst", "inside the function"),
    ("pages/home.py", "def f():\n    import segno", "segno"),
    ("db/export.py", "def f():\n    import icalendar", "icalendar"),
    ("db/export.py", "def f():\n    import openpyxl", "openpyxl"),
    ("db/intake.py", "import openpyxl", "inside the function"),
    ("db/changes.py", "import argon2", "argon2"),
    ("db/changes.py", "import hashlib\nhashlib.scrypt(b'')", "scrypt"),
    ("meeting/board.py", "from db import queries", "db.queries belongs"),
    ("meeting/board.py", "from db.queries import board", "itself and the standard library"),
    ("meeting/board.py", "import pydantic", "itself and the standard library"),
    ("meeting/documents/minutes.py", "def f():\n    import jinja2", "itself and the standard library"),
    ("db/demo.py", "from pages._parts import card", "pages"),
    ("db/demo.py", "from tests.layers import violations", "tests"),
    ("pages/home.py", "import dashboard", "dashboard"),
    ("meeting/board.py", "from meeting.clock import Clock", "meeting.clock"),
    ("meeting/board.py", "from .clock import Clock", "meeting.clock"),
    ("meeting/documents/minutes.py", "from meeting import clock", "meeting.clock"),
    ("meeting/weeks.py", "from datetime import date\nx = date.today()", "date.today"),
    ("db/changes.py", "import datetime as dt\nx = dt.datetime.now(dt.UTC)", "datetime.now"),
    ("db/models/base.py", "from datetime import datetime\nField(default_factory=datetime.utcnow)", "utcnow"),
    ("db/models/base.py", "from sqlalchemy import func\nx = func.now()", "func.now"),
    ("pages/home.py", "import time\ntime.time()", "time.time"),
    ("pages/home.py", "from time import time\ntime()", "time.time"),
    ("db/engine.py", "import os\nurl = os.environ['DATABASE_URL']", "os.environ"),
    ("meeting/settings.py", "from os import environ", "os.environ"),
    ("pages/_frame.py", "import os\nos.getenv('TEST_NOW')", "os.getenv"),
    ("db/changes.py", "def f(session):\n    session.commit()", ".commit("),
    ("pages/home.py", "import streamlit as st\n@st.cache_data\ndef f(): ...", "cache_data"),
    ("pages/home.py", "from streamlit import cache_data", "cache_data"),
    ("tests/pages/test_home.py", "import streamlit as st\nst.cache_data.clear()", "cache_data"),
    ("pages/home.py", "import streamlit as st\nst.markdown('', unsafe_allow_html=True)", "unsafe_allow_html"),
    ("tests/pages/test_home.py", "f(unsafe_allow_html=False)", "unsafe_allow_html"),
    ("pages/home.py", "f(unsafe_allow_javascript=True)", "unsafe_allow_javascript"),
    ("pages/home.py", "import streamlit as st\nst.button('x', on_click=save)", "on_click"),
    ("pages/_parts.py", "import streamlit as st\nst.text_input('x', on_change=lambda: None)", "on_change"),
]

ALLOWED = [
    ("dashboard.py", "import os\nimport streamlit as st\nfrom starlette.routing import Route\nos.environ"),
    ("pages/home.py", "import streamlit as st\nfrom db import queries\ndef f():\n    import pandas as pd"),
    ("pages/home.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas as pd"),
    ("pages/home.py", "import streamlit as st\nst.download_button('x', on_click='ignore')"),
    ("pages/home.py", "import streamlit as st\nst.text('Select a week from the list')"),
    ("pages/_web/gate.py", "from starlette.types import ASGIApp"),
    ("meeting/clock.py", "from datetime import UTC, datetime\ndatetime.now(UTC)"),
    (
        "meeting/weeks.py",
        "from datetime import date\nfrom meeting.errors import NotUnderstood\ndate.fromisoformat",
    ),
    ("meeting/documents/minutes.py", "def f():\n    import typst"),
    (
        "db/engine.py",
        "from sqlalchemy import text\ndef f(c):\n    c.execute(text('PRAGMA user_version'))\n    c.commit()",
    ),
    ("db/engine/sqlite.py", "def f(c):\n    c.commit()"),
    ("db/intake.py", "import time\ntime.perf_counter()\ntime.monotonic()\ndef f():\n    import openpyxl"),
    (
        "db/__main__.py",
        "import os\nfrom meeting.clock import clock_from\nclock_from(os.environ.get('TEST_NOW'))",
    ),
    (
        "tests/db/test_intake.py",
        "import sqlite3, time, os, pandas\nfrom db import intake\nos.environ, time.time()",
    ),
]


def test_every_module_of_the_house_keeps_its_rules() -> None:
    modules = [
        path for top in ROOT.iterdir() if not top.name.startswith(".") for path in [top, *top.rglob("*.py")]
    ]
    read = {str(path.relative_to(ROOT)): path for path in modules if path.is_file() and path.suffix == ".py"}
    assert {"dashboard.py", "tests/layers.py"} <= read.keys()
    assert [each for name, path in read.items() for each in violations(name, path.read_text("utf-8"))] == []


def test_the_top_of_the_house_holds_only_what_belongs_there() -> None:
    assert strangers(os.listdir(ROOT)) == []


@pytest.mark.parametrize(("path", "source", "word"), PLANTED)
def test_a_planted_violation_is_found(path: str, source: str, word: str) -> None:
    found = violations(path, source)
    assert any(word in each for each in found), found


@pytest.mark.parametrize("name", [name for rule in (*IMPORTS, *REFERENCES) for name in rule.names])
def test_each_name_of_a_rule_is_found_elsewhere(name: str) -> None:
    first = name.partition(".")[0]
    imported_or_used = f"import {name}\nimport {first}\n{name}.x"
    assert any(name in each for each in violations("elsewhere/module.py", imported_or_used))


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_what_the_rules_allow_is_left_alone(path: str, source: str) -> None:
    assert violations(path, source) == []


def test_a_stranger_at_the_top_is_found() -> None:
    assert strangers(["utils.py", "dashboard.py", ".ci", "report.xlsx"]) == ["report.xlsx", "utils.py"]
