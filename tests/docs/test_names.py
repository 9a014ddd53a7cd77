"""Names, links, labels, tables and settings in the documents are those of the program."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import streamlit as st

from db.intake.fields import FIELDS, Kind
from meeting.settings import Settings
from pages._web import bell
from pages._web.gate import FRAMEWORK_FILES, OPEN
from tests.browser.pictures import FOLDER, LARGEST, PICTURES
from tests.db.stores import ROOT
from tests.docs.pages import LANGUAGES, PAGES, blocks, code_in_lines, prose

SCREENS = ("README.md", "docs/meeting.md", "docs/files.md", "docs/administrator.md")
"""Here, what stands in bold stands on a screen."""
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
HERE = f"{SERVER['address']}:{SERVER['port']}"
PUBLIC = "https://monday.example.com"


class Asked(Mapping[str, str]):
    """An environment that holds nothing and remembers what was asked of it."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def settings_there_are() -> set[str]:
    asked = Asked()
    Settings.read(asked, home=ROOT)
    return asked.names


def defined(path: Path) -> set[str]:
    """Functions, classes and values of a module."""
    return {
        name
        for node in ast.parse(path.read_text("utf-8")).body
        for name in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            else [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
            if isinstance(node, ast.Assign | ast.AnnAssign)
            else []
        )
    }


def headings(text: str) -> set[str]:
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}


@cache
def on_screens() -> str:
    """All that pages and rules hold as text: labels are among it."""
    paths = [path for place in ("pages", "meeting") for path in (ROOT / place).rglob("*.py")]
    texts = [
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n".join(texts)


def test_every_block_says_what_it_is_and_none_is_only_indented() -> None:
    assert {block.language for block in blocks()} == LANGUAGES
    for name in PAGES:
        assert not re.search(r"^\n {4,}\S", prose(name), re.MULTILINE), name


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", PAGES[name]):
        target, _, heading = link.partition("#")
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), link
        assert not heading or heading in headings(path.read_text("utf-8")), link


def test_every_picture_is_one_that_is_made_and_small() -> None:
    shown = re.findall(r"!\[[^\]]{20,}\]\((docs/pictures/[^)]+)\)", PAGES["README.md"])
    assert {Path(each).name for each in shown} == set(PICTURES) == {each.name for each in FOLDER.iterdir()}
    for each in FOLDER.iterdir():
        assert each.read_bytes().startswith(b"\x89PNG")
        assert each.stat().st_size <= LARGEST


def test_every_place_and_name_in_the_code_is_there() -> None:
    ours = re.compile(
        r"((?:meeting|db|pages|tests|docs)/[\w/.]*|dashboard\.py|\.streamlit/[\w.]+)(?:: (\w+))?"
    )
    found = [(page, ours.fullmatch(text)) for page, text in code_in_lines() if "NAME" not in text]
    names = [(page, ROOT / match[1], match[2]) for page, match in found if match]
    assert len(names) > 50
    for page, path, name in names:
        assert path.exists(), f"{page}: {path}"
        assert not name or name in defined(path), f"{page}: {path}: {name}"


@pytest.mark.parametrize("name", SCREENS)
def test_what_stands_in_bold_stands_on_a_screen(name: str) -> None:
    labels = set(re.findall(r"\*\*([^*\n]+)\*\*", prose(name)))
    assert labels
    assert [label for label in sorted(labels) if label not in on_screens()] == []


def test_the_columns_of_files_are_those_that_are_understood() -> None:
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \|$", PAGES["docs/files.md"], re.MULTILINE)
    table = {kind: (needed.split(", "), also.split(", ")) for kind, needed, also in rows if kind in set(Kind)}
    assert set(table) == {str(kind) for kind in Kind}
    for kind, (needed, also) in table.items():
        fields = FIELDS[Kind(kind)]
        assert set(needed) == {field.name for field in fields if field.required}, kind
        assert set(also) == {field.name for field in fields if not field.required}, kind


def test_every_key_of_the_meeting_is_in_the_table() -> None:
    tree = ast.parse((ROOT / "pages" / "monday.py").read_text("utf-8"))
    (keys,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "KEYS"
    ]
    table = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", PAGES["docs/meeting.md"], re.MULTILINE)
    shown = {key for cell in table for key in re.split(r" or | · ", cell.strip())}
    assert {key for names in keys for key in re.split(r" or |, ", names)} <= shown


def test_the_table_of_settings_is_whole() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", PAGES["docs/administrator.md"], re.MULTILINE)
    assert set(told) == settings_there_are()


def test_a_service_is_given_settings_and_options_there_are() -> None:
    files = [block for block in blocks("ini") if "[Service]" not in block.text]
    names = {line.partition("=")[0] for block in files for line in block.lines}
    assert names <= settings_there_are()
    assert f"PUBLIC_URL={PUBLIC}" in files[0].lines
    (unit,) = [block for block in blocks("ini") if "[Service]" in block.text]
    said = dict(line.split("=", 1) for line in unit.lines if "=" in line)
    options = dict(re.findall(r"--(\w+\.\w+) (\S+)", said["ExecStart"]))
    assert set(options) == {"server.port", "server.headless", "server.address"}
    assert all(st.get_option(name) is not None for name in options)
    assert f"{options['server.address']}:{options['server.port']}" == HERE
    assert "streamlit run dashboard.py" in said["ExecStart"]
    assert said["ExecStartPre"].endswith("python -m db upgrade")


def test_the_proxies_fit_the_program() -> None:
    (nginx,), (haproxy,), (caddy,) = blocks("nginx"), blocks("haproxy"), blocks("caddy")
    assert set(re.findall(r"127\.0\.0\.1:\d+", haproxy.text)) == {HERE}
    assert all(f"path_beg {place}" in haproxy.text for place in FRAMEWORK_FILES)
    assert "option forwardfor" in haproxy.text
    for block in (nginx, caddy):
        assert block.text.count("{") == block.text.count("}")
        assert PUBLIC.removeprefix("https://") in block.text
        assert set(re.findall(r"127\.0\.0\.1:\d+", block.text)) == {HERE}
        (largest,) = re.findall(r"(?:client_max_body_size|max_size) (\d+)", block.text)
        assert SERVER["maxUploadSize"] < int(largest) < 2 * SERVER["maxUploadSize"]
        assert all(f"{place}" in block.text for place in FRAMEWORK_FILES)
    for needed in (
        "proxy_http_version 1.1;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $connection_upgrade;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert needed in nginx.text
    assert nginx.text.count("proxy_set_header Host $host;") == nginx.text.count("proxy_pass ")
    told = PAGES["docs/administrator.md"]
    assert f"`{bell.PATH}`" in told
    assert "`/healthz`" in told
    assert {"/healthz", "/setup"} <= OPEN
