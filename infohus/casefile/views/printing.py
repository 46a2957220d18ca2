"""The whole case as one PDF."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments.rules import content_disposition
from infohus.casefile import actions
from infohus.casefile.forms.printing import Print
from infohus.casefile.queries import who_sees
from infohus.cases.queries import case_for, members_of
from infohus.gateways.typst import PACKAGE, pdf
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def print_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask what the whole case is printed for, and give it as one tagged PDF with an index; it is stored nowhere."""
    case = case_for(request.actor, Act.PRINT_CASE, case_id)
    form = Print(request.POST or None)
    if submit(form, actions.print_case, request.actor, case):
        title = _("Sag {number}").format(number=case.number)
        made = pdf(PACKAGE / "casefile" / "letters" / "case.typ", form.result, title=title)
        headers = {"Content-Disposition": content_disposition(_("sag-{number}.pdf").format(number=case.number))}
        return HttpResponse(made.content, content_type="application/pdf", headers=headers)
    members = members_of(case)
    shown = {"case": case, "form": form, "sees": who_sees(case, members, request.actor.membership)}
    return render(request, "casefile/print_case.html", shown, status=422 if form.errors else 200)
