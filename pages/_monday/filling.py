"""How large the projector writes: as large as the step leaves room for, so that the back row can read it."""

from __future__ import annotations

FILL = """
const LEAST = 0.0204;
const MOST = 0.026;

// The end of what is to be seen: parts that are only there to listen have no height.
const end = (block) =>
  Math.max(0, ...[...block.querySelectorAll("[data-testid=stElementContainer]")]
    .filter((part) => part.offsetHeight > 1).map((part) => part.getBoundingClientRect().bottom));

// A step that has just come may grow into its room. Later on letters only become smaller, as nothing is to jump.
const filling = (state) => {
  const root = document.documentElement;
  const page = document.querySelector("[data-testid=stMain]");
  const block = document.querySelector("[data-testid=stMainBlockContainer]");
  const unit = Math.min(innerHeight, (innerWidth * 9) / 16);
  const least = Math.max(16, LEAST * unit);
  let size = performance.now() < state.grows ? Math.max(16, MOST * unit) : state.size;
  for (;;) {
    size = Math.max(size, least);
    root.style.fontSize = `${size}px`;
    if (size === least || !page || !block || end(block) + page.scrollTop + size / 2 <= page.clientHeight) break;
    size -= 0.5;
  }
  state.size = size;
};

const fill = (state, step) => {
  const grow = () => {
    state.grows = performance.now() + 5000;
    filling(state);
  };
  const isNew = state.filled !== step;
  state.filled = step;
  isNew ? grow() : filling(state);
  const seen = new ResizeObserver(() => filling(state));
  const block = document.querySelector("[data-testid=stMainBlockContainer]");
  if (block) seen.observe(block);
  addEventListener("resize", grow);
  return () => {
    seen.disconnect();
    removeEventListener("resize", grow);
    document.documentElement.style.fontSize = "";
  };
};
"""
"""For the browser: `fill` begins it for a step and returns what ends it."""
