"""`make texts`: writes docs/texts.md anew."""

from __future__ import annotations

from tests.texts.found import PLACE, all_texts, written

if __name__ == "__main__":
    texts = all_texts()
    PLACE.write_text(written(texts), encoding="utf-8")
    print(f"{PLACE}: {len(texts)} texts.")
