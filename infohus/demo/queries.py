"""Who can be chosen in the demo."""

from __future__ import annotations

from infohus.accounts.models import Membership
from infohus.accounts.queries import living
from infohus.demo.rules import CAST


def cast() -> dict[str, Membership]:
    """The members of the cast who sign in, by first name; those whom the demo does not have (or no longer) are left out."""
    rows = living().filter(user__email__endswith=".example").select_related("user", "authority", "administration").order_by("-from_at")
    by_address = {row.user.email.partition("@")[0] + "@": row for row in rows}
    return {name: by_address[address] for name, address in CAST.items() if address in by_address}
