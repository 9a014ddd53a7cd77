"""Bring in files: drop a file, see what it seems to be, try it without saving, then bring it in; or take it back."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from db.changes.undo_import import Undone, undo_import
from db.engine import Store, reading, transaction
from db.intake.asking import Question, Unclear
from db.intake.candidates import names_in
from db.intake.fields import DELIVERED, STATUS, Kind
from db.intake.looking import Looked, look
from db.intake.questions import answered
from db.intake.report import Report, refused_csv
from db.intake.rows import meanings
from db.intake.taking import bring_in
from db.queries import house
from meeting.board import counted
from meeting.clock import day_in
from meeting.errors import UnreadableFile
from meeting.permissions import Action, allowed
from pages import _actor, _empty, _jobs, _progress, _store, _waiting
from pages import _intake as words
from pages import _intake_fields as fields
from pages import _intake_form as form
from pages._plain import plain

BESIDE = (
    "You may leave this page: it goes on. Others can look at everything meanwhile; saving waits its turn."
)
ENCODINGS = ("", "utf-8", "cp1252", "cp1250", "cp1251", "cp850", "shift_jis", "gb18030")
ERROR = ":material/error:"
SHORT = 0.4
"""Seconds that a page waits by itself: most files are through by then, and nothing needs to tell how far it is."""


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
    kept = st.session_state.get("bring_in.kept")
    is_over = job is not None and job.over.wait(SHORT)
    if job is not None and is_over and isinstance(job.result, Report) and not job.result.dry_run:
        _brought_in(store, job.result)
    elif kept is not None:
        _one_file(store, kept, job)
    else:
        _offer()
    _history(store)


def _offer() -> None:
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
    try:
        look(path, rows=0)
    except Unclear:
        pass  # It can be answered, and is asked for where the file stands.
    except UnreadableFile as error:
        # Nothing but another file helps: the place to drop it stays.
        st.error(plain(str(error)), icon=ERROR)
        return
    st.session_state["bring_in.kept"] = {"path": str(path), "name": uploaded.name}
    st.rerun()


def _kept(name: str, content: bytes) -> Path:
    """The upload as a file of its own: it is read more than once, and by a thread that outlives the page.

    It keeps its name, as what is wrong with it is told under that.
    """
    folder = Path(tempfile.gettempdir()) / "hits-runs-misses" / hashlib.sha256(content).hexdigest()
    folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    bare = Path(name.replace("\0", "")).name
    path = folder / (Path(bare).stem[:60] + Path(bare).suffix[:10] or "file")
    if not path.exists():
        path.write_bytes(content)
    return path


def _one_file(store: Store, kept: dict[str, str], job: _jobs.Job | None) -> None:
    """The form; once it was tried what would come of it, with a way back to the form; while it works how far it is."""
    with st.container(horizontal=True, vertical_alignment="center", key="bring_in.head"):
        st.markdown(f"#### {plain(kept['name'])}", anchors=False, width="stretch")
        if st.button("Another file", key="bring_in.another"):
            _forget()
    if job is not None and not job.over.is_set():
        _progress.draw(job, key="bring_in", beside=BESIDE, cancel="Cancel, and save nothing")
    elif job is not None and isinstance(job.result, Report):
        _tried(store, job.result)
    else:
        _form(store, kept, job)


def _form(store: Store, kept: dict[str, str], job: _jobs.Job | None) -> None:
    looked = _looked(Path(kept["path"]))
    if looked is None:
        return
    trouble = job.result if job is not None and isinstance(job.result, Unclear) else None
    tried = st.session_state.get("bring_in.tried", {})
    said = form.draw(store, _actor.current(), looked, tried=tried, trouble=trouble)
    if trouble is not None and st.session_state["bring_in.asked"]["options"] == said.options:
        st.error(plain(f"{trouble.happened} Nothing was saved. {words.ASKED[trouble.about]}"), icon=ERROR)
    elif job is not None and job.error:
        st.error(plain(job.error), icon=ERROR)
    if said.open_fields:
        names = " and ".join(f"“{fields.label(said.kind, name)}”" for name in said.open_fields)
        st.markdown(f":red[:material/error: Before it can be tried, choose the column of {names}.]")
    if said.wrong:
        st.error(plain(said.wrong), icon=ERROR)
    if st.button(
        "Try it (saves nothing)",
        type="primary",
        key="bring_in.try",
        disabled=bool(said.open_fields or said.wrong),
    ):
        asked = {**kept, "kind": said.kind, "source": said.source, "options": said.options}
        _begin(store, asked, dry_run=True)


def _looked(path: Path) -> Looked | None:
    """The first look, in the encoding that somebody chose where it cannot be told."""
    # Kept apart from its box: what a box held is gone as soon as it is not drawn.
    encoding = st.session_state.get("bring_in.encoding", "")
    looked, is_asked = None, bool(encoding)
    try:
        looked = look(path, encoding=encoding or None, rows=3)
    except Unclear as error:
        is_asked = True
        st.error(plain(f"{error.happened} Nothing was saved. {words.ASKED[error.about]}"), icon=ERROR)
    except UnreadableFile as error:
        st.error(plain(str(error)), icon=ERROR)
    if is_asked:
        chosen = st.selectbox(
            "How its letters are written (encoding)",
            ENCODINGS,
            index=ENCODINGS.index(encoding),
            format_func=lambda name: name or "As the file tells",
            key="bring_in.encoding.box",
            width=400,
        )
        if chosen != encoding:
            st.session_state["bring_in.encoding"] = chosen
            st.rerun()
    return looked


def _begin(store: Store, asked: dict[str, Any], *, dry_run: bool) -> None:
    actor = _actor.current()
    path, name, kind, source, options = (
        asked[each] for each in ("path", "name", "kind", "source", "options")
    )

    def work(job: _jobs.Job) -> Report | Unclear:
        try:
            report, heading = bring_in(
                store,
                Path(path),
                kind=kind,
                source=source,
                options=options,
                actor=actor,
                name=name,
                dry_run=dry_run,
                progress=job.tell,
            )
        except Unclear as error:
            return error
        report.heading = heading
        return report

    done = "tried" if dry_run else "brought in"
    job = _jobs.start(
        f"{'Trying' if dry_run else 'Bringing in'} {name}",
        work,
        told_as=f"the file {name}, which is being {done}",
        unit="rows",
    )
    st.session_state["bring_in.job"] = job.id
    st.session_state["bring_in.asked"] = asked
    # What was said stays for the session, also when nothing comes of it.
    before = st.session_state.get("bring_in.tried", {})
    st.session_state["bring_in.tried"] = {
        **before,
        "last": (str(kind), source),
        f"{kind} {source}": json.loads(options.as_json()),
    }
    st.rerun()


def _tried(store: Store, report: Report) -> None:
    """What would be saved, with a choice for each word that means nothing here yet."""
    asked = st.session_state["bring_in.asked"]
    st.info(plain(f"Nothing is saved yet. This would be: {words.counts(report)}."))
    if report.kind is Kind.PROMISES and not asked["options"].maps.get(DELIVERED):
        st.warning(form.NONE_SAID, icon=":material/warning:")
    if report.board:
        st.markdown(f"The board of these weeks would say: **{report.board_in_words()}**.")
    said, is_as_tried, is_whole = _ask_meaning(report)
    meant = _ask_words(report)
    with st.container(gap="xxsmall", key="bring_in.decisions"):
        _decided(store, report)
    options = answered(asked["options"], said)
    going_in = report.rows - report.refused
    with st.container(horizontal=True, key="bring_in.then"):
        is_again = bool({*report.unknown_words} - {STATUS}) or not (is_as_tried and is_whole)
        if is_again and st.button(
            "Try again with these words", type="primary", key="bring_in.again", disabled=not (meant or said)
        ):
            options = replace(options, words={**options.words, **meant})
            _begin(store, {**asked, "options": options}, dry_run=True)
        if going_in and st.button(
            f"Bring in {counted(going_in, 'row')}",
            type="secondary" if is_again else "primary",
            key="bring_in.go",
            disabled=not (is_as_tried and is_whole),
        ):
            _begin(store, {**asked, "options": options}, dry_run=False)
        if st.button("Change the columns", key="bring_in.change", icon=":material/arrow_back:"):
            del st.session_state["bring_in.job"]
            st.rerun()
    _told(report)


def _decided(store: Store, report: Report) -> None:
    """A sentence for each decision; another column is one click away, and tried at once."""
    asked = st.session_state["bring_in.asked"]
    for decision in report.decisions:
        field = fields.label(report.kind, decision.field)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"bring_in.decision.{decision.field}"
        ):
            st.markdown(plain(decision.says, most=400), width="stretch")
            with st.popover("Change", type="tertiary", help=f"Change: {field}"):
                others = decision.others or names_in(report.heading)
                choices = [each for each in dict.fromkeys([decision.column, *others]) if each]
                if decision.field == STATUS:
                    choices.append("")
                picked = st.radio(
                    field,
                    choices,
                    index=0 if decision.column else None,
                    format_func=lambda column: column or form.NOT_IN_FILE,
                    key=f"bring_in.decide.{decision.field}.{decision.column}",
                )
        if picked is not None and picked != decision.column:
            options = asked["options"]
            changed = replace(
                options,
                maps={**options.maps, decision.field: picked},
                guessed=options.guessed - {decision.field},
            )
            _begin(store, {**asked, "options": changed}, dry_run=True)


def _ask_meaning(report: Report) -> tuple[list[tuple[Question, str]], bool, bool]:
    """The answers, whether it was tried with exactly these, and whether none is missing."""
    every = [*report.questions, *report.answered]
    if not every:
        return [], True, True
    st.markdown("**Only you can say this. It is asked once for this system.**")
    said = []
    is_as_tried = True
    with st.grid(2, min_column_width=320):
        for question in every:
            says = {answer.value: answer.says for answer in question.answers}
            likely = question.answers[0].value if question.is_likely else None
            chosen = st.selectbox(
                plain(question.asks, most=200),
                list(says),
                index=None if likely is None else 0,
                format_func=says.__getitem__,
                placeholder="Choose what it means",
                key=f"bring_in.means.{report.kind}.{question.field}.{question.word}.{likely}",
            )
            is_as_tried = is_as_tried and chosen is not None and chosen == likely
            if chosen is not None:
                said.append((question, chosen))
    return said, is_as_tried, len(said) == len(every)


def _ask_words(report: Report) -> dict[tuple[str, str], str]:
    """{(field, word): meaning} of those somebody has chosen a meaning for."""
    unknown_words = {name: found for name, found in report.unknown_words.items() if name != STATUS}
    if not unknown_words:
        return {}
    meant = {}
    st.markdown("**These words of your file are not known here. What do they mean?**")
    with st.grid(4, min_column_width=180):
        for name, unknown in unknown_words.items():
            for word in unknown:
                chosen = st.selectbox(
                    f"{fields.label(report.kind, name)}: {plain(word, most=60)}",
                    meanings(report.kind, name),
                    index=None,
                    placeholder="Choose what it means",
                    key=f"bring_in.meant.{report.kind}.{name}.{word}",
                )
                if chosen is not None:
                    meant[name, word.lower()] = chosen
    return meant


def _brought_in(store: Store, report: Report) -> None:
    st.success(plain(f"{report.file_name}: Saved: {words.counts(report)}."), icon=":material/check:")
    with st.container(horizontal=True, key="bring_in.then"):
        page, label = (
            ("people.py", "Invite them") if report.kind is Kind.PEOPLE else ("home.py", "Show the board")
        )
        if st.button(label, type="primary", key="bring_in.show"):
            _forget(page)
        if st.button("Another file", key="bring_in.another"):
            _forget()
        if report.run_id is not None and st.button("Undo this import", key="bring_in.undo"):
            _undo(store, report.run_id)
    _told(report)


def _told(report: Report) -> None:
    if report.refusals:
        told = partial(words.refused, kind=report.kind)
        content = refused_csv(report.heading, report.refusals, told=told)
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


def _forget(page: str = "") -> None:
    """Of this file; what was said of its kind and system stays for the next one. `page` is where to go then."""
    turn = st.session_state.get("bring_in.turn", 0)
    tried = st.session_state.get("bring_in.tried", {})
    for key in [str(key) for key in st.session_state if str(key).startswith("bring_in.")]:
        if key != "bring_in.undone":
            del st.session_state[key]
    st.session_state["bring_in.turn"] = turn + 1
    st.session_state["bring_in.tried"] = {name: said for name, said in tried.items() if name != "last"}
    if page:
        st.switch_page(page)
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
        _empty.draw("No file yet. Drop the first one above: it makes the board speak.")
        return
    for run in runs[:10]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"bring_in.run.{run.id}"):
            st.markdown(words.run_line(run, day=day_in(zone, moment=run.at)), width="stretch")
            if run.undone_at is None and st.button("Undo", key=f"bring_in.undo.{run.id}"):
                _undo(store, run.id)


main()
