"""The citizen's rights in a case: for now the duty to inform, and its letter."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments.rules import content_disposition
from infohus.audit.actions import note_read
from infohus.cases.queries import case_for, members_of, who_sees
from infohus.catalogues.queries import terms
from infohus.gateways.typst import PACKAGE, pdf
from infohus.persons.queries import person_of, short_name
from infohus.rights import actions, forms, queries
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def inform(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Decide whether the citizen is told now, or later and why; and what was decided before."""
    case = case_for(request.actor, Act.DECIDE_INFORMATION, case_id)
    form = forms.Inform(request.POST or None)
    if submit(form, actions.decide_information, request.actor, case):
        messages.success(request, _("Noteret. Fristen for oplysningspligten er afgjort."))
        return redirect("casefile:case", case.pk)
    members = members_of(case)
    shown = {
        "case": case, "form": form, "name": short_name(case, person_of(case)), "decisions": queries.decisions_of(case),
        "sees": who_sees(case, members, request.actor.membership), "terms": terms(case.municipality_id),
    }  # fmt: skip
    return render(request, "rights/inform.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def information_letter(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The letter to the citizen in plain Danish, as a tagged PDF."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    note_read(request.actor, Act.READ_CASE, case, letter=True)
    made = pdf(PACKAGE / "rights" / "letters" / "information.typ", queries.letter_of(case), title=_("Vi har oplysninger om dig"))
    headers = {"Content-Disposition": content_disposition(_("Brev til borgeren") + ".pdf")}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
