"""The menu of each role: only what the person may open."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from infohus.access.rules import Role

MENU = {
    Role.COORDINATOR: [
        (_("Mit overblik"), "casefile:overview"),
        (_("Sager"), "casefile:cases"),
        (_("Til Infohus"), "assessments:queue"),
        (_("Rådgivning"), "advice:questions"),
        (_("Sletning"), "retention:ending"),
        (_("Tal"), "statistics:figures"),
        (_("Kort og tekster"), "catalogues:prints"),
    ],
    Role.CHILD_DUTY: [(_("Underretninger"), "casefile:children")],
    Role.HEAD: [
        (_("Frister"), "casefile:head"),
        (_("Dækning"), "casefile:covers"),
        (_("Afvigelser"), "casefile:departures"),
        (_("Sletning"), "retention:ending"),
        (_("Tal"), "statistics:figures"),
        (_("Kort og tekster"), "catalogues:prints"),
    ],
    Role.DPO: [
        (_("Tilsyn"), "oversight:log"),
        (_("Videregivelser"), "oversight:disclosures"),
        (_("Slettefrister"), "retention:classes"),
        (_("I bero"), "rights:holds"),
        (_("Tal"), "statistics:figures"),
        (_("Kataloger"), "catalogues:kinds"),
    ],
    Role.ADMIN: [
        (_("Opsætning"), "accounts:setup"),
        (_("Personer"), "accounts:people"),
        (_("Kataloger"), "catalogues:kinds"),
        (_("Slettefrister"), "retention:classes"),
    ],
    Role.POLICE: [(_("Til behandling"), "assessments:partner")],
    Role.PARTNER: [(_("Til behandling"), "assessments:partner")],
}


def menu_of(role: Role, path: str) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the page's own, of each place that exists."""
    shown = []
    for label, name in MENU.get(role, []):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        above = address.count("/") > 2 or address in ("/sager/", "/partner/")  # pages under it are its own
        shown.append((str(label), address, path == address or (above and path.startswith(address))))
    return shown
