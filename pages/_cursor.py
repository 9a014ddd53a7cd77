"""The cursor of whoever types stays where it is while the connection is lost, and when it comes back."""

from __future__ import annotations

CURSOR = """
const FIELDS = "input, textarea";
const BACK_FOR = 5000;

const isAway = () => {
  const app = document.querySelector("[data-testid=stApp]");
  return app !== null && app.getAttribute("data-test-connection-state") !== "CONNECTED";
};
const named = (label) =>
  [...document.querySelectorAll(FIELDS)].filter((each) => each.getAttribute("aria-label") === label);

// Where the cursor stands; null where nobody types. Some kinds of field do not tell the place in them.
const cursorIn = (field) => {
  if (!field?.matches?.(FIELDS)) return null;
  const label = field.getAttribute("aria-label");
  return { field, label, nth: named(label).indexOf(field), from: field.selectionStart, to: field.selectionEnd };
};

const putBack = (cursor) => {
  const dialog = document.activeElement?.closest("[role=dialog]");
  // The framework's own word of a lost connection stands over everything: it is closed first.
  if (dialog && !dialog.contains(cursor.field)) return;
  if (!cursor.field.isConnected) cursor.field = named(cursor.label)[cursor.nth] ?? cursor.field;
  const { field, from, to } = cursor;
  if (isAway()) field.disabled = false;
  if (field.disabled || !field.isConnected) return;
  if (field !== document.activeElement) field.focus({ preventScroll: true });
  const stands = from === null || (field.selectionStart === from && field.selectionEnd === to);
  // What was typed may come a moment after its field.
  if (!stands && field.value.length >= to) field.setSelectionRange(from, to);
};

// The framework closes every field while there is no connection, and a field that is closed loses the cursor. The one
// somebody types in is opened again. Where a server that was started anew draws another in its place, the cursor goes
// there; not once somebody has gone elsewhere themselves.
const keepCursor = () => {
  let cursor = null;
  let until = 0;
  const follow = () => {
    if (cursor === null) return;
    if (isAway()) until = performance.now() + BACK_FOR;
    if (performance.now() > until) cursor = null;
    else {
      putBack(cursor);
      setTimeout(follow, 50);
    }
  };
  const lost = ({ target }) => {
    if (cursor !== null || !target.matches?.(FIELDS) || !target.disabled) return;
    cursor = cursorIn(target);
    setTimeout(follow);
  };
  const moved = () => {
    if (cursor !== null && isAway() && document.activeElement === cursor.field) cursor = cursorIn(cursor.field);
  };
  const goes = (event) => {
    // Closing the framework's word of it is not going elsewhere.
    if (event.type === "pointerdown" && isAway() && event.target.closest?.("[role=dialog]")) return;
    if (event.type === "pointerdown" || event.key === "Tab" || !isAway()) cursor = null;
  };
  document.addEventListener("focusout", lost, true);
  document.addEventListener("selectionchange", moved);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, goes, true);
};
"""
"""For the browser: `keepCursor` begins it, once for a tab."""
