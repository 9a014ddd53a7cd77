"""What is installed is exactly what was chosen, wherever it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ["requirements", "requirements-dev"]


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_package_has_one_version_and_a_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / f"{name}.txt").read_text("utf-8"))[1:]
    assert len(entries) > 10
    assert [
        each for each in entries if not re.match(r"[a-z0-9-]+==\S+ [^\n]*\\\n +--hash=sha256:", each)
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_direct_dependency_has_a_reason_and_is_locked_as_chosen(name: str) -> None:
    chosen = [line for line in (ROOT / f"{name}.in").read_text("utf-8").splitlines() if "==" in line]
    locked = (ROOT / f"{name}.txt").read_text("utf-8")
    assert [line for line in chosen if not re.fullmatch(r"\S+==[^\s;]+(; [^#]+)? +# \S.*", line)] == []
    pins = [re.sub(r"\[.*\]|;", "", line.split()[0]) for line in chosen]
    assert [pin for pin in pins if f"\n{pin} " not in locked] == []


@pytest.mark.parametrize("suffix", ["in", "txt"])
@pytest.mark.parametrize("name", NAMES)
def test_no_file_of_dependencies_names_a_registry_or_a_folder(name: str, suffix: str) -> None:
    text = (ROOT / f"{name}.{suffix}").read_text("utf-8")
    assert re.findall(r"\w+://|--(?:extra-)?index-url|--find-links|file:|(?<=\s)/\w+", text) == []
