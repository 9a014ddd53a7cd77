"""Who may come in: passwords, signed-in browsers, invitations. Nothing of this is ever told in an event or a log.

A token is random, is given out once, and only its hash is kept: whoever reads the store cannot sign in with it.
"""

from db.accounts.browsers import (
    SignedIn,
    accounts,
    has_administrator,
    open_account,
    seen,
    shut_out,
    sign_ins,
    sign_out,
    sign_out_everywhere,
    still_in,
    who,
)
from db.accounts.failures import failed_since
from db.accounts.invitations import LINK_IS_OVER, accept_invitation, invite, invited
from db.accounts.passwords import hashed, token_hash
from db.accounts.signing_in import change_password, sign_in

__all__ = [
    "LINK_IS_OVER",
    "SignedIn",
    "accept_invitation",
    "accounts",
    "change_password",
    "failed_since",
    "has_administrator",
    "hashed",
    "invite",
    "invited",
    "open_account",
    "seen",
    "shut_out",
    "sign_in",
    "sign_ins",
    "sign_out",
    "sign_out_everywhere",
    "still_in",
    "token_hash",
    "who",
]
