"""The public form: six steps, the receipt, and what is shown when it cannot be stored, comes twice or comes among too many."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import Error as DatabaseGone
from django.db import IntegrityError, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from infohus import lib
from infohus.access.rules import Actor
from infohus.access.rules import public as anyone
from infohus.accounts.door import public
from infohus.attachments.actions import Taken, take_in
from infohus.attachments.rules import MOST, check_count
from infohus.attachments.travel import Token, carry, new_token, pack, read_token, unpack
from infohus.catalogues.queries import Texts
from infohus.concerns import promises
from infohus.concerns.actions.filing import Receipt, file_concern, fingerprint, receipt_of, sent_before
from infohus.concerns.answers import BESIDE, Said
from infohus.concerns.public_forms import Addition, Step
from infohus.concerns.public_pages import Place, ahead, here, kept_fields, place_of, show, show_receipt, staffed
from infohus.db.context import acting
from infohus.gateways import limits
from infohus.gateways.limits import address_of
from infohus.lib import Refused
from infohus.mailboxes.actions import write_to_mailbox
from infohus.mailboxes.queries import code_of, find, readers
from infohus.ui.forms import submit
from infohus.ui.headers import Came

LOG = logging.getLogger(__name__)
ELSEWHERE = _lazy(
    "Du er sendt hertil fra en anden hjemmeside. Derfor er det her en ny formular, og der kan stå noget i den, du ikke selv har skrevet. "
    "Læs det hele igennem, før du sender."
)
TOO_OLD = _lazy("Siden har været åben for længe. Læs det igennem, og send igen.")
CLOSED = _lazy("Det er sendt før, og postkassen er lukket. Sender du igen, bliver det en ny henvendelse.")


# ---------- The form


_known: dict[str, Place] = {}


def steady_place(request: HttpRequest, slug: str) -> Place:
    """The same outside a transaction, and as it was last seen when the database is gone: nobody loses their text to that."""
    try:
        with transaction.atomic():
            place = staffed(place_of(request, slug))
        _known[slug] = place
    except DatabaseGone:
        LOG.warning("a public page without the database")
        place = _known.get(slug, Place(None, Texts(None), slug))
    return place


@public
@non_atomic_requests
def concern(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Voice a concern, step by step; answers travel in the form, and nothing is stored before it is sent."""
    place = steady_place(request, slug)
    return form_of(request, place, Said(request.POST, place.texts, *place.who))


def form_of(request: HttpRequest, place: Place, said: Said) -> HttpResponse:
    """Where one is in the form, and on to where the pressed button leads."""
    if request.method != "POST":
        return step(request, place, said, 1)
    wrong = take_files(request, said)
    go, at = request.POST.get("go") or "next", whole(request.POST.get("at"))
    if request.came == Came.ELSEWHERE:  # type: ignore[attr-defined]
        return strange(request, place, said, min(max(at, 1), said.last), wrong)
    if go == "send":
        return send(request, place, said, wrong)
    if go == "receipt" and (page := receipt_again(request, place, said)) is not None:
        return page
    if go == "quit":
        hidden, again = kept_fields(said)
        return show(request, place, "quit", said=said, hidden=hidden, again=again, here=here(place, said))
    if go == "call":
        said.call_me()
    if go == "next" and 1 <= at < said.last:
        return forward(request, place, said, at)
    to = {"call": 5, "check": said.last}.get(go) or whole(go) or said.last
    if at == said.last and to < said.last:
        said.data["checking"] = "1"
    return step(request, place, said, min(to, said.last), wrong=wrong)


def strange(request: HttpRequest, place: Place, said: Said, at: int, wrong: Sequence[str]) -> HttpResponse:
    """A form that another site sent: nothing is done with it; what was typed stays, with a token of its own that only this browser knows."""
    for name in BESIDE:
        said.data.pop(name, None)
    return step(request, place, said, at, wrong=wrong, note=ELSEWHERE)


def forward(request: HttpRequest, place: Place, said: Said, at: int) -> HttpResponse:
    """On to the next step, unless something is to be mended here, or something chosen may be urgent."""
    form = said.bound(at)
    if not form.is_valid():
        return step(request, place, said, at, form=form)
    said.told_instead(form)
    to = said.last if said.data.get("checking") else at + 1
    now = at == 1 and said.data.get("acute") == "yes"
    if now or (said.acute and said.data.get("seen") != "sign"):
        said.data["seen"] = "sign" if said.acute else "yes"
        return show(request, place, "acute", said=said, hidden=said.hidden(form) + own(said, form), to=to, now=now, here=here(place, said))
    return step(request, place, said, to)


def step(
    request: HttpRequest,
    place: Place,
    said: Said,
    number: int,
    *,
    form: Step | None = None,
    wrong: Sequence[str] = (),
    note: Any = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a step, with all that was answered before hidden in it."""
    token = read_token(said.data.get("token") or "", lib.now())
    if token is None or token.expired or unsure(request):
        said.data["token"] = new_token(lib.now())
        token = read_token(said.data["token"], lib.now())
    kept, left = carry(said.files)
    said.data["kept"] = pack(kept, token.name)  # type: ignore[union-attr]
    again = _("Vælg filen »{name}« igen, før du sender. Den er for stor til at følge med fra side til side.")
    wrong = [*wrong, *(again.format(name=one.cleaned.name) for one in left)]
    form = form or said.blank(number)
    if number == said.last:
        said.data["sent"] = "1" if sent_already(said) else ""
        for sentence in wrong:
            form.errors.setdefault("files", form.error_class()).append(sentence)
    given = {"said": said, "form": form, "now": number, "hidden": said.hidden(form), "titles": said.titles, "note": note}
    given |= {"here": here(place, said), "watched": watched(place, said)}
    given |= last(request, place, said, kept) if number == said.last else {"wrong": wrong, **told_before(place, said)}
    return show(request, place, said.NAMES[number - 1], status=status, **given)


def unsure(request: HttpRequest) -> bool:
    """Whether the token may have come from another site's page: the browser does not say. A new one is then known to nobody else."""
    return request.method == "POST" and request.came == Came.UNSAID  # type: ignore[attr-defined]


def sent_already(said: Said) -> bool:
    """Whether this form was sent before; one who comes back to it by the browser's own button is told so."""
    token = read_token(said.data.get("token") or "", lib.now())
    try:
        return token is not None and find(code_of(token.name)) is not None
    except DatabaseGone:
        return False


def watched(place: Place, said: Said) -> bool:
    """Whether somebody reads for the child duty who may read this."""
    return promises.is_watched(place.municipality, place.behind.but(said.not_for))


def told_before(place: Place, said: Said) -> dict[str, Any]:
    """What is said before somebody answers: what follows when the person is under 18, and how anonymous one can be."""
    return {
        "under_18_notes": promises.under_18_notes(place.texts, said.about, watched=watched(place, said)),
        "promise": said.promise,
        "promise_paragraphs": promises.in_paragraphs(place.texts.text(said.promise)),
    }  # fmt: skip


def last(request: HttpRequest, place: Place, said: Said, kept: Sequence[Taken]) -> dict[str, Any]:
    """What the last page shows besides: the files that came along, what happens when it is sent, and work where too many come."""
    token = read_token(said.data["token"] or "", lib.now())
    before: list[str] = []
    if place.municipality is not None:
        before = promises.before_sending(ahead(place, said, lib.now()))
    proof = limits.challenge(token.name) if token and limits.pressed(address_of(request)) else ""
    always = {"under_18": promises.unanswered(place.texts, said.about)}
    if known := said.known_to_us:
        always["reporter_name"] = known
    return {"kept": kept, "before": before, "proof": proof, "always": always}


def take_files(request: HttpRequest, said: Said) -> list[str]:
    """Take in what was uploaded besides what the form carried already; the sentences about what was refused. Accepted files stay."""
    token = read_token(said.data.get("token") or "", lib.now())
    said.files = unpack(request.POST.get("kept") or "", token.name) if token else []
    dropped = whole(request.POST.get("drop"))
    if dropped:
        said.files = [one for number, one in enumerate(said.files, 1) if number != dropped]
    wrong: list[str] = []
    for upload in request.FILES.getlist("files"):
        try:
            check_count(len(said.files) + 1)
            said.files += take_in([upload])
        except Refused as refusal:
            wrong.append(refusal.sentence)
            if len(said.files) >= MOST:
                break
    return wrong


def send(request: HttpRequest, place: Place, said: Said, wrong: Sequence[str]) -> HttpResponse:
    """File the concern; the receipt is shown when it is stored, and only then."""
    if number := said.first_wrong:
        said.data["checking"] = "1"
        return step(request, place, said, number, form=said.judged[number - 1], wrong=wrong, status=422)
    if wrong:
        return step(request, place, said, said.last, wrong=wrong, status=422)
    token = read_token(said.data.get("token") or "", lib.now())
    if token is None:
        return step(request, place, said, said.last, note=TOO_OLD, status=422)
    if place.municipality is None:
        return unsent(request, place, said)
    try:
        receipt = admitted(request, place, said, token) or file_concern(
            anyone(place.municipality.pk), place.municipality, face=said.FACE, token=token.name, answers=said.answers(),
            sent_as="\n\n".join(said.blocks()), files=said.files,
            not_for=[reader.user for reader in place.readers if str(reader.user) in said.not_for],
        )  # fmt: skip
        if isinstance(receipt, HttpResponse):
            return receipt
        return differs(request, place, said, token.name, receipt) if receipt.differs else show_receipt(request, place, said, receipt)
    except Refused as refusal:
        return step(request, place, said, said.last, note=refusal.sentence, status=422)
    except IntegrityError:  # sent before, and its mailbox is closed by now
        said.data["token"] = ""
        return step(request, place, said, said.last, note=CLOSED, status=409)
    except (DatabaseGone, OSError):
        return unsent(request, place, said)


def admitted(request: HttpRequest, place: Place, said: Said, token: Token) -> Receipt | HttpResponse | None:
    """None when it can be filed; else the receipt of one who presses again, or the page of a form that is too old or must wait."""
    address = address_of(request)
    if (token.expired or limits.pressed(address)) and (known := receipt_of(token.name, fingerprint(said.answers(), said.files))):
        return known
    if token.expired:
        return step(request, place, said, said.last, note=TOO_OLD, status=422)
    wait = limits.admit(address, token.name, request.POST.get("altcha") or "", said.data.get("ticket") or "")
    return patience(request, place, said, wait) if wait else None


def receipt_again(request: HttpRequest, place: Place, said: Said) -> HttpResponse | None:
    """The receipt of a form that was stored a moment ago, as a page of its own that can be loaded anew (steps.js); None if it never was."""
    token = read_token(said.data.get("token") or "", lib.now())
    try:
        before = sent_before(token.name) if token and place.municipality else None
    except DatabaseGone:
        return unsent(request, place, said)
    if token is None or before is None:
        return None
    _actor, mailbox, words = before
    receipt = Receipt(code_of(token.name), mailbox.opened_at, mailbox.valid_until, repeated=True)
    return show_receipt(request, place, said, receipt, said.blocks_of(words[0]) if words else None)


def differs(request: HttpRequest, place: Place, said: Said, token: str, receipt: Receipt, form: Addition | None = None) -> HttpResponse:
    """The same form with another text: nothing is filed anew, and what is new can be sent as an addition."""
    before = sent_before(token)
    known = "\n\n".join(before[2]) if before else ""
    kept, left = carry(said.files)
    new = [block for block in said.blocks() if block not in known]
    if form is None and not new and not said.files:
        return show_receipt(request, place, said, receipt)
    given = {"form": form or Addition(initial={"text": "\n\n".join(new)}), "receipt": receipt, "token": said.data.get("token")}
    given |= {"kept": pack(kept, token), "files": [one.cleaned.name for one in kept], "again": [one.cleaned.name for one in left]}
    return show(request, place, "differs", status=409, **given)


@public
@non_atomic_requests
def add(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send the change as an addition to the concern that was sent before, into its mailbox; pressed twice it is one."""
    place = steady_place(request, slug)
    token = read_token(request.POST.get("token") or "", lib.now())
    if request.method != "POST" or token is None:
        return redirect(here(place))
    form, said = Addition(request.POST), Said(request.POST, place.texts)
    try:
        if (before := sent_before(token.name)) is None:
            return redirect(here(place))
        said.files = unpack(request.POST.get("kept") or "", token.name)
        actor, mailbox, _words = before
        receipt = Receipt(code_of(token.name), mailbox.opened_at, mailbox.valid_until, repeated=True)
        if not submit(form, write_to_mailbox, actor, mailbox, files=said.files):
            return differs(request, place, said, token.name, receipt, form)
    except (DatabaseGone, OSError):
        hidden = [(name, request.POST.get(name, "")) for name in ("token", "text", "kept")]
        return show(request, place, "unsent", status=503, hidden=hidden, here=request.path, act="write_to_mailbox", again=[])
    return show(request, place, "added", receipt=receipt, thanks=thanks_to(actor, place))


def thanks_to(actor: Actor, place: Place) -> str:
    """What one who has added something is told, by who may read it today."""
    with acting(actor.context), transaction.atomic():
        return promises.thanks(place.texts, readers())


def unsent(request: HttpRequest, place: Place, said: Said) -> HttpResponse:
    """It could not be stored: say so, keep the text and the token, and show whom to call."""
    LOG.error("a concern could not be stored")
    hidden, again = kept_fields(said)
    return show(request, place, "unsent", status=503, hidden=hidden, here=here(place, said), act="file_concern", again=again, said=said)


def patience(request: HttpRequest, place: Place, said: Said, wait: limits.Wait) -> HttpResponse:
    """Too many at once: the browser works for it, or the person waits; the text stays."""
    said.data["ticket"] = wait.ticket
    hidden, again = kept_fields(said)
    given = {"hidden": hidden, "here": here(place, said), "again": again, "wait": wait, "turn": promises.to_the_second(wait.until)}
    return show(request, place, "patience", status=429, **given)


def own(said: Said, form: Step) -> list[tuple[str, str]]:
    """The answers of the step itself, for a page on which they are hidden too."""
    return [(name, value) for name in form.fields for value in said.data.getlist(name) if value]


def whole(text: str | None) -> int:
    """A small whole number out of a form; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 3 else 0
