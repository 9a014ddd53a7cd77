"""What is being typed is kept by the browser tab: a step that moves on, a reload or a restart loses no word."""

from __future__ import annotations

import streamlit as st

from meeting.permissions import Actor

_DRAFTS = st.components.v2.component(
    "drafts",
    js="""
const FIELDS = "[class*=st-key-monday-] input[type=text], [class*=st-key-monday-] textarea, " +
  "[class*=st-key-action-what] input[type=text], [class*=st-key-taking_part-] input[type=text], " +
  "[class*=st-key-taking_part-] textarea";
// Without its operation, which another session names anew.
const nameOf = (field) =>
  field.closest("[class*=st-key-]")?.className.match(/st-key-[\\w-]+/)?.[0].replace(/-[0-9a-f]{16}$/, "");

export default function ({ data }) {
  const place = (field) => `draft ${data.who} ${nameOf(field)}`;
  const note = (event) => {
    const field = event.target;
    if (!field.matches?.(FIELDS)) return;
    if (field.value) sessionStorage.setItem(place(field), field.value);
    else sessionStorage.removeItem(place(field));
  };
  // What was sent is no draft any more. What the server refuses stays in its field.
  const sent = (form) => form?.querySelectorAll("input[type=text], textarea")
    .forEach((field) => sessionStorage.removeItem(place(field)));
  const pressed = (event) => {
    if (event.target.closest?.("[data-testid=stFormSubmitButton]")) sent(event.target.closest("[data-testid=stForm]"));
  };
  const entered = (event) => {
    // In the line for an action item Enter only goes on to the next field; what sends it there is a press.
    if (event.target.closest?.("[class*=st-key-action-line]")) return;
    const isSent = event.key === "Enter" && (event.target.matches?.("input") || event.ctrlKey || event.metaKey);
    if (isSent) sent(event.target.closest?.("[data-testid=stForm]"));
  };
  const bringBack = () => {
    for (const field of document.querySelectorAll(FIELDS)) {
      const draft = field.value || field === document.activeElement ? null : sessionStorage.getItem(place(field));
      if (draft === null) continue;
      const kind = field.matches("textarea") ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, draft);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const observer = new MutationObserver(bringBack);
  observer.observe(document.body, { childList: true, subtree: true });
  bringBack();
  const listeners = [["input", note], ["click", pressed], ["keydown", entered]];
  for (const [kind, listener] of listeners) document.addEventListener(kind, listener, true);
  return () => {
    observer.disconnect();
    for (const [kind, listener] of listeners) document.removeEventListener(kind, listener, true);
  };
}
""",
)


def keep(actor: Actor, *, meeting_id: int | None = None) -> None:
    """Call it once on a page. Drafts are one person's: whoever signs in next in this tab finds none of them.

    What was typed for one meeting does not come back in the next.
    """
    meeting = f" {meeting_id}" if meeting_id is not None else ""
    _DRAFTS(data={"who": f"{actor.person_id or actor.name}{meeting}"}, key="drafts")
