"""The few pages that stand before Streamlit: forms, drawn here. Every text goes through `said`, which escapes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape as said

from starlette.responses import HTMLResponse

STYLE = """
:root { color-scheme: light dark; --ink: #1b2430; --paper: #ffffff; --line: #767f8c; --do: #1f4e79; --on: #ffffff;
  --wrong: #a02c00 }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f5; --paper: #0e1117; --line: #8a94a3; --do: #7fb8e6;
  --on: #0e1117; --wrong: #ff9d66 } }
body { font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 }
main { max-width: 34rem; margin: 0 auto; padding: 6vh 1rem 3rem }
h1 { font-size: 2rem; line-height: 1.2 } h2 { font-size: 1.25rem; margin: 2rem 0 0 }
label { display: block; margin-top: 1rem; font-weight: 600 } small { display: block; font-weight: 400 }
input, textarea, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: .5rem; padding: .625rem; width: 100%; box-sizing: border-box; margin-top: .25rem }
textarea { min-height: 7rem }
button { font: inherit; font-weight: 600; color: var(--on); background: var(--do); border: 0; border-radius: .5rem;
  padding: .75rem 1.25rem; margin: 1.5rem .5rem 0 0; cursor: pointer }
:focus-visible { outline: 3px solid var(--do); outline-offset: 2px }
[role=alert] { border-left: .25rem solid var(--wrong); padding: .25rem 1rem; margin: 1rem 0 }
"""


@dataclass(frozen=True)
class Field:
    """One thing to type. `kind` is an input type, or `textarea`."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    autocomplete: str = "off"
    required: bool = True


def page(title: str, *parts: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    """A whole page. `parts` are made by the functions below, or escaped."""
    alert = f'<p role="alert">{said(wrong)}</p>' if wrong else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{said(title)} · Hits, Runs &amp; Misses</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{said(title)}</h1>{alert}{''.join(parts)}</main></body></html>",
        status_code=status,
    )


def text(words: str) -> str:
    return f"<p>{said(words)}</p>"


def heading(words: str) -> str:
    return f"<h2>{said(words)}</h2>"


def form(action: str, fields: Iterable[str], button: str, *, has_files: bool = False) -> str:
    sent_as = ' enctype="multipart/form-data"' if has_files else ""
    return (
        f'<form method="post" action="{said(action)}" accept-charset="utf-8"{sent_as}>{"".join(fields)}'
        f'<button type="submit">{said(button)}</button></form>'
    )


def hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{said(name)}" value="{said(value)}">'


def field(asked: Field, *, first: bool = False) -> str:
    hint = f'<small id="{said(asked.name)}-hint">{said(asked.hint)}</small>' if asked.hint else ""
    about = f'name="{said(asked.name)}" id="{said(asked.name)}" autocomplete="{said(asked.autocomplete)}"'
    about += (" required" if asked.required else "") + (" autofocus" if first else "")
    about += f' aria-describedby="{said(asked.name)}-hint"' if asked.hint else ""
    if asked.kind == "textarea":
        box = f"<textarea {about}>\n{said(asked.value)}</textarea>"
    else:
        value = "" if asked.kind in ("password", "file") else f' value="{said(asked.value)}"'
        box = f'<input type="{said(asked.kind)}" {about}{value}>'
    return f'<label for="{said(asked.name)}">{said(asked.label)}</label>{hint}{box}'
