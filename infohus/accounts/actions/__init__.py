"""What is done about people, their sign-in, authorities and units."""

from infohus.accounts.actions.outside import Followed, follow_login
from infohus.accounts.actions.parties import add_authority, add_unit, edit_authority, edit_unit
from infohus.accounts.actions.people import (
    change_role,
    check_given,
    deactivate_user,
    drop_factors,
    end_membership,
    invite_again,
    invite_user,
    reset_sign_in,
    sign_out,
)

__all__ = [
    "Followed",
    "add_authority",
    "add_unit",
    "change_role",
    "check_given",
    "deactivate_user",
    "drop_factors",
    "edit_authority",
    "edit_unit",
    "end_membership",
    "follow_login",
    "invite_again",
    "invite_user",
    "reset_sign_in",
    "sign_out",
]
