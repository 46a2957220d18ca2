"""The professional's form: what it is and is not, six steps by the public form's own ways, saving by a code, a receipt to print."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import Error as DatabaseGone
from django.db import transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import public as anyone
from infohus.accounts.door import public, town_of_code, with_code
from infohus.accounts.queries import slug_of
from infohus.attachments.travel import read_token, unpack
from infohus.cases.rules import Under18
from infohus.concerns import actions, professional_forms, promises, queries
from infohus.concerns.answers import BESIDE, Said
from infohus.concerns.public import form_of, here, kept_fields, own, steady_place, step, take_files, whole
from infohus.concerns.public_pages import Place, place_of, show
from infohus.concerns.rules import Face
from infohus.deadlines.rules import Kind, due_at, local_day
from infohus.gateways import limits
from infohus.lib import Refused
from infohus.mailboxes.rules import spell
from infohus.ui.headers import Came


class Answers(Said):
    """All that a professional answered so far."""

    STEPS = professional_forms.STEPS
    NAMES = professional_forms.NAMES
    TITLES = professional_forms.TITLES
    FACE = Face.PROFESSIONAL
    PAGE = "concerns:professional_form"
    ABOUT_THEM = [1, 3, 4]
    ABOUT_YOU = [5]
    RECEIPT = "professional_receipt"
    nameless_here = False  # whether the municipality lets professionals be anonymous

    @property
    def about(self) -> str:
        """Always another."""
        return "other"

    @property
    def promise(self) -> str:
        """What is said about a professional's name."""
        return "PROMISE_PROFESSIONAL"

    @property
    def nameless(self) -> bool:
        """Whether this professional chose to be anonymous, and may."""
        return self.nameless_here and self.data.get("anonymous") == "yes"

    @cached_property
    def asked(self) -> professional_forms.Asked:  # type: ignore[override]
        """What the questions depend on."""
        answered: dict[str, Any] = {name: self.data.get(name) or "" for name in self.names}
        observed, known = answered["observed"], self.data.getlist("how_known")
        answered |= {"how_known": known}
        more = {"heads": self.heads, "ticked": self.data.getlist("signs")}
        return professional_forms.Asked(self.texts, self.readers, "other", observed, answered, self.nameless_here, **more)

    def answers(self) -> dict[str, Any]:
        """What `file_concern` is given, with the names that the rules of this form know too."""
        said = super().answers()
        own_names = {name: said.get(field, "") for name, field in professional_forms.OWN_NAMES.items()}
        return {**said, **own_names, "anonymous": self.nameless}

    def besides(self, municipality: Any, received_at: datetime) -> dict[str, Any]:
        """By when the receipt of an underretning is due, where it may be a child and we know whom to send it to (barnets lov § 137)."""
        day = local_day(due_at(Kind.CHILD_RECEIPT, None, received_at, municipality.closed_days))
        hears = self.under_18 != Under18.NO and not self.nameless
        return {"receipt_day": promises.plain_day(day, lib.today()) if hears else ""}


def answers_of(place: Place, data: QueryDict) -> Answers:
    """What was answered so far, at this municipality."""
    said = Answers(data, place.texts, *place.who)
    said.nameless_here = bool(place.municipality and place.municipality.anonymous_professionals)
    return said


@public
def start(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What the form is for and what it is not, what to have at hand, whom to call."""
    return show(request, place_of(request, slug), "professional")


@public
@non_atomic_requests
def write(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The form, step by step, or its saving."""
    place = steady_place(request, slug)
    said = answers_of(place, request.POST)
    if request.POST.get("go") == "save" and request.came != Came.ELSEWHERE:  # type: ignore[attr-defined]
        wrong = take_files(request, said)
        return save(request, place, said, wrong)
    return form_of(request, place, said)


# ---------- Save and go on later


def save(request: HttpRequest, place: Place, said: Answers, wrong: list[str]) -> HttpResponse:
    """Save what is written so far behind a code for 24 hours; nothing need be right but that there is no CPR number."""
    at = min(max(whole(request.POST.get("at")), 1), said.last)
    token = read_token(said.data.get("token") or "", lib.now())
    if token is None or token.expired or place.municipality is None:
        return step(request, place, said, at, wrong=wrong, note=_("Det er ikke gemt. Tryk på »Gem« igen."), status=422)
    if limits.admit(limits.address_of(request), token.name):
        note = _("Det er ikke gemt endnu. Der kommer usædvanligt meget lige nu. Vent et minut, og tryk på »Gem« igen.")
        return step(request, place, said, at, wrong=wrong, note=note, status=429)
    hidden, again = kept_fields(said)
    beside = {name: said.data.getlist(name) for name in BESIDE if said.data.getlist(name)} | {"at": [str(at)]}
    try:
        saved = actions.save_concern_draft(
            anyone(place.municipality.pk), place.municipality, token=token.name, beside=beside,
            answers={name: said.data.getlist(name) for name in said.names if said.data.getlist(name)},
        )  # fmt: skip
    except Refused as refusal:
        return step(request, place, said, step_with(said, refusal.field, at), wrong=wrong, note=refusal.sentence, status=422)
    except (DatabaseGone, OSError):
        note = _("Det er ikke gemt. Der er en fejl hos os. Det, du har skrevet, står her endnu. Prøv igen om lidt.")
        return step(request, place, said, at, wrong=wrong, note=note, status=503)
    given = {
        "saved": saved,
        "spelled": spell(saved.code),
        "at": at,
        "hidden": hidden + own(said, said.blank(at)),
        "here": here(place, said),
    }
    return show(request, place, "professional_saved", wrong=wrong, again=again, **given)


def step_with(said: Answers, name: str | None, otherwise: int) -> int:
    """The step that asks this."""
    return next((number for number, one in enumerate(said.STEPS, 1) if name in one.base_fields), otherwise)


@with_code
@non_atomic_requests
def draft(request: HttpRequest) -> HttpResponse:
    """Go on with what was saved, behind its code; the form then travels in the page as before."""
    with transaction.atomic():
        saved = queries.own_draft(request.actor.mailbox)  # type: ignore[attr-defined]
        if saved is None:
            return redirect("mailboxes:code", **town_of_code(request))
        fields = actions.open_concern_draft(request.actor, saved)  # type: ignore[attr-defined]
        slug = slug_of(saved.municipality)
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    place = steady_place(request, slug)
    said = answers_of(place, data)
    if (token := read_token(data.get("token") or "", lib.now())) is not None:
        said.files = unpack(data.get("kept") or "", token.name)
    return step(
        request, place, said, min(max(whole(data.get("at")), 1), said.last), note=_("Her er det, du gemte. Gem igen, hvis du holder pause.")
    )
