"""Bring in files: drop a file, see what it seems to be, try it without saving, then bring it in; or take it back."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from db.changes.undo_import import Undone, undo_import
from db.engine import Store, reading, transaction
from db.intake.fields import FIELDS, Kind
from db.intake.looking import Looked, look, suggested
from db.intake.report import Report, refused_csv
from db.intake.rows import Options, parse_words
from db.intake.taking import bring_in
from db.queries import house
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import UnreadableFile
from meeting.permissions import Action, allowed, to_bring_in
from pages import _actor, _jobs, _store, _waiting
from pages import _intake as words
from pages._plain import plain

NOT_IN_FILE = "(not in this file)"
DATE_FORMATS = ("As the file tells", "DD/MM/YYYY", "MM/DD/YYYY", "YYYY-MM-DD")
ENCODINGS = ("As the file tells", "utf-8", "cp1252", "cp1250", "cp1251", "cp850", "shift_jis", "gb18030")


def main() -> None:
    st.title("Bring in files", anchor=False)
    if not allowed(_actor.current(), Action.BRING_IN_FILES):
        st.info("Files are brought in by managers and administrators. Ask one of them.")
        return
    store = _store.current()
    with reading(store) as session:
        if house.organisation(session).is_example:
            st.info(
                "This is the example company, which is never mixed with real work. Start your own with `make run`, "
                "then bring your files in there."
            )
            return
    job = _jobs.find(st.session_state.get("bring_in.job"))
    if job is not None:
        _watch(store, job)
    else:
        _offer(store)
    _history(store)


def _offer(store: Store) -> None:
    st.markdown(
        "A list from any system will do: orders or jobs with a promised day, complaints, wins, customers, people. "
        "Nothing is saved before you say so."
    )
    uploaded = st.file_uploader(
        "CSV or XLSX file", key=f"bring_in.file.{st.session_state.get('bring_in.turn', 0)}"
    )
    if uploaded is None:
        return
    path = _kept(uploaded.name, uploaded.getvalue())
    encoding = st.session_state.get("bring_in.encoding")
    try:
        looked = look(path, encoding=None if encoding in (None, ENCODINGS[0]) else encoding)
    except UnreadableFile as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.selectbox("Encoding", ENCODINGS, key="bring_in.encoding")
        return
    _ask(store, path, uploaded.name, looked)


def _kept(name: str, content: bytes) -> Path:
    """The upload as a file of its own: it is read more than once, and by a thread that outlives the page."""
    folder = Path(tempfile.gettempdir()) / "hits-runs-misses"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / (hashlib.sha256(content).hexdigest() + Path(name).suffix[:10])
    if not path.exists():
        path.write_bytes(content)
    return path


def _ask(store: Store, path: Path, name: str, looked: Looked) -> None:
    actor = _actor.current()
    kinds = [str(kind) for kind in Kind if allowed(actor, to_bring_in(kind))]
    guessed = str(looked.kind) if looked.kind else ""
    if guessed and guessed not in kinds:
        st.info(
            "This looks like a list of people. People come with roles, so an administrator brings them in.",
            icon=":material/info:",
        )
    left, middle, right = st.columns(3)
    kind = Kind(
        left.selectbox(
            "What is in it",
            kinds,
            index=kinds.index(guessed) if guessed in kinds else 0,
            key="bring_in.kind",
            help=None if looked.kind else "It could be several kinds: please choose.",
        )
    )
    with reading(store) as session:
        known = house.sources(session)
    source = middle.selectbox(
        "Which system it comes from",
        known,
        index=known.index("main"),
        accept_new_options=True,
        key="bring_in.source",
        help="References are those of this system. Take another name for another system.",
    )
    with reading(store) as session:
        said = house.remembered(session, kind=kind, source=source or "main")
    formats = list(DATE_FORMATS)
    date_format = right.selectbox(
        "How it writes days",
        formats,
        index=formats.index(said["date_format"]) if said.get("date_format") in formats else 0,
        key=f"bring_in.days.{kind}.{source}",
    )
    st.markdown("The first rows, as they stand in the file:")
    st.dataframe([dict(zip(looked.heading, row, strict=False)) for row in looked.rows], hide_index=True)
    maps = _columns(kind, source or "main", looked, said.get("columns", {}))
    meant = st.text_area(
        "Words of your system, one a line, such as severity:P1=critical",
        "\n".join(f"{word}={value}" for word, value in said.get("words", {}).items()),
        key=f"bring_in.words.{kind}.{source}",
        height=80,
    )
    if st.button("Try it (saves nothing)", type="primary", key="bring_in.try"):
        options = Options(
            maps,
            parse_words(kind, [line.strip() for line in meant.splitlines() if line.strip()]),
            None if date_format == DATE_FORMATS[0] else date_format,
            looked.encoding if looked.encoding != "xlsx" else None,
        )
        asked = {
            "path": path,
            "kind": kind,
            "source": (source or "main").strip(),
            "options": options,
            "name": name,
        }
        _begin(store, asked, dry_run=True)


def _columns(kind: Kind, source: str, looked: Looked, said: Mapping[str, str]) -> dict[str, str]:
    """A choice for each field; what the file's names say already stands in it."""
    guessed = suggested(kind, looked.heading, said=said)
    maps = {}
    with st.container(border=True):
        st.markdown("**Which column is what.** Needed ones are marked with a star.")
        with st.grid(4, min_column_width=160):
            for field in FIELDS[kind]:
                choices = list(
                    dict.fromkeys([NOT_IN_FILE, guessed[field.name] or NOT_IN_FILE, *looked.heading])
                )
                picked = st.selectbox(
                    f"{field.name}{' *' if field.required else ''}",
                    choices,
                    index=choices.index(guessed[field.name]) if guessed[field.name] else 0,
                    key=f"bring_in.{kind}.{source}.{field.name}.{hash(looked.heading)}",
                )
                maps[field.name] = "" if picked == NOT_IN_FILE else picked
    return maps


def _begin(store: Store, asked: dict[str, Any], *, dry_run: bool) -> None:
    actor = _actor.current()

    def work(job: _jobs.Job) -> Report:
        report, heading = bring_in(store, actor=actor, dry_run=dry_run, progress=job.tell, **asked)
        report.heading = heading
        return report

    name, done = asked["name"], "tried" if dry_run else "brought in"
    job = _jobs.start(
        f"{'Trying' if dry_run else 'Bringing in'} {name}",
        work,
        told_as=f"the file {name}, which is being {done}",
    )
    st.session_state["bring_in.job"] = job.id
    st.session_state["bring_in.asked"] = asked
    st.rerun()


def _watch(store: Store, job: _jobs.Job) -> None:
    if not job.over.is_set():
        _progress(job)
        return
    if job.error:
        st.error(plain(job.error), icon=":material/error:")
    else:
        _result(store, job.result)
    if st.button("Another file", key="bring_in.another", type="secondary" if job.result else "primary"):
        _forget()


@st.fragment(run_every="0.5s")
def _progress(job: _jobs.Job) -> None:
    if job.over.is_set():
        st.rerun()
    waits = "" if job.is_writing else _waiting.words(but=job)
    st.progress(
        job.done / job.total if job.total else 0.0,
        waits or f"{plain(job.title)}: {job.done} of {job.total or '…'} rows",
    )
    st.caption(
        "You may leave this page: it goes on. Others can look at everything meanwhile; saving waits its turn."
    )
    if st.button("Cancel, and save nothing", key="bring_in.cancel"):
        job.stop.set()


def _result(store: Store, report: Report) -> None:
    done = "Nothing is saved yet. This would be" if report.dry_run else "Saved"
    show = st.info if report.dry_run else st.success
    show(plain(f"{report.file_name}: {done}: {words.counts(report)}."))
    if report.dry_run:
        going_in = report.rows - report.refused
        if st.button(
            f"Bring in {counted(going_in, 'row')}", type="primary", key="bring_in.go", disabled=not going_in
        ):
            _begin(store, st.session_state["bring_in.asked"], dry_run=False)
    elif report.run_id is not None and st.button("Undo this import", key="bring_in.undo"):
        _undo(store, report.run_id)
    if report.refusals:
        content = refused_csv(report.heading, report.refusals)
        digest = hashlib.sha256(content).hexdigest()[:8]
        st.download_button(
            "Refused rows as CSV, to mend and drop again",
            content,
            file_name=f"refused-{digest}.csv",
            mime="text/csv",
            key="bring_in.refused",
        )
    st.markdown(words.details(report))


def _undo(store: Store, run_id: int) -> None:
    actor = _actor.current()

    def work(job: _jobs.Job) -> Undone:
        with transaction(store) as session:
            job.is_writing = True
            return undo_import(session, run_id, actor=actor, now=store.clock.now())

    job = _jobs.start("Undoing the import", work, told_as="an import that is being undone")
    _waiting.wait_for(job)
    st.session_state["bring_in.undone"] = job.error or words.undone(job.result)
    _forget()


def _forget() -> None:
    turn = st.session_state.get("bring_in.turn", 0)
    for key in [str(key) for key in st.session_state if str(key).startswith("bring_in.")]:
        if key != "bring_in.undone":
            del st.session_state[key]
    st.session_state["bring_in.turn"] = turn + 1
    st.rerun()


def _history(store: Store) -> None:
    said = st.session_state.pop("bring_in.undone", None)
    if said:
        st.info(plain(said))
    with reading(store) as session:
        runs = house.runs(session)
        zone = house.organisation(session).zone
    st.subheader("Brought in so far", anchor=False)
    if not runs:
        st.markdown("No files yet. The first one makes the board speak.")
        return
    for run in runs[:10]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"bring_in.run.{run.id}"):
            st.markdown(words.run_line(run, day=day_in(zone, moment=run.at)), width="stretch")
            if run.undone_at is None and st.button("Undo", key=f"bring_in.undo.{run.id}"):
                _undo(store, run.id)


main()
