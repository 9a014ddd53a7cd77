"""The rules of the house as data, and what breaks them. `places` are a module, or a folder of the same name.

tests/ may import and read what it likes; only the words that are allowed nowhere are not allowed there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DOCUMENTS = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs"}
LOCKS = {"requirements.in", "requirements.txt", "requirements-dev.in", "requirements-dev.txt"}
TOP = {"dashboard.py", "pages", "meeting", "db", "tests", "data", "Makefile", "pyproject.toml", "__pycache__"}
NOWHERE = {
    "cache_data": "is used nowhere until a slow read is measured",
    "unsafe_allow_html": "is used nowhere: stored text is text",
    "unsafe_allow_javascript": "is used nowhere: stored text is text",
}
SQL = re.compile(
    r"\s*(SELECT\s.*\sFROM|INSERT INTO|UPDATE\s.*\sSET|DELETE FROM|CREATE TABLE|PRAGMA)\s", re.DOTALL
)


@dataclass(frozen=True)
class Rule:
    """These dotted names only in these places; `inside` a function only where the import is slow."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    inside: bool = False

    def broken(self, name: str, *, path: str, inside: bool) -> str | None:
        if not any(name == ours or name.startswith(f"{ours}.") for ours in self.names):
            return None
        if not _within(path, self.places):
            return f"{name} belongs only in {', '.join(self.places) or 'no part of the program'}"
        if self.inside and not inside:
            return f"{name} is imported only inside the function that uses it"
        return None


IMPORTS = (
    Rule(("streamlit",), ("dashboard", "pages")),
    Rule(("starlette",), ("dashboard", "pages/_web")),
    Rule(("pandas", "plotly"), ("pages",), inside=True),
    Rule(("sqlmodel", "sqlalchemy", "alembic", "sqlite3", "pysqlite3", "psycopg"), ("db",)),
    Rule(("typst", "segno", "icalendar", "xlsxwriter"), ("meeting/documents",), inside=True),
    Rule(("openpyxl",), ("meeting/documents", "db/intake"), inside=True),
    Rule(("argon2", "bcrypt", "passlib"), ("db/accounts",)),
    Rule(("db",), ("dashboard", "db", "pages")),
    Rule(("pages",), ("dashboard", "pages")),
    Rule(("tests", "dashboard"), ()),
    Rule(("meeting.clock",), ("dashboard", "db", "pages")),
)
CLOCK = (
    "datetime.date.today datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow "
    "time.time time.time_ns time.localtime time.gmtime time.ctime time.strftime time.asctime "
    "pandas.Timestamp.now pandas.Timestamp.today "
    "sqlalchemy.func.now sqlalchemy.func.current_timestamp sqlmodel.func.now sqlmodel.func.current_timestamp"
)
REFERENCES = (
    Rule(tuple(CLOCK.split()), ("meeting/clock",)),
    Rule(("os.environ", "os.environb", "os.getenv"), ("dashboard", "db/__main__", "db/migrations/env")),
    Rule(("hashlib.scrypt", "hashlib.pbkdf2_hmac"), ("db/accounts",)),
)
FOREIGN_TO_RULES = ("typst", "segno", "icalendar", "xlsxwriter", "openpyxl")


def strangers(names: Iterable[str]) -> list[str]:
    """Names at the top of the repository that have no place there."""
    return sorted(name for name in names if name not in TOP | DOCUMENTS | LOCKS and not name.startswith("."))


def violations(path: str, source: str) -> list[str]:
    """Each rule that the module at `path` breaks, as `path:line: what`. `path` starts at the repository."""
    tree = ast.parse(source, filename=path)
    broken = _everywhere(tree) if _within(path, ("tests",)) else [*_everywhere(tree), *_program(path, tree)]
    return sorted({f"{path}:{line}: {what}" for line, what in broken})


def _everywhere(tree: ast.Module) -> Iterator[tuple[int, str]]:
    fields = {ast.Attribute: "attr", ast.Name: "id", ast.alias: "name", ast.keyword: "arg"}
    for node in ast.walk(tree):
        word = getattr(node, fields.get(type(node), ""), None)
        if word in NOWHERE:
            yield _line(node), f"{word} {NOWHERE[word]}"


def _program(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    known = _imported_names(tree, path=path)
    for node, inside in _walk(tree, inside=False):
        imported = list(_imports(node, path=path))
        used = _dotted(node, known) if isinstance(node, ast.Attribute) else None
        pairs = [(rule, name) for rule in (*IMPORTS, *REFERENCES) for name in imported]
        pairs += [(rule, used) for rule in REFERENCES if used]
        broken = [rule.broken(name, path=path, inside=inside) for rule, name in pairs]
        if _within(path, ("meeting",)):
            broken += _foreign(imported, path=path)
        yield from ((_line(node), what) for what in [*broken, *_spoken(node, path=path)] if what)


def _foreign(names: Iterable[str], *, path: str) -> Iterator[str]:
    allowed = sys.stdlib_module_names | {"meeting"}
    if _within(path, ("meeting/documents",)):
        allowed |= set(FOREIGN_TO_RULES)
    for name in names:
        if name.partition(".")[0] not in allowed:
            yield f"{name}: meeting imports only itself and the standard library"


def _spoken(node: ast.AST, *, path: str) -> Iterator[str]:
    """What a call or a text says, whatever was imported."""
    match node:
        case ast.Call(func=ast.Attribute(attr="commit")) if not _within(path, ("db/engine",)):
            yield ".commit( belongs only in db/engine"
        case ast.keyword(arg="on_click" | "on_change", value=ast.Constant(value="rerun" | "ignore")):
            pass
        case ast.keyword(arg="on_click" | "on_change" as name):
            yield f"{name} calls nothing: write in the script body after the submit"
        case ast.Constant(value=str(text)) if SQL.match(text) and not _within(path, ("db",)):
            yield "SQL belongs only in db"


def _imports(node: ast.AST, *, path: str) -> Iterator[str]:
    """The full name of all that a statement imports: `from a import b` gives a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        above = path.split("/")[: -node.level] if node.level else []
        module = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{module}.{alias.name}" for alias in node.names)


def _imported_names(tree: ast.Module, *, path: str) -> dict[str, str]:
    """What each imported word stands for: `import datetime as dt` gives {"dt": "datetime"}."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias, name in zip(node.names, _imports(node, path=path), strict=True):
                first = name.partition(".")[0]
                plain = isinstance(node, ast.Import) and alias.asname is None
                known[first if plain else alias.asname or alias.name] = first if plain else name
    return known


def _dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and (base := _dotted(node.value, known)):
        return f"{base}.{node.attr}"
    return None


def _walk(node: ast.AST, *, inside: bool) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes, and whether each runs later than the import of its module (or only for a type checker)."""
    yield node, inside
    later = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        later = True
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, inside=later)


def _within(path: str, places: Iterable[str]) -> bool:
    return any(path == f"{place}.py" or path.startswith(f"{place}/") for place in places)


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
