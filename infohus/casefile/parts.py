"""The parts of a case page: its person and those around them, notes, documents, dates, who may see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments import actions as files
from infohus.attachments.queries import document_for, documents_of
from infohus.attachments.rules import content_disposition
from infohus.casefile import forms, part_forms, part_queries, queries
from infohus.casefile.actions import read_case
from infohus.casefile.rules import moment
from infohus.casefile.views import head_of
from infohus.cases import actions as cases
from infohus.cases import queries as about_cases
from infohus.cases.queries import Changed, case_for
from infohus.cases.rules import Stage, is_correctable
from infohus.deadlines import actions as deadlines
from infohus.deadlines import queries as about_deadlines
from infohus.deadlines.rules import Kind, may_move
from infohus.persons import actions as persons
from infohus.persons.queries import person_of, relative_for, relatives_of
from infohus.persons.rules import display_cpr
from infohus.ui.forms import submit


def told(form: Any, action: Callable[..., Any]) -> Callable[..., Any]:
    """The action, which leaves on the form what somebody else saved meanwhile, so that the page can show both."""

    def run(*args: Any, **fields: Any) -> Any:
        try:
            return action(*args, **fields)
        except Changed as changed:
            form.theirs = changed.row
            raise

    return run


def status_of(form: Any) -> int:
    """409 when somebody else saved first."""
    return 409 if form.theirs is not None else 200


# ---------- The person, and the people around them


@requires(Role.COORDINATOR)
def person(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Name, number and address of the person, and the people around them as role and minimum."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    shown = head_of(request, row, "person")
    number, address = part_queries.number_of(shown["person"]), request.GET.get("vis") == "adresse"
    persons.read_person(request.actor, row, address=address)
    more = {"relatives": relatives_of(row), "number": number, "cpr": display_cpr(number.number) if number else "", "address": address}
    return render(request, "casefile/person.html", {**shown, **more})


@requires(Role.COORDINATOR)
def correct_person(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Add, correct or replace what is known of the person."""
    row = case_for(request.actor, Act.CORRECT_PERSON, case_id)
    known = person_of(row)
    if known is None or row.stage == Stage.CLOSED:
        return redirect("casefile:person", row.pk)
    hidden = known.address_protected and request.GET.get("vis") != "adresse"
    form = part_forms.Person(request.POST or None, initial=part_queries.as_filled_in(known), hide_address=hidden)
    if request.method == "GET":
        persons.read_person(request.actor, row, address=not hidden)
    if submit(form, told(form, as_corrected), request.actor, row, known):
        tell(request, row, form.result, known)
        return redirect("casefile:person", row.pk)
    rows = theirs_and_mine(form) if form.theirs is not None else []
    given = {"case": row, "person": known, "form": form, "hidden": hidden, "rows": rows}
    return render(request, "casefile/correct_person.html", given, status=status_of(form))


def as_corrected(actor: Any, row: Any, known: Any, **said: Any) -> Any:
    """Correct with what the form holds; an address that was not shown stays as it is."""
    return persons.correct_person(actor, row, **{"address": known.address, **said})


def tell(request: HttpRequest, row: Any, corrected: Any, before: Any) -> None:
    """Say what was saved, what a new number told, and what a birth date changed."""
    messages.success(request, _("Personoplysningerne er rettet."))
    for sentence, _case in part_queries.told_of(corrected.found) if corrected.found is not None else ():
        messages.info(request, sentence)
    if any(one.open for one in corrected.found or ()):
        messages.warning(request, _("Se efter, om det er samme person. Det står som en frist på begge sager."))
    if corrected.person.birth_on != before.birth_on and row.under_18 == "yes":
        messages.info(request, _("Efter fødselsdatoen er personen under 18 år. Fristerne efter barnets lov gælder."))


def theirs_and_mine(form: Any) -> list[tuple[str, str, str]]:
    """The fields in which two who wrote at once differ: label, mine, theirs."""
    theirs = part_queries.as_filled_in(form.theirs) if hasattr(form.theirs, "cpr") else form.theirs.__dict__
    rows = []
    for name, field in form.fields.items():
        if name in theirs and name != "version":
            mine, other = in_words(field, form.cleaned_data.get(name)), in_words(field, theirs[name] if name != "remark" else form.theirs.remark)
            if mine != other:
                rows.append((str(field.label), mine, other))
    return rows


def in_words(field: Any, value: Any) -> str:
    """A filled-in value as it is read."""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    chosen = dict(getattr(field, "choices", ()))
    return str(chosen.get(value, field.prepare_value(value) if value not in (None, "") else _("Ikke oplyst")))


@requires(Role.COORDINATOR)
def relative(request: HttpRequest, case_id: uuid.UUID, relative_id: uuid.UUID | None = None) -> HttpResponse:
    """Note somebody around the person, or correct what was noted."""
    row = case_for(request.actor, Act.NOTE_RELATIVE, case_id)
    known = relative_for(row, relative_id) if relative_id else None
    names = ("role", "holds_custody", "name", "contact", "remark", "interpreter", "version")
    form = part_forms.Relative(request.POST or None, initial={name: getattr(known, name) for name in names} if known else None)
    if request.method == "GET":
        persons.read_person(request.actor, row)
    if submit(form, told(form, persons.note_relative), request.actor, row, relative=known):
        messages.success(request, _("Personen er noteret."))
        return redirect("casefile:person", row.pk)
    rows = theirs_and_mine(form) if form.theirs is not None else []
    return render(request, "casefile/relative.html", {"case": row, "form": form, "known": known, "rows": rows}, status=status_of(form))


@requires(Role.COORDINATOR)
def drop_relative(request: HttpRequest, case_id: uuid.UUID, relative_id: uuid.UUID) -> HttpResponse:
    """Remove somebody around the person for good."""
    row = case_for(request.actor, Act.NOTE_RELATIVE, case_id)
    known = relative_for(row, relative_id)
    if request.method == "POST":
        persons.drop_relative(request.actor, known)
        messages.success(request, _("Personen er fjernet."))
        return redirect("casefile:person", row.pk)
    return render(request, "casefile/drop_relative.html", {"case": row, "known": known})


# ---------- A note


@requires(Role.COORDINATOR)
def note(request: HttpRequest, case_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """A note with its earlier wordings: correct one's own within 24 hours, else add to it."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    found = about_cases.note_for(row, note_id)
    adding = request.method == "POST" and "add" in request.POST
    form, addendum = correction_of(request, found, adding), forms.Addendum(request.POST if adding else None, auto_id="add_%s")
    if submit(addendum, cases.add_to_note, request.actor, found):
        messages.success(request, _("Tilføjelsen er gemt."))
        return redirect("casefile:note", row.pk, found.pk)
    if submit(form, told(form, as_corrected_note), request.actor, found) or says_the_same(form):
        messages.success(request, _("Noten er rettet. Den tidligere ordlyd kan stadig læses."))
        return redirect("casefile:note", row.pk, found.pk)
    if request.method == "GET":
        read_case(request.actor, row)
        draft = about_cases.draft_of(request.actor, row, "addendum", found.pk)
        addendum = forms.Addendum(initial={"text": draft.text if draft else ""}, auto_id="add_%s")
    own = is_correctable(found.author_id, request.actor.membership, found.written_at, lib.now())
    given = {"note": found, "form": form, "addendum": addendum, "own": own, "saved_at": found.before[-1].replaced_at if found.before else found.written_at}
    return render(request, "casefile/note.html", {**head_of(request, row, "case"), **given}, status=status_of(form))


def correction_of(request: HttpRequest, found: Any, adding: bool) -> Any:
    """The form in which a note is corrected."""
    at = found.happened_at.astimezone(lib.TZ)
    begun = {"text": found.text, "kind": found.kind, "title": found.title, "version": found.version, "happened_on": at.date(), "happened_at": at.time()}
    return part_forms.CorrectNote(None if adding else request.POST or None, initial=begun)


def as_corrected_note(actor: Any, found: Any, *, happened_on: Any, happened_at: Any, **said: Any) -> Any:
    """Correct the note, which happened when it did or as filled in."""
    return cases.correct_note(actor, found, happened_at=moment(happened_on, happened_at), **said)


def says_the_same(form: Any) -> bool:
    """Whether what was saved meanwhile is what this writer wrote: the button was pressed twice."""
    theirs = form.theirs
    return theirs is not None and all(getattr(theirs, name) == form.cleaned_data[name] for name in ("text", "title", "kind"))


@requires(Role.COORDINATOR)
def addendum_draft(request: HttpRequest, case_id: uuid.UUID, note_id: uuid.UUID) -> HttpResponse:
    """Keep an unfinished addendum, every ten seconds."""
    row = case_for(request.actor, Act.ADD_TO_NOTE, case_id)
    found = about_cases.note_for(row, note_id)
    if request.method == "POST" and row.stage != Stage.CLOSED:
        text = request.POST.get("text", "")[:50_000].replace("\0", "")
        cases.save_draft(request.actor, row, form="addendum", text=text, about=found.pk)
    return HttpResponse(_("Gemt kl. {time}").format(time=f"{lib.now().astimezone(lib.TZ):%H.%M}"), content_type="text/plain; charset=utf-8")


# ---------- Documents


@requires(Role.COORDINATOR)
def documents(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The files of a case with whose they are, and adding more: what is refused is named, what is not is kept."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    form = part_forms.Documents(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if submit(form, as_added, request.actor, row, form, request):
            return redirect("casefile:documents", row.pk)
    else:
        read_case(request.actor, row)
    here, gone = documents_of(row)
    return render(request, "casefile/documents.html", {**head_of(request, row, "documents"), "files": here, "gone": gone, "form": form})


def as_added(actor: Any, row: Any, form: Any, request: HttpRequest, *, origin: str, files: list[Any]) -> None:
    """Add the files that pass; those that do not are named at the field, each with what to do instead."""
    row.admits(on_closed=False)
    taken, wrong = take_each(files)
    if taken:
        added = add_documents(actor, row, origin=origin, taken=taken)
        messages.success(request, ngettext("{count} fil er tilføjet.", "{count} filer er tilføjet.", len(added)).format(count=len(added)))
        for one in taken:
            if one.cleaned.remark:
                messages.info(request, f"{one.cleaned.name}: {one.cleaned.remark}")
    for sentence in wrong[:-1]:
        form.add_error("files", sentence)
    if wrong:
        raise lib.Refused(wrong[-1], "files")


take_each, add_documents = files.take_each, files.add_documents


@requires(Role.COORDINATOR)
def remove_document(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file for good, with the reason."""
    row = case_for(request.actor, Act.REMOVE_DOCUMENT, case_id)
    found = document_for(row, file_id)
    form = part_forms.RemoveDocument(request.POST or None)
    if submit(form, files.remove_document, request.actor, found):
        messages.success(request, _("Filen er fjernet for altid."))
        return redirect("casefile:documents", row.pk)
    return render(request, "casefile/remove_document.html", {"case": row, "form": form, "file": found})


@requires(Role.COORDINATOR)
def file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """One file, to be saved; shown in the browser only if it is a picture that we drew anew and that was scanned."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    found = document_for(row, file_id)
    data = files.read_document(request.actor, found)
    shown = "vis" in request.GET and found.inline and found.scanned
    disposition = content_disposition(found.name)
    headers = {"Content-Disposition": disposition.replace("attachment", "inline", 1) if shown else disposition}
    return HttpResponse(data, content_type=found.media_type if shown else "application/octet-stream", headers=headers)


# ---------- Dates


@requires(Role.COORDINATOR)
def deadline_list(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is expected of whom in a case, and what was; tasks are met here, and dates moved."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    read_case(request.actor, row)
    shown = head_of(request, row, "deadlines")
    over = [one for one in reversed(about_deadlines.all_of_case(row.pk)) if not one.open]
    movable = {one.pk for one in shown["deadlines"] if may_move(Kind(one.kind))}
    return render(request, "casefile/deadlines.html", {**shown, "over": over, "movable": movable})


@requires(Role.COORDINATOR)
def set_task(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Set a task for one of those who are with the case."""
    row = case_for(request.actor, Act.SET_TASK, case_id)
    members = about_cases.members_of(row)
    form = part_forms.Task(request.POST or None, owners=[(str(one.pk), str(one)) for one in members])
    if submit(form, as_task, request.actor, row, members):
        messages.success(request, _("Opgaven er oprettet."))
        return redirect("casefile:deadlines", row.pk)
    return render(request, "casefile/set_task.html", {"case": row, "form": form, "sees": queries.who_sees(members, request.actor.membership)})


def as_task(actor: Any, row: Any, members: Any, *, owner: str, **said: Any) -> Any:
    """Set the task for the one chosen."""
    return deadlines.set_task(actor, row, owner=next((one for one in members if str(one.pk) == owner), None), members=members, **said)


@requires(Role.COORDINATOR)
def meet_task(request: HttpRequest, case_id: uuid.UUID, deadline_id: uuid.UUID) -> HttpResponse:
    """Note that a task is done."""
    row = case_for(request.actor, Act.MEET_TASK, case_id)
    if request.method == "POST":
        deadlines.meet_task(request.actor, row, task=deadline_id)
        messages.success(request, _("Opgaven er udført."))
    return redirect("casefile:deadlines", row.pk)


@requires(Role.COORDINATOR)
def move_deadline(request: HttpRequest, case_id: uuid.UUID, deadline_id: uuid.UUID) -> HttpResponse:
    """Move a date that is not set by law."""
    row = case_for(request.actor, Act.MOVE_DEADLINE, case_id)
    waiting = next((one for one in about_deadlines.of_case(row.pk) if one.pk == deadline_id), None)
    if waiting is None:
        messages.info(request, _("Fristen er ikke åben længere."))
        return redirect("casefile:deadlines", row.pk)
    form = part_forms.Move(request.POST or None)
    if submit(form, deadlines.move_deadline, request.actor, row, deadline=deadline_id):
        messages.success(request, _("Fristen er flyttet."))
        return redirect("casefile:deadlines", row.pk)
    given = {"case": row, "form": form, "waiting": waiting, "may_move": may_move(Kind(waiting.kind))}
    return render(request, "casefile/move_deadline.html", given)


# ---------- Who may see it


@requires(Role.COORDINATOR)
def more(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is seldom done with a case: protect it, keep somebody from it, hand it over, step back."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    people = part_queries.excludable(request.actor, row)
    form = part_forms.Exclude(request.POST if "exclude" in request.POST else None, people=[(str(one.pk), str(one)) for one in people])
    if request.method == "POST" and "protected" in request.POST:
        protected = request.POST["protected"] == "yes"
        cases.protect_case(request.actor, row, protected=protected)
        messages.success(request, _("Sagen er beskyttet.") if protected else _("Sagen er ikke længere beskyttet."))
        return redirect("casefile:more", row.pk)
    if submit(form, as_excluded, request.actor, row, people):
        messages.success(request, _("{name} kan ikke længere se sagen.").format(name=form.result.user.name))
        return redirect("casefile:more", row.pk)
    if request.method == "GET":
        read_case(request.actor, row)
    given = {"form": form, "excluded": about_cases.exclusions_of(row), "leads": row.lead_id in (None, request.actor.membership)}
    return render(request, "casefile/more.html", {**head_of(request, row, "more"), **given})


def as_excluded(actor: Any, row: Any, people: Any, *, who: str, why: str) -> Any:
    """Keep the one chosen from the case."""
    chosen = next(one for one in people if str(one.pk) == who)
    cases.exclude(actor, row, who=chosen, why=why)
    return chosen
