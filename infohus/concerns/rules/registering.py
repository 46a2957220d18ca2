"""What a concern must hold to be registered, sorted or rejected (`model.md` D3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _now

from infohus.cases.rules import Fact, Under18
from infohus.concerns.rules.words import Face, RejectionCode, SentenceKind
from infohus.deadlines.rules import local_day
from infohus.lib import Refused, refuse
from infohus.persons.rules import is_under_18
from infohus.ui.rules import age_on, moment


@dataclass(frozen=True)
class Registration:
    """What a coordinator answers when taking a concern on; `sentences` is where each sentence was placed (None: not yet)."""

    sentences: Sequence[SentenceKind | None] = ()
    removed: bool = False  # whole answers or files are left out besides
    surplus_why: str = ""
    no_surplus: bool = False
    name: str = ""
    description: str = ""
    unidentified: bool = False
    birth_on: date | None = None
    under_18: Under18 | None = None
    reported: bool = False  # it was sent as underretning before: that question is answered
    report_sent_at: datetime | None = None
    sent_from: datetime | None = (
        None  # the moment before which it cannot have been sent: the receipt, unless it was written down by us afterwards
    )
    report_not_sent: str = ""
    report: str = ""  # how the question of the underretning was answered: 'send', 'sent', 'not' or '' (not at all)
    purpose: str = ""
    administration: object | None = None
    knows_privately: bool | None = None


def check_registration(form: Registration, now: datetime) -> None:
    """Refuse a registration by all that it lacks."""
    refuse(registration_refusals(form, now))


def registration_refusals(form: Registration, now: datetime) -> Iterator[Refused]:
    """All that stands between RECEIVED and REGISTERED, in the order of the page (`model.md` D3)."""
    yield from sorting_refusals(form)
    named = bool(form.name.strip() or form.description.strip())
    if not named and not form.unidentified:
        yield Refused(_now("Skriv, hvem det drejer sig om, beskriv personen, eller vælg »ikke identificeret endnu«."), "name")
    if form.name.strip() and form.unidentified:
        yield Refused(_now("Der står et navn, og der er valgt »ikke identificeret endnu«. Ret det ene."), "unidentified")
    yield from _child_refusals(form, now)
    if not form.purpose.strip():
        yield Refused(_now("Vælg, hvad oplysningerne skal bruges til."), "purpose")
    if not form.administration:
        yield Refused(_now("Vælg den forvaltning, sagen hører til."), "administration")
    if form.knows_privately is None:
        yield Refused(_now("Svar på, om du kender personen eller familien privat."), "knows_privately")
    elif form.knows_privately:
        yield Refused(
            _now("Du kender personen eller familien privat. Så kan du ikke tage sagen. Meld dig inhabil, så går den videre."),
            "knows_privately",
        )


def registered_facts(form: Registration, lead: object | None) -> set[Fact]:
    """Which of the facts that a move to REGISTERED needs are there (`cases.rules.NEXT`)."""
    reported = form.reported or form.report_sent_at is not None or form.report_not_sent.strip()
    there = {
        Fact.FACTS: any(kind and kind != SentenceKind.LEFT_OUT for kind in form.sentences),
        Fact.SORTED: bool(form.sentences) and all(form.sentences),
        Fact.PERSON: form.name.strip() or form.description.strip() or form.unidentified,
        Fact.UNDER_18: form.under_18 == Under18.NO or (form.under_18 and reported),
        Fact.PURPOSE: form.purpose.strip(),
        Fact.ADMINISTRATION: form.administration,
        Fact.CONFLICT: form.knows_privately is False,
        Fact.LEAD: lead,
    }
    return {fact for fact, is_there in there.items() if is_there}


def sorting_refusals(form: Registration) -> Iterator[Refused]:
    """Facts, hearsay and guess apart; surplus removed with its reason, or said to be none (GDPR art. 5)."""
    left_out = form.removed or SentenceKind.LEFT_OUT in form.sentences
    if missing := sum(not kind for kind in form.sentences):
        yield Refused(_now("Sæt hver oplysning det rigtige sted. Der mangler {count}.").format(count=missing), "sentences")
    elif all(kind == SentenceKind.LEFT_OUT for kind in form.sentences):
        yield Refused(_now("Der er ingen oplysninger tilbage. Afvis henvendelsen, hvis den ikke hører til her."), "sentences")
    if left_out and not form.surplus_why.strip():
        yield Refused(_now("Skriv, hvorfor du udelader det. Det, du udelader, bliver slettet."), "surplus_why")
    if left_out and form.no_surplus:
        yield Refused(_now("Du har udeladt noget og samtidig svaret, at intet er overflødigt. Ret det ene."), "no_surplus")
    if not left_out and not form.no_surplus:
        yield Refused(_now("Udelad det, der ikke er nødvendigt, eller svar, at intet er overflødigt."), "no_surplus")


def sent_from(face: str, received_at: datetime) -> datetime | None:
    """The moment before which a concern cannot have been sent as underretning: its receipt; None of a telephone note, which is written afterwards."""
    return None if face == Face.NOTED else received_at


def asks_about_report(under_18: str, sent_at: datetime | None, why_not: str) -> bool:
    """Whether it is still to be decided if a concern is an underretning: under 18 or perhaps, not sent, and no reason why not (barnets lov § 133)."""
    return under_18 != Under18.NO and sent_at is None and not why_not.strip()


def sort_refusals(form: Registration, now: datetime, *, asks: bool) -> Iterator[Refused]:
    """All that stands in the way of sorting a concern that came along with others; `asks`: also whether it is an underretning."""
    yield from sorting_refusals(form)
    if asks:
        yield from _report_refusals(form, now)


def _child_refusals(form: Registration, now: datetime) -> Iterator[Refused]:
    """Under 18 or perhaps: an underretning was sent, or it is said why not (barnets lov §§ 133, 136)."""
    if not form.under_18:
        yield Refused(_now("Svar på, om personen er under 18 år."), "under_18")
        return
    if form.birth_on is not None and form.under_18 != (Under18.YES if is_under_18(form.birth_on, local_day(now)) else Under18.NO):
        age = age_on(form.birth_on, local_day(now))
        yield Refused(_now("Efter fødselsdatoen er personen {age} år. Ret datoen eller svaret.").format(age=age), "under_18")
    yield from _report_refusals(form, now)


def _report_refusals(form: Registration, now: datetime) -> Iterator[Refused]:
    if form.reported:
        if form.report_sent_at is not None or form.report_not_sent.strip():
            sentence = _now("Henvendelsen er allerede sendt som underretning. Dit svar på det spørgsmål er udeladt. Registrér igen.")
            yield Refused(sentence, "report_sent_at")
        return
    yield from sent_at_refusals(form.report_sent_at, form.sent_from, now)
    if form.report_sent_at is not None and form.report_not_sent.strip():
        yield Refused(_now("Der står både, at underretningen er sendt, og hvorfor den ikke er. Ret det ene."), "report_not_sent")
    if form.under_18 != Under18.NO and form.report_sent_at is None and not form.report_not_sent.strip():
        yield Refused(_report_missing(form.report), "report_sent_at")


def sent_at_refusals(sent_at: datetime | None, sent_from: datetime | None, now: datetime) -> Iterator[Refused]:
    """An underretning was sent at a moment that has come, and not before the concern (`sent_from`; None: it was written down afterwards)."""
    if sent_at is not None and sent_at > now:
        yield Refused(_now("Tidspunktet for underretningen er ikke kommet endnu. Skriv, hvornår den blev sendt."), "report_sent_at")
    elif sent_at is not None and sent_from is not None and sent_at < sent_from.replace(second=0, microsecond=0):
        sentence = _now(
            "Tidspunktet ligger før henvendelsen kom, {at}. Har en anden sendt en underretning før, så svar nej, og skriv hvem der sendte den og hvornår."
        )
        yield Refused(sentence.format(at=moment(sent_from, local_day(now))), "report_sent_at")


def unreadable(duty: Collection[str], phone: str) -> str:
    """Why an underretning cannot be sent here, where nobody of the child duty can open it, and how it is sent instead; '' where somebody can."""
    if duty:
        return ""
    sent = _now("Send den på en anden måde, og notér så her, hvornår den er sendt.")
    if phone:
        sent = _now("Ring til børnevagten på {phone}, eller send den på en anden måde, og notér så her, hvornår den er sendt.").format(
            phone=phone
        )
    return f"{_now('Der er ingen børnevagt i Infohus, som kan læse en underretning her.')} {sent}"


def _report_missing(report: str) -> str:
    """What is missing of the answer to the question of the underretning."""
    if report == "sent":
        return str(_now("Skriv, hvornår underretningen er sendt."))
    if report == "not":
        return str(_now("Skriv, hvorfor det ikke er en underretning. Én sætning er nok."))
    return str(_now("Svar på, om det også er en underretning."))


def check_rejection(code: str, sentence: str, codes: Collection[str] = RejectionCode.values) -> None:
    """Refuse a rejection without its code (of the catalogue) or without the sentence that the second coordinator reads."""
    if code not in codes:
        raise Refused(_now("Vælg, hvorfor henvendelsen ikke hører til her."), "code")
    if not sentence.strip():
        raise Refused(_now("Skriv en sætning om hvorfor. Den anden koordinator læser den, før noget bliver slettet."), "sentence")


def offers_rejection(*, alone: bool, acute: bool, proposed: bool) -> bool:
    """Whether pages offer to propose that an arrival is not ours: somebody else can confirm it, nothing acute or unjudged waits, and no proposal does."""
    return not (alone or acute or proposed)


def check_second_person(proposed_by: object, confirmed_by: object) -> None:
    """Refuse that one person is both the first and the second; compare users, not memberships."""
    if proposed_by == confirmed_by:
        raise Refused(_now("Du har selv foreslået det. En anden koordinator skal tage stilling."))
