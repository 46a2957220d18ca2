"""The code field, and the page behind it: what was written, what the coordinators ask, and writing on."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.db import Error as DatabaseGone
from django.db import transaction
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import reporter
from infohus.accounts import queries as accounts
from infohus.accounts.door import public, town_of_code, with_code
from infohus.attachments.actions import Taken, take_in
from infohus.attachments.queries import read
from infohus.attachments.rules import check_count, content_disposition
from infohus.attachments.travel import carry, pack, unpack
from infohus.cases.queries import together
from infohus.catalogues.queries import Texts
from infohus.db.context import NOBODY, acting
from infohus.gateways.limits import address_of, blinded
from infohus.gateways.pace import Pace
from infohus.mailboxes import actions, forms, queries
from infohus.mailboxes.queries import Written
from infohus.mailboxes.rules import Word
from infohus.ui.headers import Came

LOG = logging.getLogger(__name__)
GUESSES = Pace()
MARK = signing.Signer(salt="infohus.mailboxes.unsent")
DRAFT = "draft"  # what a code can open besides a mailbox


@dataclass
class Held:
    """What lies behind the code that is held, read in one go, so that a page can be shown when the database goes."""

    mailbox: Any
    written: list[Written]
    readers: list[tuple[str, bool]]
    texts: Texts
    place: dict[str, str] = field(default_factory=dict)

    @property
    def covered(self) -> bool:
        """Whether there is a coordinator who may read it."""
        return queries.covered(self.readers)

    @property
    def new(self) -> list[Written]:
        """What the coordinators wrote since the reporter last did."""
        after = max((number for number, one in enumerate(self.written, 1) if not one.ours), default=0)
        return self.written[after:]

    @property
    def earlier(self) -> list[Written]:
        """All before that, newest first."""
        return [one for one in reversed(self.written) if one not in self.new]


# ---------- The code


@public
@non_atomic_requests
def code(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Open a mailbox or a saved form by its code; wrong, expired and foreign codes get the same kind page."""
    municipality = request.municipality = accounts.municipality(slug)  # type: ignore[attr-defined]
    texts, place = Texts(municipality), {"slug": slug} if slug else {}
    sent = request.method == "POST" and "code" in request.POST and request.came != Came.ELSEWHERE  # type: ignore[attr-defined]
    form = forms.Open(request.POST if sent else None)
    given = {"municipality": municipality, "texts": texts, "place": place, "form": form, "wrong": False, "unsent": unsent(request)}
    if not (form.is_bound and form.is_valid()):
        return render(request, "mailboxes/code.html", given)
    network = blinded(address_of(request))
    with GUESSES.turn(network) as tried:
        if not tried:
            return render(request, "ui/429.html", status=429)
        found = opened_by(form.cleaned_data["code"], municipality.pk)
        if found is None:
            GUESSES.was_wrong(network)
            return render(request, "mailboxes/code.html", {**given, "wrong": True})
    return enter(request, slug, *found)


def opened_by(given: str, municipality: UUID) -> tuple[UUID, UUID, str] | None:
    """Authority, place and kind of what a code opens here; None for a code of another municipality too."""
    with transaction.atomic():
        for kind, look in (("mailbox", queries.find), (DRAFT, queries.find_draft)):
            found = look(given)
            if found is not None and found[1] == municipality:
                return municipality, found[0], kind
    return None


def enter(request: HttpRequest, slug: str, authority: UUID, place: UUID, kind: str) -> HttpResponse:
    """Begin the small session of one code, the first cookie; whoever was signed in before is signed out by it."""
    with acting(NOBODY):
        request.session.flush()
        request.session["code"] = {"authority": str(authority), "place": str(place), "kind": kind, "slug": slug}
        request.session["began_at"] = lib.now().isoformat()
    rotate_token(request)
    if kind == DRAFT:
        return redirect("concerns:draft")
    actor = reporter(authority, place)
    with acting(actor.context), transaction.atomic():
        mailbox = queries.own(place)
        if mailbox is None:
            return redirect("mailboxes:code", **town_of_code(request))
        actions.enter_mailbox(actor, mailbox)
    if text := belongs(request, place):
        request.actor = actor  # type: ignore[attr-defined]
        with acting(actor.context):
            return page(request, look(request), initial=text)  # type: ignore[arg-type]
    return redirect("mailboxes:mailbox")


# ---------- A text whose session ended while it was written: it travels in the page, and comes back to its own mailbox only


def unsent(request: HttpRequest) -> dict[str, str]:
    """The text and its mark, when a message came after the half hour was over."""
    text, mark = request.POST.get("text", "").replace("\0", ""), request.POST.get("mark", "")
    return {"text": text, "mark": mark} if text.strip() and mark else {}


def mark_of(place: UUID) -> str:
    """By which a text is known to belong to this mailbox, without telling which it is."""
    return MARK.signature(str(place))


def belongs(request: HttpRequest, place: UUID) -> str:
    """The text that came along, if it was written behind this code; '' for any other."""
    kept = unsent(request)
    return kept["text"] if kept and kept["mark"] == mark_of(place) else ""


# ---------- The mailbox


@with_code
@non_atomic_requests
def mailbox(request: HttpRequest) -> HttpResponse:
    """What was written, what was asked; answer and add, also after registration and after closing."""
    held = look(request)
    if held is None:
        return gone(request)
    if request.method == "POST":
        return write(request, held)
    return page(request, held)


def look(request: HttpRequest) -> Held | None:
    """What lies behind the code that is held; None when it ended, or was held for ten hours."""
    began = parse_datetime(request.session.get("began_at") or "")
    if began is None or lib.now() - began > timedelta(hours=settings.SESSION_HARD_LIMIT_HOURS):
        return None
    with transaction.atomic():
        box = queries.own(request.actor.mailbox)  # type: ignore[attr-defined]
        if box is None:
            return None
        request.municipality = box.municipality  # type: ignore[attr-defined]
        place = {} if box.municipality == accounts.municipality() else {"slug": box.municipality.slug}
        return Held(box, queries.written_in(box), queries.readers(), Texts(box.municipality), place)


def page(
    request: HttpRequest, held: Held, form: Any = None, *, initial: str = "", kept: Any = None, note: str = "", status: int = 200
) -> HttpResponse:
    """The page behind the code."""
    form = form or blank(held, initial={"text": initial})
    given = {
        "municipality": held.mailbox.municipality, "texts": held.texts, "place": held.place, "mailbox": held.mailbox, "held": held,
        "form": form, "mark": mark_of(held.mailbox.pk), "who": who(held), "note": note, "came_back": bool(initial), "kept": kept,
    }  # fmt: skip
    return render(request, "mailboxes/mailbox.html", given, status=status)


def blank(held: Held, *args: Any, **kwargs: Any) -> forms.Write:
    """The form to write in."""
    return forms.Write(*args, about="advice" if held.mailbox.advice_id else "concern", asked=bool(held.new), **kwargs)


def write(request: HttpRequest, held: Held) -> HttpResponse:
    """Send what was written; when it cannot be kept, it stays in the page."""
    form = blank(held, request.POST, request.FILES)
    files, wrong = gather(request, str(held.mailbox.pk))
    if "drop" in request.POST:
        form = blank(held, initial={"text": request.POST.get("text", "")})
        return page(request, held, form, kept=carried(files, str(held.mailbox.pk)))
    form.is_valid()
    for sentence in wrong:
        form.add_error("files" if "files" in form.fields else None, sentence)
    if not form.errors:
        try:
            actions.write_to_mailbox(request.actor, held.mailbox, text=form.cleaned_data["text"], files=files)  # type: ignore[attr-defined]
            messages.success(request, queries.thanks(held.texts, held.readers))
            return redirect("mailboxes:mailbox")
        except lib.Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except (DatabaseGone, OSError):
            LOG.error("a message could not be stored")
            note = _("Det er ikke sendt. Der er en fejl hos os. Det, du skrev, står her endnu. Prøv igen om lidt.")
            return page(request, held, form, kept=carried(files, str(held.mailbox.pk)), note=note, status=503)
    return page(request, held, form, kept=carried(files, str(held.mailbox.pk)), status=422)


def gather(request: HttpRequest, name: str) -> tuple[list[Taken], list[str]]:
    """The files that came along in the form and those that were chosen now, but for a dropped one; and what was refused, in sentences."""
    files, wrong = unpack(request.POST.get("kept") or "", name), []
    dropped = request.POST.get("drop") or ""
    files = [one for number, one in enumerate(files, 1) if str(number) != dropped]
    for upload in request.FILES.getlist("files"):
        try:
            check_count(len(files) + 1)
            files += take_in([upload])
        except lib.Refused as refusal:
            wrong.append(refusal.sentence)
    return files, wrong


def carried(files: list[Taken], name: str) -> dict[str, Any]:
    """The accepted files as they travel on in the page: packed, their names, and the names of those that must be chosen again."""
    fit, left = carry(files)
    return {"packed": pack(fit, name), "names": [one.cleaned.name for one in fit], "again": [one.cleaned.name for one in left]}


def who(held: Held) -> str:
    """Who can read it, in a sentence: the coordinators by name, and the child duty while it is theirs too."""
    town, names = held.mailbox.municipality.name, [name for name, duty in held.readers if not duty]
    nobody = _("Lige nu ingen koordinator. Den faglige leder i {town} skal udpege en, der må læse det.").format(town=town)
    sentence = _("{names} i {town}.").format(names=together(names), town=town) if names else nobody
    if duty := [name for name, duty in held.readers if duty]:
        sentence += " " + _("Børnevagten ({names}) kan også læse det, til henvendelsen er registreret.").format(names=together(duty))
    return sentence


@with_code
@non_atomic_requests
def close(request: HttpRequest) -> HttpResponse:
    """Close the mailbox for good: asked first, also without JavaScript."""
    held = look(request)
    if held is None:
        return gone(request)
    if request.method != "POST":
        return render(
            request, "mailboxes/close.html", {"municipality": held.mailbox.municipality, "texts": held.texts, "place": held.place}
        )
    with transaction.atomic():
        actions.close_mailbox(request.actor, held.mailbox)  # type: ignore[attr-defined]
    return ended(request, redirect("mailboxes:closed", **held.place))


@with_code
@non_atomic_requests
def leave(request: HttpRequest) -> HttpResponse:
    """Go out: the session ends, the mailbox stays."""
    held = look(request)
    if request.method != "POST":
        return redirect("mailboxes:mailbox")
    return ended(request, redirect("mailboxes:left", **(held.place if held else {})))


def gone(request: HttpRequest) -> HttpResponse:
    """The code that is held opens nothing here any more; a saved form has its own page."""
    if (request.session.get("code") or {}).get("kind") == DRAFT and request.method != "POST":
        return redirect("concerns:draft")
    return ended(request, redirect("mailboxes:code", preserve_request=request.method == "POST", **town_of_code(request)))


def ended(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the session behind the code, and its cookies."""
    with acting(NOBODY):
        request.session.flush()
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite=settings.CSRF_COOKIE_SAMESITE)
    response["Clear-Site-Data"] = '"cache"'
    return response


@with_code
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the reporter's own files, to be saved and never opened here."""
    row = queries.own_file(request.actor.mailbox, pk)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return HttpResponse(read(row), content_type="application/octet-stream", headers={"Content-Disposition": content_disposition(row.name)})


@with_code
@non_atomic_requests
def sent(request: HttpRequest) -> HttpResponse:
    """What was sent first, as a sheet to print (a professional's own journal)."""
    held = look(request)
    first = next((one for one in held.written if one.kind == Word.FIRST), None) if held else None
    if held is None or first is None:
        return gone(request) if held is None else redirect("mailboxes:mailbox")
    given = {"municipality": held.mailbox.municipality, "texts": held.texts, "place": held.place, "first": first}
    return render(request, "mailboxes/sent.html", given)


def told(template: str) -> Any:
    """A page that only tells: its view."""

    @public
    def view(request: HttpRequest, slug: str = "") -> HttpResponse:
        municipality = request.municipality = accounts.municipality(slug)  # type: ignore[attr-defined]
        given = {"municipality": municipality, "texts": Texts(municipality), "place": {"slug": slug} if slug else {}}
        return render(request, f"mailboxes/{template}.html", given)

    view.__name__, view.__doc__ = template, f"The page {template}."
    return view


closed = told("closed")
left = told("left")
