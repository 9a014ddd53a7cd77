"""How telephones reach this machine: its address in the network it stands in, found without asking anybody.

`python -m pages._web.reach 8501` says it on the terminal.
"""

from __future__ import annotations

import socket
import sys

from meeting.exposure import USUAL_PORT, command_for_telephones

_NOBODY = ("192.0.2.1", 9)
"""An address that belongs to no machine: it is kept for examples."""


def own_address() -> str:
    """Such as 192.168.1.20; empty where this machine stands in no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            # This sends nothing: the system only says which of its addresses it would send from.
            way.connect(_NOBODY)
            found = str(way.getsockname()[0])
        except OSError:
            return ""
    return "" if found.startswith(("127.", "0.")) else found


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL_PORT
    sys.stdout.write(
        "Only this machine opens it. So that telephones in the room can join, in a network of your own, start it so:\n"
        f"  {command_for_telephones(own_address(), port=port)}\n"
    )
