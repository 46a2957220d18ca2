"""The parts of a case page: its person and those around them, notes, who may see it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.casefile import forms, queries
from infohus.casefile.rules import moment
from infohus.casefile.views.case import head_of
from infohus.cases import actions as cases
from infohus.cases import queries as about_cases
from infohus.cases.queries import case_for
from infohus.cases.rules import Stage, Under18, is_correctable
from infohus.concerns import actions as concerns
from infohus.persons import actions as persons
from infohus.persons.queries import age_today, birth_of, person_of, relative_for, relatives_of, told_age
from infohus.persons.rules import display_cpr
from infohus.ui.forms import submit


def told(form: Any, action: Callable[..., Any]) -> Callable[..., Any]:
    """The action, which leaves on the form what somebody else saved meanwhile, so that the page can show both."""

    def run(*args: Any, **fields: Any) -> Any:
        try:
            return action(*args, **fields)
        except lib.Changed as changed:
            form.theirs = changed.row
            raise lib.Refused(changed.sentence) from changed

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
    number, address = queries.number_of(shown["person"]), request.GET.get("vis") == "adresse"
    protected = bool(shown["person"] and shown["person"].address_protected)
    persons.read_person(request.actor, row, address=address and protected)
    born = birth_of(shown["person"].birth_on) if shown["person"] else None
    given = {
        "relatives": relatives_of(row),
        "number": number,
        "cpr": display_cpr(number.number) if number else "",
        "address": address,
        "born": born,
        "told_age": told_age(row),
        "grown": age_today(row, shown["person"]) == Under18.NO,
    }
    return render(request, "casefile/person.html", {**shown, **given})


@requires(Role.COORDINATOR)
def correct_person(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Add, correct or replace what is known of the person; or write them anew where a closing had deleted them."""
    row = case_for(request.actor, Act.CORRECT_PERSON, case_id)
    known = person_of(row)
    if row.stage == Stage.CLOSED or (known is None and row.registered_at is None):
        return redirect("casefile:person", row.pk)
    hidden = known is not None and known.address_protected and request.GET.get("vis") != "adresse"
    form = forms.Person(request.POST or None, initial=queries.as_filled_in(known) if known else {"version": 0}, hide_address=hidden)
    was = row.under_18
    if submit(form, told(form, as_corrected), request.actor, row, known):
        messages.success(request, _("Personoplysningerne er rettet.") if known else _("Personen er skrevet ind."))
        tell(request, form.result, became_child=row.under_18 == "yes" != was)
        return redirect("casefile:person", row.pk)
    if known is not None:
        persons.read_person(request.actor, row, address=known.address_protected and not hidden)
    rows = theirs_and_mine(form) if form.theirs is not None else []
    given = {"case": row, "person": known, "form": form, "hidden": hidden, "rows": rows}
    return render(request, "casefile/correct_person.html", given, status=status_of(form))


def as_corrected(actor: Any, row: Any, known: Any, **said: Any) -> Any:
    """Correct with what the form holds; an address that was not shown stays as it is."""
    return concerns.correct_person(actor, row, **{"address": known.address if known else "", **said})


def tell(request: HttpRequest, corrected: Any, *, became_child: bool) -> None:
    """Say what a new number told, and what a birth date changed."""
    for sentence, _case in queries.told_of(corrected.found) if corrected.found is not None else ():
        messages.info(request, sentence)
    if any(one.open for one in corrected.found or ()):
        messages.warning(request, _("Se efter, om det er samme person. Det står som en frist på begge sager."))
    if became_child:
        messages.info(
            request,
            _(
                "Efter fødselsdatoen er personen under 18 år. Fristerne efter barnets lov gælder. Tag stilling til, om det er en underretning."
            ),
        )


def theirs_and_mine(form: Any) -> list[tuple[str, str, str]]:
    """The fields in which two who wrote at once differ: label, mine, theirs."""
    kept = form.theirs
    theirs = queries.as_filled_in(kept) if hasattr(kept, "cpr_hash") else {name: getattr(kept, name) for name in form.fields}
    rows = []
    for name, field in form.fields.items():
        if name in theirs and name != "version":
            mine, other = in_words(field, form.cleaned_data.get(name)), in_words(field, theirs[name])
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
    form = forms.Relative(request.POST or None, initial={name: getattr(known, name) for name in names} if known else None)
    if submit(form, told(form, persons.note_relative), request.actor, row, relative=known):
        messages.success(request, _("Personen er noteret."))
        return redirect("casefile:person", row.pk)
    persons.read_person(request.actor, row)
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
    persons.read_person(request.actor, row)
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
        draft = about_cases.draft_of(request.actor, row, "addendum", found.pk)
        addendum = forms.Addendum(initial={"text": draft.text if draft else ""}, auto_id="add_%s")
    own = is_correctable(found.author_id, request.actor.membership, found.written_at, lib.now())
    given = {
        "note": found,
        "form": form,
        "addendum": addendum,
        "own": own,
        "saved_at": found.before[-1].replaced_at if found.before else found.written_at,
    }
    return render(request, "casefile/note.html", {**head_of(request, row, "case"), **given}, status=status_of(form))


def correction_of(request: HttpRequest, found: Any, adding: bool) -> Any:
    """The form in which a note is corrected."""
    at = found.happened_at.astimezone(lib.TZ)
    begun = {
        "text": found.text,
        "kind": found.kind,
        "title": found.title,
        "version": found.version,
        "happened_on": at.date(),
        "happened_at": at.time(),
    }
    return forms.CorrectNote(None if adding else request.POST or None, initial=begun)


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
    if request.method == "POST":
        text = request.POST.get("text", "")[:50_000].replace("\0", "")
        cases.save_draft(request.actor, row, form="addendum", text=text, about=found.pk)
    return HttpResponse(_("Gemt kl. {time}").format(time=f"{lib.now().astimezone(lib.TZ):%H.%M}"), content_type="text/plain; charset=utf-8")


# ---------- Who may see it


@requires(Role.COORDINATOR)
def more(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is seldom done with a case: protect it, keep somebody from it, hand it over, step back."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    people = queries.excludable(request.actor, row)
    form = forms.Exclude(request.POST if "exclude" in request.POST else None, people=[(str(one.pk), str(one)) for one in people])
    if request.method == "POST" and "protected" in request.POST:
        protected = request.POST["protected"] == "yes"
        cases.protect_case(request.actor, row, protected=protected)
        messages.success(request, _("Sagen er beskyttet.") if protected else _("Sagen er ikke længere beskyttet."))
        return redirect("casefile:more", row.pk)
    if submit(form, as_excluded, request.actor, row, people):
        messages.success(request, _("{name} kan ikke længere se sagen.").format(name=form.result.user.name))
        return redirect("casefile:more", row.pk)
    given = {"form": form, "excluded": about_cases.exclusions_of(row), "leads": row.lead_id in (None, request.actor.membership)}
    return render(request, "casefile/more.html", {**head_of(request, row, "more"), **given})


def as_excluded(actor: Any, row: Any, people: Any, *, who: str, why: str) -> Any:
    """Keep the one chosen from the case."""
    chosen = next(one for one in people if str(one.pk) == who)
    cases.exclude(actor, row, who=chosen, why=why)
    return chosen
