"""The texts themselves, by where people meet them, and the list of them that is kept in docs/texts.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby

from tests.texts.source import ROOT, Source

PLACE = ROOT / "docs" / "texts.md"
HEAD = """# Every text that says what went wrong, or that something is still empty

Written by `make texts` from the source; a test holds it equal. {names} stand for what the program knows, [one | other]
for either. What went wrong says what happened, whether anything was saved, and what to do.
"""


class Kind(StrEnum):
    """`ASKED` went wrong where no saving was in question; `CELL` is the reason a row of a file is refused."""

    WRONG = "went wrong"
    ASKED = "not there to show"
    CELL = "refused row: column “value”: …"
    BESIDE = "said beside"
    EMPTY = "empty"


@dataclass(frozen=True, order=True)
class Text:
    met: str
    kind: Kind
    text: str
    module: str


MET = {
    "Bringing files in": """
        db.intake pages.bring_in pages._intake pages._intake_form pages._intake_fields
        db.changes.undo_import
    """,
    "Coming in": """
        db.accounts db.setting_up db.setting_up_people meeting.signing_in pages._web pages._actor
        pages.account db.changes.guests db.changes.asking db.changes.letting_in meeting.joining
    """,
    "The store and its start": """
        db.engine db.refusals db.upgrade db.restore db.kept meeting.settings db.demo meeting.exposure
        meeting.clock pages._store meeting.health pages._unexpected
    """,
    "Taking files out, backups and the command line": """
        db.backup db.whole db.files db.export db.nightly db.check db.commands db.commands_board db.commands_files
        db.commands_actions db.redact db.commands_minutes db.commands_store db.commands_people
        meeting.documents.tables pages._taking_out db.taking_out pages.health pages._jobs meeting.progress
        pages._progress db.terminal db.__main__ db.redact_minutes
    """,
    "The board": """
        pages.home pages._board pages._choice pages._my_week pages._first_steps meeting.weeks
        db.queries.scope pages._trend
    """,
    "Log it, records and customers": """
        meeting.promise_days
        db.changes.by_hand db.changes.complaints db.changes.records db.changes.wins db.changes.core db.changes.merging
        db.changes.parting pages.log_it pages._log_kinds pages._log_customer pages._log_draft pages.promise
        pages.complaint pages.win pages.customers pages._customers pages._customer pages._customer_forms pages._merging
        pages._alike pages._parting pages._saving pages._settling pages._record_page pages._records pages._win_form
        pages._complaint_answer pages._complaint_form pages._promise_forms db.changes.undo
    """,
    "From the field": """
        db.changes.field pages.field pages._field pages.note pages._note_forms pages._note_makes
        pages._hand_offs pages._new_customers meeting.field
    """,
    "The Monday meeting": """
        pages.monday pages._monday db.changes.meetings db.changes.talk db.changes.votes db.changes.consensus
        db.changes.attendance db.changes.ratings db.changes.pulse db.changes.nameless db.changes.leading
        db.changes.applause db.changes.agreed meeting.agenda meeting.votes meeting.consensus meeting.pulse
        pages.taking_part pages._applause meeting.meetings
    """,
    "The rota": """
        pages.rota pages._rota_people db.changes.rota meeting.rota
    """,
    "Actions": """
        pages.actions pages.action pages._action_changes pages._action_choice pages._action_files
        pages._action_form pages._many_actions db.changes.actions meeting.actions
        db.changes.undo_agreed meeting.known
    """,
    "What we do well": """
        pages.well pages._strengths db.changes.strengths meeting.strengths
    """,
    "Outcomes and minutes": """
        pages.outcomes pages._outcomes db.changes.minutes meeting.minutes meeting.look_back
        meeting.documents
    """,
    "People and settings": """
        pages.people pages._person pages.settings pages._settings_forms db.changes.people db.changes.house
        db.changes.own meeting.permissions
    """,
    "Search and log of changes": """
        pages.search pages.log db.search
    """,
}
"""Where people meet the texts of a module or folder; the longest name that fits counts."""


def met(module: str) -> str:
    """Raises LookupError for a module that is named nowhere: say there where people meet its texts."""
    named = [
        (name, place)
        for place, names in MET.items()
        for name in names.split()
        if f"{module}.".startswith(f"{name}.")
    ]
    if not named:
        raise LookupError(f"{module} holds a text: name it in MET of tests/texts/found.py")
    return max(named)[1]


@cache
def the_source() -> Source:
    return Source()


def all_texts() -> list[Text]:
    source = the_source()
    errors = _errors(source)
    found = set()
    for module, call in source.calls():
        for kind, node in _said(call, errors):
            for text in source.read(module, node):
                if _is_words(text):
                    found.add(Text(met(module.name), kind, text, module.name))
    return sorted(found)


def written(texts: list[Text]) -> str:
    parts = [HEAD]
    for place, some in groupby(texts, key=lambda text: text.met):
        parts.append(f"\n## {place}\n\n| kind | text |\n|:--|:--|\n")
        told = dict.fromkeys((text.kind, text.text) for text in some)
        parts += [f"| {kind} | {_in_a_cell(text)} |\n" for kind, text in told]
    return "".join(parts)


def _in_a_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _errors(source: Source) -> dict[str, Kind]:
    """Every class of errors for people, by name."""
    found = {"MeetingError": Kind.WRONG}
    classes = [node for module in source.modules.values() for node in ast.walk(module.tree)]
    for _ in range(3):
        for node in classes:
            for base in node.bases if isinstance(node, ast.ClassDef) else ():
                name = base.id if isinstance(base, ast.Name) else getattr(base, "attr", "")
                if isinstance(node, ast.ClassDef) and name in found:
                    found[node.name] = Kind.ASKED if node.name == "NotThere" else found[name]
    return found


def _said(call: ast.Call, errors: dict[str, Kind]) -> Iterator[tuple[Kind, ast.expr]]:
    """The texts in a call, each with its kind."""
    of = (
        call.func.value.id
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
        else ""
    )
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    first = call.args[:1]
    if name in errors and name != "Unclear":
        yield from ((errors[name], node) for node in first)
    elif name == "Unclear":
        options = [each.value for each in call.keywords if each.arg == "options"]
        told = ast.BinOp(ast.Constant(" Nothing was saved. "), ast.Add(), (options or [ast.Constant("")])[0])
        yield from ((Kind.WRONG, ast.BinOp(node, ast.Add(), told)) for node in first)
    elif name in ("CannotRead", "WrongCell"):
        yield from ((Kind.CELL, node) for node in first)
    elif name == "PlainTextResponse" or (of == "st" and name == "error"):
        yield from ((Kind.WRONG, node) for node in first)
    elif of == "st" and name in ("warning", "info"):
        yield from ((Kind.BESIDE, node) for node in first)
    elif of == "_empty":
        yield from ((Kind.EMPTY, node) for node in first)
    for each in call.keywords:
        if each.arg in ("wrong", "empty"):
            yield (Kind.WRONG if each.arg == "wrong" else Kind.EMPTY), each.value
        elif each.arg == "left" and name in ("telling", "start"):
            yield Kind.WRONG, each.value


def _is_words(text: str) -> bool:
    """Not only what somebody else has put together, which stands in the list by itself."""
    return " " in text and not text.replace(" ", "").startswith("{…}") and text.strip("{}").count(" ") > 1
