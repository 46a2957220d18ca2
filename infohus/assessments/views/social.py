"""The social assessment: written, finished, renewed, read by another, and its versions side by side."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.assessments import actions, forms, queries
from infohus.assessments.queries.police import answers_of, unread
from infohus.assessments.rules import Target
from infohus.assessments.views.frame import filled, frame, keep, later, saved, saved_now, typed
from infohus.attachments.rules import content_disposition
from infohus.cases.queries import case_for, colleagues, members_of
from infohus.cases.rules import Stage, Under18
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.concerns.queries import concerns_of
from infohus.deadlines.rules import months_after
from infohus.gateways.typst import PACKAGE, pdf
from infohus.persons.queries import age_now
from infohus.ui.forms import submit

VALID_FOR = 6  # months, of one who is not in the target group
VALID_AT_FIRST = 3  # months, before its writer says otherwise: as long as any answer may be valid
READ_ONLY = (Stage.CONCLUDED, Stage.CLOSED)  # nothing is assessed before the conclusion is taken up again


@requires(Role.COORDINATOR)
def social(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The social assessment: what is known in two equal halves, what its writer makes of it, and finishing it; a finished one is read here."""
    case = case_for(request.actor, Act.FINISH_ASSESSMENT, case_id)
    if case.stage == Stage.RECEIVED:
        messages.info(request, _("Registrér henvendelsen først. Så kan I vurdere den."))
        return redirect("casefile:case", case.pk)
    versions = queries.versions_of(case)
    last = queries.finished_of(versions)
    if case.stage in READ_ONLY or (versions and versions[0].finished_at):
        return stands(request, case, versions)
    said, draft = queries.kept(request.actor, case, queries.SOCIAL)
    age = age_now(case)
    given = {"called": queries.called(case), "laws": queries.laws_of(case, age), "child": age != Under18.NO}
    form = forms.Social(request.POST or None, initial=filled(forms.Social, said, begun_with(case, last)), **given)
    if "later" in request.POST:
        return later(request, case, queries.SOCIAL, list(form.fields))
    if submit(form, actions.finish_assessment, request.actor, case):
        messages.success(request, finished_said(request, case))
        return redirect("casefile:case", case.pk)
    risk, well = queries.topics(case, queries.findings_of(case), since=last.finished_at if last else None)
    shown = frame(
        request, case, form=form, risk=risk, well=well, last=last, saved=saved(draft.saved_at if draft and not form.is_bound else None)
    )
    return render(request, "assessments/social.html", shown, status=422 if form.errors else 200)


def stands(request: HttpRequest, case: Any, versions: list[Any]) -> HttpResponse:
    """The finished one; for one who was still writing, with their own words above it."""
    late = request.method == "POST"
    shown = assessed(request, case, versions, mine=typed(request) if late else [])
    return render(request, "assessments/assessed.html", shown, status=409 if late else 200)


def finished_said(request: HttpRequest, case: Any) -> str:
    """What is said when an assessment is finished: who is to read it, if anybody can."""
    names = [one.user.name for one in colleagues(case, request.actor.membership)]
    if not names:
        return _("Vurderingen er færdig. Der er ingen anden koordinator med på sagen til at læse den.")
    return _("Vurderingen er færdig. Den venter på at blive læst af {who}.").format(who=_(" eller ").join(names))


def begun_with(case: Any, last: Any) -> dict[str, Any]:
    """What a new assessment begins with: the texts of the last version, without its answer; the first one with the purpose of the concern."""
    first: dict[str, Any] = {"valid_until": months_after(lib.today(), VALID_AT_FIRST)}
    if last is not None:
        return first | {name: getattr(last, name) for name in queries.SOCIAL_TEXTS if name != "reason"} | {
            "other_help": last.other_help, "statute": last.statute,
        }  # fmt: skip
    purposes = {one.purpose for one in concerns_of(case) if one.purpose}
    told = [entry(Catalogue.PURPOSE, code, authority=case.municipality_id) for code in sorted(purposes)]
    return first | {"purpose": "\n".join(one.text for one in told if one)}


def assessed(request: HttpRequest, case: Any, versions: list[Any], *, chosen: Any = None, **more: Any) -> dict[str, Any]:
    """A finished version as it is read: its findings as they stood, its texts, and its second reading."""
    finished = [one for one in versions if one.finished_at]
    row = chosen or next(iter(finished), None)
    before = next((one for one in finished if row and one.version < row.version), None)
    rows = queries.findings_of(case)
    risk, well = queries.topics(case, rows, since=before.finished_at if before else None, until=row.finished_at if row else None)
    reading, members = queries.reading_of(row), members_of(case)
    return frame(
        request, case, row=row, before=before, versions=finished, risk=risk, well=well, reading=reading, texts=told_of(row),
        target=str(Target(row.target).label) if row else "", law=queries.law_named(case, row.statute) if row else "",
        waits_for="" if reading or not row else ", ".join(one.user.name for one in members if one.pk != row.by_id), **more,
    )  # fmt: skip


def told_of(row: Any) -> list[tuple[str, str, str]]:
    """The texts of a version that say something: name, label, text."""
    if row is None:
        return []
    labels = queries.labels_of(row.case)
    return [(name, labels[name], getattr(row, name)) for name in queries.SOCIAL_TEXTS if getattr(row, name)]


@requires(Role.COORDINATOR)
def social_draft(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Keep an unfinished assessment, every ten seconds."""
    case = case_for(request.actor, Act.FINISH_ASSESSMENT, case_id)
    if request.method == "POST":
        keep(request, case, queries.SOCIAL, list(forms.Social.base_fields))
    return saved_now()


@requires(Role.COORDINATOR)
def short(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The short assessment: only what every assessment must hold, for one who is not in the target group."""
    case = case_for(request.actor, Act.FINISH_ASSESSMENT, case_id)
    versions = queries.versions_of(case)
    if case.stage in (Stage.RECEIVED, *READ_ONLY) or (versions and versions[0].finished_at):
        return stands(request, case, versions) if request.method == "POST" and versions else redirect("assessments:social", case.pk)
    said, _draft = queries.kept(request.actor, case, queries.SOCIAL)
    age = age_now(case)
    given = {"called": queries.called(case), "laws": queries.laws_of(case, age), "child": age != Under18.NO}
    answers = answers_of(case)
    form = forms.Short(request.POST or None, initial={**filled(forms.Social, said, {}), "shown": unread(answers)}, **given)
    until = months_after(lib.today(), VALID_FOR)
    if submit(form, as_short, request.actor, case, until):
        messages.success(request, finished_said(request, case))
        return redirect("casefile:case", case.pk)
    shown = frame(request, case, form=form, until=until, answers=answers)
    return render(request, "assessments/short.html", shown, status=422 if form.errors else 200)


def as_short(actor: Any, case: Any, until: date, **said: Any) -> Any:
    """Finish it with the answer that the short form is for."""
    return actions.finish_assessment(actor, case, target=Target.NO.value, valid_until=until, **said)


@requires(Role.COORDINATOR)
def renew(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Begin a new version of a finished assessment."""
    case = case_for(request.actor, Act.RENEW_ASSESSMENT, case_id)
    if request.method == "POST":
        try:
            actions.renew_assessment(request.actor, case)
            messages.success(request, _("En ny version er begyndt. Den tidligere bliver stående."))
        except lib.Refused as refused:
            messages.error(request, refused.sentence)
    return redirect("assessments:social", case.pk)


@requires(Role.COORDINATOR)
def versions(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Two finished versions side by side: each finding with what has happened to it in words, each text with whether it is another."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    finished = [one for one in queries.versions_of(case) if one.finished_at]
    numbers = {str(one.version): one for one in finished}
    new = numbers.get(request.GET.get("ny", "")) or next(iter(finished), None)
    old = numbers.get(request.GET.get("gammel", "")) or next((one for one in finished if new and one.version < new.version), None)
    return render(
        request, "assessments/versions.html", frame(request, case, finished=finished, old=old, new=new, **compared(case, old, new))
    )


def compared(case: Any, old: Any, new: Any) -> dict[str, Any]:
    """Dimension by dimension and text by text: how it stood, how it stands."""
    if old is None or new is None:
        return {"dimensions": [], "told": []}
    rows = queries.findings_of(case)
    before, after = (queries.topics(case, rows, since=old.finished_at, until=at.finished_at, as_said=True) for at in (old, new))
    pairs = zip([*before[0], *before[1]], [*after[0], *after[1]], strict=True)
    labels = queries.labels_of(case)
    texts = [
        (labels[name], getattr(old, name), getattr(new, name)) for name in queries.SOCIAL_TEXTS if getattr(old, name) or getattr(new, name)
    ]
    answers = [(labels["target"], str(Target(old.target).label), str(Target(new.target).label))]
    return {"dimensions": [(one, other) for one, other in pairs if one.lines or other.lines], "told": [*texts, *answers]}


@requires(Role.COORDINATOR)
def letter(request: HttpRequest, case_id: uuid.UUID, about_id: uuid.UUID) -> HttpResponse:
    """A finished version as a tagged PDF, to be printed."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    row = queries.assessment_for(request.actor, Act.READ_CASE, case, about_id)
    made = pdf(PACKAGE / "assessments" / "letters" / "assessment.typ", queries.letter_of(case, row), title=_("Socialfaglig vurdering"))
    name = _("vurdering-{number}-version-{version}.pdf").format(number=case.number, version=row.version)
    return HttpResponse(made.content, content_type="application/pdf", headers={"Content-Disposition": content_disposition(name)})


@requires(Role.COORDINATOR)
def second_read(request: HttpRequest, case_id: uuid.UUID, about_id: uuid.UUID) -> HttpResponse:
    """Read a colleague's assessment, and say whether one agrees."""
    case = case_for(request.actor, Act.SECOND_READ, case_id)
    finished = [one for one in queries.versions_of(case) if one.finished_at]
    signed = [one for one in queries.joints_of(case) if one.signed_at]
    socials, joints = ([one for one in rows if one.pk == about_id] for rows in (finished, signed))
    row = next(iter([*socials, *joints]), None)
    if row is None:
        raise Http404
    newest = (finished if socials else signed)[0]
    form = forms.SecondReading(request.POST or None)
    if submit(form, actions.second_read, request.actor, row):
        messages.success(request, _("Din læsning er noteret."))
        return redirect("casefile:case", case.pk)
    writer = row.by if socials else row.signed_by
    more = {"form": form, "writer": writer, "own": writer.user_id == request.actor.user, "joint": row if joints else None}
    more["newest"] = newest if newest.pk != row.pk else None
    shown = assessed(request, case, queries.versions_of(case), chosen=row if socials else None, **more)
    return render(
        request, "assessments/second_read.html", {**shown, "reading": queries.reading_of(row)}, status=422 if form.errors else 200
    )
