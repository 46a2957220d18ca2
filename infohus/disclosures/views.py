"""Noting what another authority told us."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.accounts.queries import receivers_for
from infohus.cases.actions import read_case
from infohus.cases.queries import case_for, members_of, who_sees
from infohus.catalogues.queries import terms
from infohus.disclosures import actions, forms, queries
from infohus.lib import TZ
from infohus.persons.queries import person_of, short_name
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def note_received(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Write down what another authority or unit told, with whose it is and what it was given for; and what was written down before."""
    case = case_for(request.actor, Act.NOTE_RECEIVED, case_id)
    known = receivers_for(case.municipality)
    form = forms.Received(
        request.POST or None, senders=[(key, label) for key, label, *_rest in known], purposes=[(one.code, one.text) for one in queries.purposes_for(case)],
        bases=[(one.code, str(one.data["title"])) for one in queries.bases_of(case)],
    )  # fmt: skip
    if request.method == "GET":
        read_case(request.actor, case)
    if submit(form, as_received, request.actor, case, known):
        messages.success(request, _("Noteret. Det står i sagen som fra den, I fik det fra."))
        return redirect("casefile:case", case.pk)
    members = members_of(case)
    shown = {
        "case": case, "form": form, "name": short_name(case, person_of(case)), "sees": who_sees(case, members, request.actor.membership),
        "earlier": queries.received_of(case), "named": queries.in_words(case), "terms": terms(case.municipality_id),
    }  # fmt: skip
    return render(request, "disclosures/note_received.html", shown, status=422 if form.errors else 200)


def as_received(actor: Any, case: Any, known: Any, *, sender: str, received_on: Any, received_at: Any, **said: Any) -> Any:
    """Note it as from the one chosen, at the moment that was filled in."""
    authority, unit = next(((authority, unit) for key, _label, authority, unit in known if key == sender), (None, None))
    at = datetime.combine(received_on, received_at or time.min, TZ) if received_on else None
    return actions.note_received(actor, case, sender=authority, unit=unit, received_at=at, **said)
