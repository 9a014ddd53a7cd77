"""What a closed meeting knows: what was agreed by then is ended in the open, and never undone away.

One rule for action items and decisions. Moments are numbers of events.
"""

from __future__ import annotations


def is_known(added: int, *, last_close: int | None) -> bool:
    """Whether a closed meeting knows what the event `added` brought into the world.

    `last_close` is the Close of the last meeting that is closed now, None before the first. A meeting that was opened
    again is closed no more: what it agreed can be mended until it closes anew.
    """
    return last_close is not None and added < last_close


ITEM_STAYS = (
    "A closed meeting knows this action item: from then on it is done, or dropped with a reason. Nothing was undone. "
    "Say why and drop it instead, or ask somebody who leads people to."
)
DECISION_STAYS = (
    "The meeting is closed: its decisions stay, its action items keep an owner and a day. Nothing was undone. Ask an "
    "administrator to reopen it first."
)
