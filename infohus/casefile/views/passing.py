"""Giving something of a case to the police or to another authority: chosen by hand, seen as the receiver will see it, then confirmed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.accounts.queries import receivers_for
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.queries.police import questions_of
from infohus.attachments.rules import content_disposition
from infohus.casefile import actions, forms, queries
from infohus.casefile.rules import sentences_in_words
from infohus.cases.queries import case_for
from infohus.cases.rules import Stage
from infohus.catalogues.queries import terms, text
from infohus.disclosures import queries as disclosed
from infohus.disclosures.rules import Form, words_of
from infohus.gateways.typst import PACKAGE, pdf
from infohus.lib import refused_by
from infohus.persons.queries import person_of, short_name
from infohus.ui.forms import submit
from infohus.ui.rules import full_day

LEFT_OPEN = gettext_lazy(
    "Der er en henvendelse, som intet på arket er fra. Tag stilling til den også: giv noget af den videre, eller notér, at den ikke gives videre."
)

LOOKS = {"look", "back"}  # the sheet is only shown: as it was filled in, or to one who comes back from the page of »Videregiv ikke«


@requires(Role.COORDINATOR)
def pass_to_police(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put a sheet together for the police, see it as they will, and give it."""
    return passed(request, case_id, Act.PASS_TO_POLICE)


@requires(Role.COORDINATOR)
def disclose(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The same for another authority or an own unit."""
    return passed(request, case_id, Act.DISCLOSE)


def passed(request: HttpRequest, case_id: uuid.UUID, what: Act) -> HttpResponse:
    """The one page of passing on."""
    case = case_for(request.actor, what, case_id)
    if (early := too_early(request, case)) is not None:
        return early
    desk = Desk(request, case, to_police=what == Act.PASS_TO_POLICE)
    if request.method == "GET" and desk.corrects and (refused := refused_by(lambda: actions.check_recall(desk.corrects))):
        messages.info(request, " ".join(one.sentence for one in refused))
        return redirect(f"{reverse('casefile:disclosures', args=[case.pk])}#{desk.corrects.number}")
    if LOOKS & request.POST.keys() or "HX-Request" in request.headers or (request.method == "GET" and desk.corrects):
        return render(request, "casefile/pass.html", desk.shown(looking=True))
    if request.method == "POST" and desk.form.is_valid() and desk.is_seen() and desk.give():
        row = desk.form.result
        if row.form == Form.UNIT:
            messages.success(
                request,
                _("{number} er noteret. Skriv arket ud, og aflever det: {unit} får det ikke af sig selv.").format(
                    number=row.number, unit=row.unit
                ),
            )
            return redirect(f"{reverse('casefile:disclosures', args=[case.pk])}#{row.number}")
        messages.success(request, _("Givet videre som {number}.").format(number=row.number))
        if desk.to_police and queries.is_left_open(case):
            messages.warning(request, LEFT_OPEN)
        return redirect("casefile:case", case.pk)
    return render(request, "casefile/pass.html", desk.shown(), status=desk.status)


def too_early(request: HttpRequest, case: Any) -> HttpResponse | None:
    """Back to the case, with why, for one who opens a page of what can be given of no case that is not registered."""
    refused = refused_by(lambda: actions.check_open(case)) if request.method == "GET" else []
    if not refused:
        return None
    messages.info(request, " ".join(one.sentence for one in refused))
    return redirect("casefile:case", case.pk)


class Desk:
    """A sheet that is being put together: what can be chosen, what is, and how it looks."""

    def __init__(self, request: HttpRequest, case: Any, *, to_police: bool) -> None:
        self.request, self.case, self.to_police = request, case, to_police
        # said instead of the form; what was written in one all the same is not lost
        self.inform_first = request.method == "GET" and to_police and queries.informs_first(case, Act.PASS_TO_POLICE)
        self.corrects = disclosed.disclosure_for(case, request.GET["retter"]) if "retter" in request.GET else None
        self.called_back = self.corrects if request.method == "POST" and self.corrects and self.corrects.recalled_at else None
        if self.called_back:  # while the page stood open: what was filled in is given as a new sheet
            self.corrects = None
        self.receivers = [one for one in receivers_for(case.municipality) if self.can_have(one[2])]
        self.bases, self.purposes = disclosed.bases_of(case), disclosed.purposes_for(case)
        self.look()
        self.held = queries.held_by(self.corrects, self.extracts, self.papers, self.receivers) if self.corrects else queries.Held()
        self.data = self.begun()
        self.form = forms.Pass(self.data or None, offered=self.offered(), initial={"days": 90})

    @property
    def status(self) -> int:
        """200 for a page that is opened, 409 where something was decided meanwhile, 422 for another refusal."""
        if not self.form.is_bound:
            return 200
        return 409 if self.called_back or actions.DECIDED_SINCE in self.form.non_field_errors() else 422

    def begun(self) -> QueryDict:
        """What stands in the form: what was sent; before that, of a correction, what the sheet held that it corrects.

        Who comes back from the page of »Videregiv ikke«, and had begun no sheet before, finds it as it is first opened.
        """
        sent = self.request.POST
        if sent and ("seen" in sent or "back" not in sent):
            return sent
        first = QueryDict(mutable=True)
        for name, values in self.held.fields.items():
            first.setlist(name, values)
        return first

    @property
    def reason(self) -> list[tuple[str, str]]:
        """What was written on the page of »Videregiv ikke«, to go back there with: it is no part of the sheet."""
        sent, names = self.request.POST, forms.Withhold.base_fields
        return [(forms.Withhold.KEPT + name, said) for name in names if (said := sent.get(name) or sent.get(forms.Withhold.KEPT + name))]

    def look(self) -> None:
        """See what the case holds now: its person, its passages and files, and what the police ask about it."""
        self.person = person_of(self.case)
        self.extracts, self.papers = queries.extracts_of(self.case), queries.papers_of(self.case)
        self.questions = questions_of(self.case, self.corrects) if self.to_police else []

    def can_have(self, authority: Any) -> bool:
        """Whether somebody there can be chosen: the police on their own page; for a correction, only those who got what it corrects."""
        here = self.case.municipality_id
        same = self.corrects is None or (self.corrects.receiver_id or here) == (authority.pk if authority else here)
        return same and (authority is not None and authority.kind == AuthorityKind.POLICE) == self.to_police

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        """What can be sent: all that is of the case and in the catalogue; the act refuses what does not fit, with the paragraph."""
        return {
            "receiver": [(key, label) for key, label, *_rest in self.receivers],
            "purpose": [(one.code, one.text) for one in self.purposes],
            "basis": [(one.code, str(one.data["title"])) for one in self.bases],
            "extracts": [(one.mark, one.label) for one in self.extracts],
            "files": [(str(one.pk), one.name) for one in self.papers],
        }

    def narrow(self) -> None:
        """Show only the purposes that fit the receiver chosen, and the bases that carry both."""
        actor, data = self.request.actor, self.data
        kinds = {key: disclosed.party_of(authority, self.case) for key, _label, authority, _unit in self.receivers}
        parties = {kinds[data["receiver"]]} if data.get("receiver") in kinds else set(kinds.values())
        purposes = disclosed.purposes_to(actor, self.case, parties, self.purposes)
        bases = disclosed.bases_for(actor, self.case, parties, data.get("purpose", ""), self.bases)
        self.form.offer(purpose=[(one.code, one.text) for one in purposes], basis=[(one.code, str(one.data["title"])) for one in bases])

    @property
    def chosen(self) -> queries.Chosen:
        """What the form holds, word by word."""
        data = self.data
        cuts = {one.key: self.cut(one) for one in self.extracts if one.mark in data.getlist("extracts")}
        return queries.Chosen(cuts, data.getlist("files"), data.get("named") == "yes", data.get("necessity", ""), data.get("answer", ""))

    def cut(self, one: queries.Extract) -> set[int]:
        """Which words of an extract are left out: marked one by one, or sentence by sentence."""
        data = self.data
        marked = {int(place) for place in data.get(f"cut_{one.mark}", "").split(",") if place.isdecimal() and len(place) < 6}
        whole = {int(place) for place in data.getlist(f"sentence_{one.mark}") if place.isdecimal() and len(place) < 6}
        return marked | {word for place, words in enumerate(sentences_in_words(one.text)) if place in whole for word in words}

    @property
    def sheet(self) -> Any:
        """The sheet as it stands."""
        data = self.data
        basis = next((one for one in self.bases if one.code == data.get("basis")), None)
        purpose = next((one.text for one in self.purposes if one.code == data.get("purpose")), "")
        footer = queries.footer_of(basis, purpose, self.request.membership)
        return queries.draft_sheet(
            self.case, self.person, self.chosen, to_police=self.to_police, due_on=queries.answer_due_on(self.case), footer=footer,
            corrects=self.corrects, questions=self.questions,
        )  # fmt: skip

    def slips(self) -> list[Any]:
        """What perhaps should not leave."""
        return queries.slips_in(self.case, self.person, self.chosen, self.data.get("purpose", ""), self.questions)

    def laid(self) -> queries.Laid:
        """The sheet as the case gives it now; asked once more under the lock of the act."""
        self.look()
        return queries.Laid(self.sheet, self.slips(), queries.concerns_in(self.case, self.chosen), queries.decided(self.case))

    def is_seen(self) -> bool:
        """Whether what is sent is what was shown last, and nothing was decided since; else the page shows it and asks again."""
        self.seen = self.laid()
        if self.form.cleaned_data["decided"] != self.seen.decided:
            self.form.add_error(None, actions.DECIDED_SINCE)
        elif self.form.cleaned_data["seen"] != self.seen.sheet.mark():
            self.form.add_error(None, actions.AS_SHOWN)
        return not self.form.errors

    def give(self) -> bool:
        """Give it, to the police with what concerns it tells of."""
        said, shown = self.form.cleaned_data, self.seen
        action = actions.pass_to_police if self.to_police else actions.disclose
        _label, authority, unit = queries.receiver_named(self.receivers, said["receiver"])
        try:
            self.form.result = action(
                self.request.actor, self.case, sheet=shown.sheet, of=shown.of, receiver=authority, unit=unit, basis=said["basis"],
                purpose=said["purpose"], necessity=said["necessity"], taken=said["taken"], days=said["days"], corrects=self.corrects, anew=self.laid,
                decided=shown.decided,
            )  # fmt: skip
        except lib.Refused as refusal:
            for one in refusal.parts:
                self.form.add_error(one.field if one.field in self.form.fields else None, one.sentence)
            return False
        return True

    def shown(self, *, looking: bool = False) -> dict[str, Any]:
        """What the page shows; while one only looks, no error stands there."""
        if looking:
            self.form.errors.clear()
        self.narrow()
        slips, sheet, chosen = self.slips() if self.form.is_bound else [], self.sheet, self.chosen
        to = next((label for key, label, *_rest in self.receivers if key == self.data.get("receiver")), _("modtageren, når du har valgt"))
        groups = [
            (one, [line_of(each, chosen.extracts.get(each.key)) for each in one.extracts])
            for one in queries.grouped(self.case, self.extracts, to_police=self.to_police)
        ]
        count = len(chosen.extracts) + len(sheet.files)
        return {
            "case": self.case, "decided": (looking and self.request.POST.get("decided")) or queries.decided(self.case),
            "form": self.form, "groups": groups, "sheet": sheet, "to": to, "today": full_day(lib.today()), "slips": slips,
            "to_police": self.to_police, "withholds": self.to_police and queries.is_left_open(self.case),
            "count": count, "inform_first": self.inform_first, "reason": self.reason, "gone": self.held.gone,
            "held": bool({"extracts", "files"} & self.held.fields.keys()),
            "bases": {one.code: one for one in self.bases}, "corrects": self.corrects, "called_back": self.called_back,
            "give": ngettext("Giv {count} uddrag videre", "Giv {count} uddrag videre", count).format(count=count) if count else _("Giv videre"),
            "questions": self.questions, "name": short_name(self.case, self.person),
            "terms": terms(self.case.municipality_id), "due_on": queries.answer_due_on(self.case),
            "asked_before": text("DISCLOSURE_CHECK", self.case.municipality),
        }  # fmt: skip


def line_of(one: Any, cut: Any) -> dict[str, Any]:
    """An extract as the page offers it: whether it is chosen, its words, and which of them are left out."""
    out = set(cut or ())
    return {
        "one": one, "n": one.mark, "taken": cut is not None, "words": words_of(one.text), "out": out, "cut": ",".join(map(str, sorted(out))),
        "sentences": sentence_choices(one.text, out),
    }  # fmt: skip


def sentence_choices(text: str, out: Any) -> list[tuple[int, str, bool]]:
    """The sentences of an extract, and whether each is left out as a whole."""
    words = words_of(text)
    return [
        (place, "".join(words[one] for one in numbers).strip(), set(numbers) <= set(out))
        for place, numbers in enumerate(sentences_in_words(text))
    ]


@requires(Role.COORDINATOR)
def withhold(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Decide that nothing goes to the police, and say why; what was begun of a sheet before goes along, and back (`comes`: from there)."""
    case = case_for(request.actor, Act.WITHHOLD_FROM_POLICE, case_id)
    if (early := too_early(request, case)) is not None:
        return early
    about, comes = queries.left_open(case), "sheet" in request.POST
    decided = case.stage != Stage.RECEIVED and not about
    if request.method == "GET" and decided:
        messages.info(request, actions.ALL_DECIDED)
        return redirect("casefile:case", case.pk)
    begun = {name: request.POST.get(f"{forms.Withhold.KEPT}{name}", "") for name in forms.Withhold.base_fields}
    form = forms.Withhold(None if comes else request.POST or None, initial=begun)
    if submit(form, actions.withhold_from_police, request.actor, case):
        told = ngettext(
            "Noteret, at politiet ikke får noget om henvendelsen. Den faglige leder kan læse begrundelsen.",
            "Noteret, at politiet ikke får noget om de {n} henvendelser. Den faglige leder kan læse begrundelsen.", len(about)
        )  # fmt: skip
        messages.success(request, told.format(n=len(about)))
        return redirect("casefile:case", case.pk)
    shown = {
        "case": case,
        "form": form,
        "about": about,
        "decided": actions.ALL_DECIDED if decided else "",
        **carried(request, case, form, begun),
    }
    shown["inform_first"] = not decided and queries.informs_first(case, Act.WITHHOLD_FROM_POLICE)
    shown |= {"terms": terms(case.municipality_id), "right": text("DISCLOSURE_RIGHT", case.municipality)}
    return render(request, "casefile/withhold.html", shown, status=422 if form.errors else 200)


def carried(request: HttpRequest, case: Any, form: forms.Withhold, begun: dict[str, str]) -> dict[str, Any]:
    """What the page of »Videregiv ikke« keeps whatever came meanwhile: the sheet with the way back to it, and whether a reason was written."""
    back = reverse("casefile:pass_to_police", args=[case.pk])
    return {
        "sheet": sheet_begun(request),
        "back": f"{back}?{request.GET.urlencode()}" if request.GET else back,
        "sent": request.method == "POST",
        "kept": form.is_bound or any(begun.values()),
    }


def sheet_begun(request: HttpRequest) -> list[tuple[str, str]]:
    """What was filled in of a sheet before its writer came here, field by field, to go back with."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if name in forms.Pass.base_fields or name.startswith(("cut_", "sentence_"))]


BREACH = gettext_lazy(
    "En forkert modtager kan være et brud på persondatasikkerheden. Sig det til databeskyttelsesrådgiveren i dag: "
    "et brud skal som hovedregel anmeldes inden 72 timer."
)


@requires(Role.COORDINATOR)
def recall(request: HttpRequest, case_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """Call back something that was given."""
    case = case_for(request.actor, Act.RECALL_DISCLOSURE, case_id)
    row = disclosed.disclosure_for(case, str(disclosure_id))
    form = forms.Recall(request.POST or None)
    if submit(form, actions.recall_disclosure, request.actor, row):
        messages.success(request, _("{number} er kaldt tilbage. Modtageren kan ikke læse den længere.").format(number=row.number))
        if form.cleaned_data["wrong_receiver"]:
            messages.warning(request, BREACH)
        return redirect(f"{reverse('casefile:disclosures', args=[case.pk])}#{row.number}")
    return render(request, "casefile/recall.html", {"case": case, "form": form, "row": row}, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def delivery(request: HttpRequest, case_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """Note that something was handed over against a receipt."""
    case = case_for(request.actor, Act.NOTE_DELIVERY, case_id)
    row = disclosed.disclosure_for(case, str(disclosure_id))
    if request.method == "POST":
        try:
            actions.note_delivery(request.actor, row)
            messages.success(request, _("Noteret, at {number} er afleveret.").format(number=row.number))
        except lib.Refused as refusal:
            messages.info(request, refusal.sentence)
    return redirect(f"{reverse('casefile:disclosures', args=[case.pk])}#{row.number}")


@requires(Role.COORDINATOR)
def sheet_pdf(request: HttpRequest, case_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """The frozen sheet as a tagged PDF with a receipt to sign."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    row = disclosed.disclosure_for(case, str(disclosure_id))
    copy = get_object_or_404(disclosed.copies_of(case), disclosure=row)
    if not copy.sheet:
        raise lib.Refused(_("Arket er slettet. Af sagen er kun datoer og registret over videregivelser tilbage."))
    made = pdf(
        PACKAGE / "disclosures" / "letters" / "sheet.typ",
        disclosed.letter_of(row, copy),
        title=_("Videregivelse {number}").format(number=row.number),
    )
    return HttpResponse(
        made.content, content_type="application/pdf", headers={"Content-Disposition": content_disposition(f"{row.number}.pdf")}
    )
