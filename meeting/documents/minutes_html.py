"""Minutes as one page of HTML for reading and printing: everything is in it, nothing is asked of anybody, no script."""

from __future__ import annotations

from html import escape

from meeting.documents.charts import weeks_chart
from meeting.documents.minutes_parts import Figure, Item, Line, Parts, Section, parts_of
from meeting.minutes import Minutes

# Nothing of a page that was made of stored text runs or loads, whatever would be wrong with the escaping.
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 16px/1.5 Inter, "Segoe UI", Roboto, sans-serif; color: #1b2430; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0; }
h2 { font-size: 1.2rem; margin: 1.8rem 0 .4rem; break-after: avoid; }
p, li { margin: .35rem 0; } ul, ol { padding-left: 1.2rem; }
small, .about { color: #5c6675; font-size: .85em; }
.said { border-left: 3px solid #1f4e79; padding-left: .8rem; font-size: 1.1rem; }
.figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
.figures div { flex: 1 1 10rem; border: 1px solid #d5d9e0; border-radius: 6px; padding: .6rem .8rem; }
.figures b { display: block; font-size: 2rem; line-height: 1.1; }
svg { width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 400; color: #5c6675; }
th, td { overflow-wrap: break-word; border-bottom: 1px solid #d5d9e0; padding: .4rem .5rem .4rem 0;
  vertical-align: top; }
tr { break-inside: avoid; } td:last-child { white-space: nowrap; }
footer { margin-top: 2rem; border-top: 1px solid #d5d9e0; padding-top: .5rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } @page { size: A4; margin: 18mm; } }
"""


def minutes_html(minutes: Minutes) -> bytes:
    parts = parts_of(minutes)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Minutes of {escape(parts.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f'<p class="about">{escape(parts.organisation)} · Minutes of the Monday meeting</p>',
            f"<h1>{escape(parts.title)}</h1>",
            f'<p class="about">{escape(parts.about)}</p>',
            f'<p class="said">{escape(" ".join(parts.sentences))}</p>',
            *_figures(parts),
            weeks_chart(parts.trend),
            *(_section(section) for section in parts.before),
            _items(parts.items),
            *(_section(section) for section in parts.after),
            f'<footer class="about">{escape(parts.foot)}</footer>\n</body>\n</html>\n',
        ]
    ).encode()


def _figures(parts: Parts) -> list[str]:
    found = []
    for week, figures in parts.figures:
        if len(parts.figures) > 1:
            found.append(f"<h2>Week {escape(week)}</h2>")
        found.append(f'<div class="figures">{"".join(_figure(one) for one in figures)}</div>')
    return found


def _figure(one: Figure) -> str:
    return f"<div>{escape(one.name)} <b>{escape(one.value)}</b><small>{escape(one.said)}</small></div>"


def _section(section: Section) -> str:
    lines = "\n".join(f"<li>{_line(line)}</li>" for line in section.lines)
    body = f"<ul>\n{lines}\n</ul>" if lines else f"<p>{escape(section.empty)}</p>"
    return f"<h2>{escape(section.title)}</h2>\n{body}"


def _line(line: Line) -> str:
    lead = f"<strong>{escape(line.lead)}</strong>: " if line.lead else ""
    small = f" <small>{escape(line.small)}</small>" if line.small else ""
    return f"{lead}{escape(line.text)}{small}"


def _items(items: tuple[Item, ...]) -> str:
    title = "<h2>Who does what by when</h2>"
    if not items:
        return f"{title}\n<p>No action item was given out.</p>"
    rows = "\n".join(
        f"<tr><td><strong>{escape(one.owner)}</strong></td><td>{escape(one.what)}{_about(one)}</td>"
        f"<td>{escape(one.due)}</td></tr>"
        for one in items
    )
    head = "<tr><th>Who</th><th>What</th><th>By when</th></tr>"
    return f"{title}\n<table>\n<thead>{head}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _about(one: Item) -> str:
    return f"<br><small>about {escape(one.about)}</small>" if one.about else ""
