"""Taking a concern on."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts import queries as accounts
from infohus.accounts.door import requires
from infohus.cases.queries import another_there, colleagues, duty_there, members_of, readers_of, who_sees
from infohus.cases.rules import Stage
from infohus.catalogues.queries import entries, terms
from infohus.catalogues.rules import Kind
from infohus.concerns import actions, forms, queries
from infohus.concerns.rules import offers_rejection, sent_from
from infohus.concerns.views.late import arriving, moved_on
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind as Expected
from infohus.persons.actions import find_by_cpr
from infohus.ui.forms import submit


def register_form(request: HttpRequest, concern: Any, data: Any = None) -> forms.Register:
    """The form of registration, with the reporter's own sentences and what can be chosen."""
    case = concern.case
    return forms.Register(
        data or request.POST or None,
        initial={"version": concern.version, "name": "", "under_18": case.under_18 if case.under_18 != "unknown" else None},
        **sortable(concern, queries.files_of(case)),
        reported=concern.report_sent_at is not None,
        sent_from=sent_from(concern.face, concern.received_at),
        unreadable=queries.unreadable_here(case),
        purposes=[(one.code, one.text) for one in entries(Kind.PURPOSE, authority=case.municipality_id) if one.data.get("concern")],
        administrations=[(str(unit.pk), f"{unit.name} ({unit.code})") for unit in accounts.administrations(case.municipality_id)],
        colleagues=[(str(one.pk), _("Tilbyd den til {who}").format(who=one)) for one in colleagues(case, request.actor.membership)],
    )


def sortable(concern: Any, files: list[Any]) -> dict[str, Any]:
    """What is put in its place of a concern: its sentences, its signs, its other answers, its files."""
    answers = [(name, label) for name, label, _text in queries.other_answers(concern)]
    signs, papers = queries.signs_to_sort(concern), [(str(row.pk), row.name) for row in files]
    return {"sentences": queries.to_sort(concern), "signs": signs, "answers": answers, "files": papers}


@requires(Role.COORDINATOR)
@arriving(forms.Register)
def register(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a concern on."""
    concern = queries.concern_for(request.actor, Act.REGISTER_CONCERN, case_id)
    form = register_form(request, concern)
    found, changed = None, False
    if request.method == "POST" and "look_up" in request.POST:
        form.is_valid()
        form.errors.clear()  # of an unfinished form only what stands against the number is shown
        found = looked_up(request, concern.case, form)
    else:
        try:
            if submit(form, as_registration, request.actor, concern, form):
                messages.success(request, _("Henvendelsen er registreret. Du er tovholder."))
                return redirect("casefile:case", case_id)
        except lib.Changed:
            concern, form = read_anew(request, case_id)
            changed = True
        if request.method == "POST" and form.errors.get("cpr"):  # what stands against it, with the way on
            found = looked_up(request, concern.case, form)
    return register_page(request, concern, form, found, changed)


def register_page(request: HttpRequest, concern: Any, form: forms.Register, found: Any, changed: bool) -> HttpResponse:
    """The page of registration: the reporter's words to be sorted, the signs they chose, and what a look-up told."""
    case, signs = concern.case, queries.signs_of(queries.concerns_of(concern.case))
    members, deadlines = members_of(case), of_case(case.pk)
    waits = {one.kind for one in deadlines}
    acute = Expected.CHILD_ACUTE in waits or queries.unjudged(case, waits=deadlines) is not None
    shown = {
        "concern": concern, "case": case, "form": form, "answers": queries.other_answers(concern), "found": found, "changed": changed,
        "rejects": offers_rejection(
            alone=not another_there(request.actor, case, members), acute=acute, proposed=Expected.CONFIRM_REJECTION in waits
        ),
        "sees": who_sees(case, members, request.actor.membership), "readers": readers_of(case, members),
        "duty": duty_there(case), "signs": signs, "shared": queries.is_shared(case), "serious_today": queries.serious_today(signs, case.municipality),
        "terms": terms(case.municipality_id), "deadlines": deadlines,
    }  # fmt: skip
    return render(request, "concerns/register.html", shown, status=409 if changed else 200)


def read_anew(request: HttpRequest, case_id: uuid.UUID) -> tuple[Any, forms.Register]:
    """The concern as it reads now, if it still waits (it was parted meanwhile), with all that was typed but the places of its sentences."""
    case = queries.seen(case_id)
    if case is None or case.stage != Stage.RECEIVED:
        raise lib.Changed(case, "")
    concern, data = queries.concern_for(request.actor, Act.REGISTER_CONCERN, case_id), request.POST.copy()
    for name in [name for name in data if name.startswith("sentence_")]:
        del data[name]
    data["version"] = str(concern.version)
    return concern, register_form(request, concern, data)


def looked_up(request: HttpRequest, case: Any, form: forms.Register) -> Any:
    """What the exact number tells; None for what is no number."""
    try:
        return find_by_cpr(request.actor, case, cpr=form.data.get("cpr", ""))
    except lib.Refused as refusal:
        if not form.errors.get("cpr"):
            form.add_error("cpr", refusal.sentence)
        return None


def as_registration(actor: Any, concern: Any, form: forms.Register, **fields: Any) -> Any:
    """Register with what the form holds, sentence by sentence."""
    administration = accounts.administrations(concern.case.municipality_id).filter(pk=fields["administration"] or None).first()
    offered = next((one for one in colleagues(concern.case, actor.membership) if str(one.pk) == fields["offer_to"]), None)
    return actions.register_concern(
        actor, concern, version=fields["version"], sentences=placed(form),
        person={name: fields[name] for name in forms.PERSON}, under_18=fields["under_18"] or None, report=fields["report"],
        report_sent_at=form.sent_at(), report_not_sent=form.why_not_sent(),
        surplus_why=fields["surplus_why"], no_surplus=fields["no_surplus"], fields_left_out=fields["fields_left_out"],
        signs_left_out=fields["signs_left_out"], files_left_out=[uuid.UUID(one) for one in fields["files_left_out"]],
        purpose=fields["purpose"], administration=administration,
        knows_privately=forms.YES_NO.get(fields["knows_privately"]), offer_to=offered,
        cpr_sure=fields["cpr_sure"], relatives=form.relatives(),
    )  # fmt: skip


def placed(form: Any) -> list[actions.Sorted]:
    """Each sentence with the place it was put."""
    return [actions.Sorted(text, kind) for text, kind in zip(form.texts, form.places(), strict=True)]


@requires(Role.COORDINATOR)
def sort(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Put the sentences of a concern in their places that came along with others into a registered case."""
    concern = queries.concern_for(request.actor, Act.SORT_CONCERN, case_id, concern_id)
    case = concern.case
    waits = next((one for one in of_case(case_id) if one.kind == Expected.SORT and one.about == concern.pk), None)
    if waits is None and request.method != "POST":
        messages.info(request, _("Oplysningerne er allerede sat på plads."))
        return redirect("casefile:concerns", case_id)
    files = [row for row in queries.files_of(case) if row.about == concern.pk or (row.mailbox_id and row.mailbox_id == concern.mailbox_id)]
    form = forms.Sort(
        request.POST or None,
        initial={"version": concern.version},
        asks=queries.asks_report(concern),
        unreadable=queries.unreadable_here(case),
        sent_from=sent_from(concern.face, concern.received_at),
        **sortable(concern, files),
    )
    if request.method == "POST" and (waits is None or request.POST.get("version") != str(concern.version)):
        return moved_on(request, case, form, became=_("En anden har sat oplysningerne på plads eller ændret henvendelsen imens."))
    try:
        if submit(form, as_sorted, request.actor, concern, form):
            messages.success(request, _("Oplysningerne er sat på plads."))
            return redirect("casefile:case", case_id)
    except lib.Changed as changed:
        return moved_on(request, case, form, became=changed.sentence)
    shown = {
        "concern": concern, "case": case, "form": form, "answers": queries.other_answers(concern), "signs": queries.signs_of([concern]),
        "waits": waits,
    }  # fmt: skip
    return render(request, "concerns/sort.html", shown)


def as_sorted(actor: Any, concern: Any, form: forms.Sort, *, version: int, **fields: Any) -> None:
    """Sort with what the form holds, sentence by sentence."""
    actions.sort_concern(
        actor, concern, version=version, sentences=placed(form), surplus_why=fields["surplus_why"], no_surplus=fields["no_surplus"],
        fields_left_out=fields["fields_left_out"], signs_left_out=fields["signs_left_out"], files_left_out=[uuid.UUID(one) for one in fields["files_left_out"]],
        report=fields.get("report", ""), report_sent_at=form.sent_at(), report_not_sent=form.why_not_sent(),
    )  # fmt: skip
