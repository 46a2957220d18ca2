"""What people do with a case as such."""

from infohus.cases.actions.covering import cover, end_cover
from infohus.cases.actions.departing import depart
from infohus.cases.actions.heading import appoint_coordinator, appoint_to_all, exclude_as_head, hand_lead_on, join_arrival, lift_exclusion
from infohus.cases.actions.notes import (
    add_to_note,
    correct_note,
    drop_all_drafts,
    drop_draft,
    drop_drafts,
    keep_note,
    save_draft,
    write_note,
)
from infohus.cases.actions.opening import erase, move_key, next_number, open_case
from infohus.cases.actions.people import (
    accept_lead,
    ask_for_another,
    case_member,
    declare_conflict,
    decline_lead,
    exclude,
    free_of_duties,
    lead_away,
    members_there,
    offer_lead,
    pass_on,
    protect_case,
    shut_out,
    with_lead,
    withdraw_offer,
)
from infohus.cases.actions.reading import read_case

__all__ = [
    "accept_lead",
    "add_to_note",
    "appoint_coordinator",
    "appoint_to_all",
    "ask_for_another",
    "case_member",
    "correct_note",
    "cover",
    "declare_conflict",
    "decline_lead",
    "depart",
    "drop_all_drafts",
    "drop_draft",
    "drop_drafts",
    "end_cover",
    "erase",
    "exclude",
    "exclude_as_head",
    "free_of_duties",
    "hand_lead_on",
    "join_arrival",
    "keep_note",
    "lead_away",
    "lift_exclusion",
    "members_there",
    "move_key",
    "next_number",
    "offer_lead",
    "open_case",
    "pass_on",
    "protect_case",
    "read_case",
    "save_draft",
    "shut_out",
    "with_lead",
    "withdraw_offer",
    "write_note",
]
