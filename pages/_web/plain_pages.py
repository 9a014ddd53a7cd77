"""The few pages that stand before Streamlit: forms, drawn here. Every text goes through `said`, which escapes it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape as said
from pathlib import Path

import streamlit
from starlette.responses import HTMLResponse

# The letters of every other page, which the framework serves from here.
_LETTERS = next(
    iter(Path(streamlit.__file__).parent.glob("static/static/media/SourceSansVF-Upright*.woff2")), None
)
_FONT = (
    '@font-face { font-family: "Source Sans"; font-weight: 200 900; font-display: swap; '
    f'src: url("/static/media/{_LETTERS.name}") format("woff2") }}'
    if _LETTERS
    else ""
)
_ICON = b64encode((Path(__file__).parents[1] / "static" / "icon.svg").read_bytes()).decode()
# The colours of .streamlit/config.toml; here light or dark is as the computer or telephone says.
STYLE = """
:root { color-scheme: light dark; --ink: #101821; --paper: #ffffff; --line: #767f8c; --do: #1f4e79; --link: #1c5a96;
  --wrong: #9b1c31 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9eef4; --paper: #0f141a; --line: #8a94a3; --do: #2f79bf;
  --link: #8cc4f5; --wrong: #ff9aa2 } }
body { font: 1.0625rem/1.5 "Source Sans", system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 0 }
main { max-width: 34rem; margin: 0 auto; padding: 6vh 1rem 3rem }
h1 { font-size: 2.125rem; line-height: 1.2 } h2 { font-size: 1.25rem; margin: 2rem 0 0 } a { color: var(--link) }
label { display: block; margin-top: 1rem; font-weight: 600 } small { display: block; font-weight: 400 }
input, textarea, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: .5rem; padding: .625rem; width: 100%; box-sizing: border-box; margin-top: .25rem }
textarea { min-height: 7rem }
button { font: inherit; font-weight: 600; color: #ffffff; background: var(--do); border: 0; border-radius: .5rem;
  padding: .75rem 1.25rem; margin: 1.5rem .5rem 0 0; cursor: pointer }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
[role=alert] { border-left: .25rem solid var(--wrong); padding: .25rem 1rem; margin: 1rem 0 }
"""


@dataclass(frozen=True)
class Field:
    """One thing to type. `kind` is an input type, or `textarea`; `choices` are offered while somebody types.

    `is_kept` lets the page's script keep it in the tab.
    """

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    autocomplete: str = "off"
    required: bool = True
    choices: tuple[str, ...] | None = None
    is_kept: bool = False


def page(title: str, *parts: str, wrong: str = "", status: int = 200) -> HTMLResponse:
    """A whole page. `parts` are made by the functions below, or escaped."""
    alert = f'<p role="alert">{said(wrong)}</p>' if wrong else ""
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,{_ICON}">'
        f"<title>{said(title)} · Hits, Runs &amp; Misses</title><style>{_FONT}{STYLE}</style></head>"
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
    about += " data-kept" if asked.is_kept else ""
    if asked.kind == "textarea":
        box = f"<textarea {about}>\n{said(asked.value)}</textarea>"
    else:
        value = "" if asked.kind in ("password", "file") else f' value="{said(asked.value)}"'
        listed = "" if asked.choices is None else f' list="{said(asked.name)}-choices"'
        box = f'<input type="{said(asked.kind)}" {about}{value}{listed}>{_choices(asked)}'
    return f'<label for="{said(asked.name)}">{said(asked.label)}</label>{hint}{box}'


def _choices(asked: Field) -> str:
    if asked.choices is None:
        return ""
    options = "".join(f'<option value="{said(each)}"></option>' for each in asked.choices)
    return f'<datalist id="{said(asked.name)}-choices">{options}</datalist>'
