"""Headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit

NO_STORE = "no-store"


def _inline_scripts() -> list[str]:
    """Hashes of what the framework's one page runs inline: nothing else inline is run."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.read_text("utf-8"), re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return [f"'sha256-{each}'" for each in hashes]


CONTENT = {
    "default-src": "'self'",
    "script-src": " ".join(["'self'", "blob:", *_inline_scripts()]),
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}

HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in CONTENT.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
