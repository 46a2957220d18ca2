"""The whole case as one PDF, and the letter that tells its citizen of it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments.rules import content_disposition
from infohus.audit.actions import note_read
from infohus.casefile import actions
from infohus.casefile.forms.printing import Print
from infohus.casefile.queries import who_sees
from infohus.casefile.queries.informing import custody_letter as letter_to
from infohus.casefile.queries.informing import information_letter as letter_of
from infohus.cases.queries import case_for, members_of
from infohus.gateways.typst import PACKAGE, pdf
from infohus.persons.queries import holders_of, person_of
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def print_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Ask what the whole case is printed for, and give it as one tagged PDF with an index; it is stored nowhere."""
    case = case_for(request.actor, Act.PRINT_CASE, case_id)
    form = Print(request.POST or None)
    if submit(form, actions.print_case, request.actor, case):
        title = _("Sag {number}").format(number=case.number)
        made = pdf(PACKAGE / "casefile" / "letters" / "case.typ", form.result, title=title)
        name = _("sag-{number}-med-henvender.pdf") if form.cleaned_data["reporter"] == "with" else _("sag-{number}-uden-henvender.pdf")
        headers = {"Content-Disposition": content_disposition(name.format(number=case.number))}
        return HttpResponse(made.content, content_type="application/pdf", headers=headers)
    members, person = members_of(case), person_of(case)
    guarded = person if person is not None and person.address_protected else None
    shown = {"case": case, "form": form, "guarded": guarded, "sees": who_sees(case, members, request.actor.membership)}
    return render(request, "casefile/print_case.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def information_letter(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The letter to the citizen in plain Danish, as a tagged PDF; `?uden=kilde` leaves out where it is from and who has got it."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    note_read(request.actor, Act.READ_CASE, case, letter=True)
    said = letter_of(case, withheld=request.GET.get("uden") == "kilde")
    made = pdf(PACKAGE / "casefile" / "letters" / "information.typ", said, title=_("Vi har oplysninger om dig"))
    headers = {"Content-Disposition": content_disposition(_("Brev til borgeren") + ".pdf")}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@requires(Role.COORDINATOR)
def custody_letter(request: HttpRequest, case_id: uuid.UUID, relative_id: uuid.UUID) -> HttpResponse:
    """The same to one who has custody of somebody who is under 18 today (GDPR art. 14); there is none to anybody else."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    holder = next((one for one in holders_of(case) or () if one.pk == relative_id), None)
    if holder is None:
        raise Http404
    note_read(request.actor, Act.READ_CASE, case, letter=True)
    said = letter_to(case, holder, withheld=request.GET.get("uden") == "kilde")
    title = _("Vi har oplysninger om et barn, du har del i forældremyndigheden over")
    made = pdf(PACKAGE / "casefile" / "letters" / "information.typ", said, title=title)
    headers = {"Content-Disposition": content_disposition(_("Brev til en med forældremyndighed") + ".pdf")}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
