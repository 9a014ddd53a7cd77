"""What the edge knows of the outside: which names it answers to, who asks, whether https is in front."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from meeting.settings import Settings
from pages._web.whence import as_written, last_word, peer_of

_HOST = re.compile(r"([a-z0-9.-]+|\[::1\])(:\d{1,5})?")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Edge:
    """`public_url` is where people open the product; without one only this machine does."""

    public_url: str | None = None
    proxies: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Edge:
        return cls(settings.public_url, settings.proxies)

    @property
    def is_secure(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))

    def knows_host(self, host: str | None) -> bool:
        """Whether a Host header names this product: else another site's name was pointed at this address."""
        found = _HOST.fullmatch(host.lower()) if host else None
        return found is not None and found[1].strip("[]") in (
            *THIS_MACHINE,
            urlsplit(self.public_url or "").hostname,
        )

    def is_own_origin(self, headers: Headers) -> bool:
        """Whether a request that changes something, or a socket, comes from a page of this product."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
        return origin == self.public_url or urlsplit(origin).netloc == headers.get("host")

    def address_of(self, scope: Scope) -> str:
        """The address a request comes from; a proxy's word counts only where it is named in the settings."""
        peer = peer_of(scope)
        return last_word(scope) or peer if self.names(peer) else peer

    def names(self, peer: str) -> bool:
        """Whether the settings name this address as a proxy's."""
        return peer in {as_written(each) or each for each in self.proxies}
