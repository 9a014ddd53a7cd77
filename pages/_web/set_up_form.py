"""The form of the set-up page: what it asks, in the order in which somebody knows it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from starlette.responses import Response

from db.setting_up import NEW_CODE
from pages._web.plain_pages import Field, field, form, heading, page, text

FILE = "people_file"
EMPTY = "(may stay empty)"
ROLES = (
    "The role is one of: member (reads all, logs what happened, has action items), manager (also corrects, brings in "
    "files, gives action items to anybody), facilitator (also corrects and runs the meeting), admin (also people, "
    "teams, settings, backup). Without one it is member."
)
FIELDS: tuple[Field | str, ...] = (
    Field(
        "code",
        "Set-up code",
        hint=f"It stands in the terminal the program was started in. For a new one, {NEW_CODE}",
    ),
    "Your company",
    Field("name", "Name", is_kept=True),
    Field(
        "zone",
        "Time zone",
        hint="Weeks and days follow it, wherever somebody looks from. Type a part of its name to find another.",
        is_kept=True,
    ),
    "Your teams",
    Field("sales", "Teams that sell, one a line", "Sales", kind="textarea", is_kept=True),
    Field("service", "Teams that serve, one a line", "Service", kind="textarea", is_kept=True),
    "You, the first administrator",
    Field("admin_name", "Your name", autocomplete="name", is_kept=True),
    Field("admin_email", "Your e-mail", kind="email", autocomplete="username", is_kept=True),
    Field(
        "admin_team",
        f"Your team {EMPTY}",
        hint="One of those above.",
        choices=(),
        required=False,
        is_kept=True,
    ),
    Field(
        "password", "Password", kind="password", hint="At least 10 characters.", autocomplete="new-password"
    ),
    Field("again", "The same again", kind="password", autocomplete="new-password"),
    "Everybody else",
    Field(
        "people",
        f"People, one a line: name, e-mail, team, role {EMPTY}",
        kind="textarea",
        hint=f"Pasted from a spreadsheet is fine. {ROLES}",
        required=False,
        is_kept=True,
    ),
    Field(
        FILE,
        f"Or from a file, CSV or XLSX {EMPTY}",
        kind="file",
        hint="With a name and an e-mail for each; a team and a role where there are such columns.",
        required=False,
    ),
    "Now or later",
    Field(
        "common_goal",
        f"The common goal of both teams {EMPTY}",
        hint="One sentence both sides agree on.",
        required=False,
        is_kept=True,
    ),
    Field("holidays", f"Holidays, such as 2026-12-25 2026-12-26 {EMPTY}", required=False, is_kept=True),
)
SCRIPT = """\
// A page that is loaded again keeps what was typed, in this tab alone; never the code, a password or a file.
const place = "monday.setup";
const fields = [...document.querySelectorAll("[data-kept]")];
const isAnswer = document.querySelector("[role=alert]") !== null;
const kept = JSON.parse(sessionStorage.getItem(place) || "{}");
const keep = () =>
  sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(fields.map((each) => [each.name, each.value]))));
const named = (name) => fields.find((each) => each.name === name);
for (const each of fields) {
  if (each.name in kept && (!isAnswer || !each.value)) each.value = kept[each.name];
  each.addEventListener("input", keep);
}
const zone = named("zone");
if (zone && !isAnswer && !("zone" in kept)) {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
}
zone?.addEventListener("focus", () => zone.select());
const teams = document.getElementById("admin_team-choices");
const listTeams = () =>
  teams?.replaceChildren(
    ...[named("sales"), named("service")]
      .flatMap((each) => each?.value.split("\\n") ?? [])
      .filter((name) => name.trim())
      .map((name) => Object.assign(document.createElement("option"), { value: name.trim() })),
  );
named("sales")?.addEventListener("input", listTeams);
named("service")?.addEventListener("input", listTeams);
listTeams();
if (isAnswer) keep();
"""


def draw(values: Mapping[str, Any], *, wrong: str = "", status: int = 400) -> Response:
    """What was typed stays, except passwords."""
    parts = [
        heading(asked) if isinstance(asked, str) else field(_filled(asked, values), first=asked is FIELDS[0])
        for asked in FIELDS
    ]
    return page(
        "Set up",
        text("Two minutes, then the board is yours. Everything can be changed later."),
        form("/setup", parts, "Set up and sign in", has_files=True),
        '<script type="module" src="/setup.js"></script>',
        wrong=wrong,
        status=status if wrong else 200,
    )


def _filled(asked: Field, values: Mapping[str, Any]) -> Field:
    value = str(values.get(asked.name, asked.value))
    if asked.name == "zone":
        return replace(asked, value=value or machines_zone(), choices=_zones())
    if asked.name == "admin_team":
        teams = [str(values.get(side, side.capitalize())) for side in ("sales", "service")]
        return replace(asked, value=value, choices=tuple(filter(None, "\n".join(teams).splitlines())))
    return replace(asked, value=value)


@cache
def _zones() -> tuple[str, ...]:
    """Those named after places: the others are kept for old programs."""
    return tuple(
        sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    )


def machines_zone(link: Path = Path("/etc/localtime")) -> str:
    """The zone of the machine that serves; the browser's takes its place where it tells one."""
    name = link.resolve().as_posix().partition("zoneinfo/")[2]
    return name if name in available_timezones() else "UTC"
