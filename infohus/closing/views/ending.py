"""Concluding and closing with one press: where neither police nor municipality has found anything to go on with."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.assessments import queries as assessed
from infohus.assessments.queries.police import answers_of, unread
from infohus.assessments.rules import PLAIN, OutcomeInFull, check_outcome, look_page
from infohus.cases.actions import read_case
from infohus.cases.queries import case_for, colleagues, kept_until
from infohus.cases.rules import CLASS_OF, LOCKED, Stage
from infohus.closing import actions, forms, queries
from infohus.closing.forms.ending import HANDING, INFORMING
from infohus.closing.rules import DECIDE_REPORT, WAYS, Message, SecondRead, Told, check_one_press, told_in_words
from infohus.closing.rules import Review as Said
from infohus.closing.views.closing import around, colleague, letter
from infohus.concerns.queries import acute_waits, asks_no_report, unjudged
from infohus.concerns.rules import beginning
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind
from infohus.lib import refused_by
from infohus.persons.queries import holders_of
from infohus.rights.queries import was_child
from infohus.ui.forms import submit
from infohus.ui.rules import full_day

TITLES = {
    OutcomeInFull.UNFOUNDED: gettext_lazy("Luk som ubegrundet"),
    OutcomeInFull.OTHER_NEED: gettext_lazy("Luk som andet behov"),
    OutcomeInFull.ADVICE: gettext_lazy("Luk som rådgivning"),
}
NOBODY = gettext_lazy("Henvenderen har ikke skrevet, hvordan vi kan få fat i vedkommende.")


@requires(Role.COORDINATOR)
def end(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The conclusion, the messages, the documents and the closing on one page, beside what each reporter will see."""
    case = case_for(request.actor, Act.CLOSE_CASE, case_id)
    if case.stage != Stage.ASSESSING:
        if "HX-Request" in request.headers:  # the sheet that follows what is chosen, pressed past: the page that comes next has the word
            return HttpResponse(status=204)
        page = "closing:close" if case.stage in (Stage.CONCLUDED, Stage.CLOSED) else "casefile:case"
        if request.method == "POST" and case.stage != Stage.CLOSED:  # a second press of what has closed it says nothing new
            raise lib.Elsewhere(
                _("Sag {number} er kommet videre imens. Det, du skrev her, er ikke gemt.").format(number=case.number), page, case.pk
            )
        return redirect(page, case.pk)
    desk = Ending(request, case)
    if request.method == "GET":
        read_case(request.actor, case)
    if "letter" in request.POST:
        return desk.letter(request.POST["letter"])
    if "HX-Request" in request.headers:
        desk.form.errors.clear()
        return render(request, "closing/end.html", desk.shown())
    if submit(desk.form, desk.as_ended, request.actor, case):
        messages.success(request, told_in_words([Told(desk.form.cleaned_data[f"way_{one.concern.pk.hex}"]) for one in desk.reporters]))
        return redirect("closing:closed", case.pk)
    return render(request, "closing/end.html", desk.shown(), status=422 if desk.form.errors else 200)


class Ending:
    """The page: which outcome it is for, who is told, which documents are gone through, and the form of all that."""

    def __init__(self, request: HttpRequest, case: Any) -> None:
        self.request, self.case = request, case
        self.now, self.answers = assessed.standing(case), answers_of(case)
        self.outcome = self.chosen()
        self.reporters = [one for one in queries.reporters_of(case) if one.feedback is None]
        self.papers, self.others = queries.papers_to_review(case), colleagues(case, request.actor.membership)
        self.read, self.informs = queries.was_read(case), queries.asks_to_inform(case)
        self.promised, self.duty = queries.promised(case), queries.asks_about_duty(case)
        self.form = forms.End(
            request.POST or None, initial=self.first(), handed=self.outcome == OutcomeInFull.OTHER_NEED, informs=self.informs, duty=self.duty, read=self.read,
            child=was_child(case), reporters={one.concern.pk.hex: one.ways() for one in self.reporters},
            papers=[one.pk.hex for one in self.papers],
            colleagues=[(str(one.pk), str(one)) for one in self.others], owes=self.informs or self.promised is not None,
        )  # fmt: skip

    def chosen(self) -> OutcomeInFull:
        """The outcome that the address says; else the one that follows from whether other help is needed."""
        said = self.request.GET.get("udfald", "")
        if said in TITLES:
            return OutcomeInFull(said)
        return OutcomeInFull.OTHER_NEED if self.now.other_help else OutcomeInFull.UNFOUNDED

    def first(self) -> dict[str, Any]:
        """What stands in the form before anything is filled in: the standard message to each, by the way they can be reached."""
        said: dict[str, Any] = {"shown": unread(self.answers)}
        for one in self.reporters:
            key, way = one.concern.pk.hex, one.first_way()
            said |= {f"way_{key}": way, f"text_{key}": one.standard(self.outcome), f"why_not_{key}": str(NOBODY) if way == "not" else ""}
        return said

    def as_ended(self, actor: Any, case: Any, **said: Any) -> Any:
        """Conclude and close with what was filled in."""
        informing = {given: said.pop(name) for name, given in INFORMING.items() if name in said}
        handed: tuple[str, str, date | None] = (
            tuple(said.pop(name) for name in HANDING) if self.outcome == OutcomeInFull.OTHER_NEED else ("", "", None)  # type: ignore[assignment]
        )
        told = {
            one.concern.pk: Message(*(said.pop(f"{name}_{one.concern.pk.hex}", False) for name in ("way", "text", "why_not", "done")))
            for one in self.reporters
        }
        papers = {one.pk: Said(said.pop(f"keep_{one.pk.hex}"), said.pop(f"why_{one.pk.hex}")) for one in self.papers}
        chosen = colleague(self.others, said.pop("discussed_with", ""))
        second = SecondRead(str(chosen) if chosen else "", said.pop("discussed_on", None), said.pop("unread_why", ""))
        return actions.end_case(
            actor, case, outcome=self.outcome.value, told=told, papers=papers, informing=informing, second=second, handed=handed, **said
        )  # fmt: skip

    def letter(self, key: str) -> HttpResponse:
        """The message to one reporter as it stands in the form, as a tagged PDF."""
        one = next((one for one in self.reporters if one.concern.pk.hex == key), None)
        if one is None:
            raise Http404
        return letter(self.case, one, self.request.POST.get(f"text_{key}", ""))

    def lines(self) -> list[dict[str, Any]]:
        """Each reporter with the fields about them and the words they will see."""
        found, several = [], len(self.reporters) > 1
        for one in self.reporters:
            key = one.concern.pk.hex
            fields = {name: self.form[f"{name}_{key}"] for name in ("way", "text", "why_not")}
            fields["done"] = self.form[f"done_{key}"] if f"done_{key}" in self.form.fields else None
            which = queries.about_concern(one.concern) if several else ""
            begins = beginning(one.concern.observed or "") if several else ""
            words, told = fields["text"].value() or "", fields["way"].value() != "not"
            found.append({"one": one, "key": key, **fields, "which": which, "begins": begins, "words": words, "told": told})
        return found

    def shown(self) -> dict[str, Any]:
        """What the page shows; `blocked`: why nothing can be ended here now."""
        blocked = refused_by(lambda: check_outcome(Stage(self.case.stage), self.outcome, self.now))
        kept = CLASS_OF[PLAIN[self.outcome]]
        printed_first = not blocked and queries.printed_first(self.case, kept)
        papers = [(one, self.form[f"keep_{one.pk.hex}"], self.form[f"why_{one.pk.hex}"]) for one in self.papers]
        waits = of_case(self.case.pk)
        due = {one.kind: one for one in waits}
        return around(
            self.request, self.case, form=self.form, title=TITLES[self.outcome], outcome=self.outcome.value, now=self.now, answers=self.answers,
            outcomes=[(one.value, str(one.label)) for one in TITLES], lines=self.lines(), papers=papers, informs=self.informs, read=self.read,
            reading=assessed.reading_of(assessed.finished_of(self.now.versions or ())), blocked=[one.sentence for one in blocked],
            promised=self.promised, told=self.reporters, due=due.get("conclusion"), today=full_day(lib.today()),
            erase_on=kept_until(self.case.municipality_id, kept, lib.today()), copies=queries.read_on(self.case),
            archived=queries.archived(self.case, kept), locks=kept in LOCKED, last_duty=queries.last_duty(self.case) if self.duty else None,
            acute=acute_waits(self.case), acute_way=WAYS[Kind.CHILD_ACUTE],
            sent=unjudged(self.case, waits=waits), sent_way=WAYS[Kind.CHILD_24H],
            undecided=asks_no_report(self.case, waits=waits), decide_way=DECIDE_REPORT, look=assessed.look_of(waits), holders=holders_of(self.case),
            look_page=look_page(self.case.stage, self.now),
            printed_first=[one.sentence for one in refused_by(lambda: check_one_press(printed_first))],
        )  # fmt: skip
