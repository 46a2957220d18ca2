"""What a concern must hold to be filed, registered or rejected, and what is expected when it arrives (`model.md` D3, D6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.cases.rules import Fact, Under18
from infohus.deadlines.rules import Kind, local_day
from infohus.lib import Refused, refuse
from infohus.persons.rules import is_under_18
from infohus.ui.rules import age_on

LONGEST = 100_000  # signs in one field of a concern
DRAFT_HOURS = 24  # a professional's saved form


class Face(TextChoices):
    """By which door a concern came."""

    PUBLIC = "public", _("fra borger")
    PROFESSIONAL = "professional", _("fra fagperson")
    NOTED = "noted", _("telefonnotat")
    POLICE = "police", _("fra politiet")


class Source(TextChoices):
    """What the reporter is to the person (`domain.md` §8, field 16)."""

    SELF = "self", _("Borgeren selv")
    PARENT = "parent", _("Forælder")
    SIBLING = "sibling", _("Søskende")
    FRIEND = "friend", _("Ven eller bekendt")
    NEIGHBOUR = "neighbour", _("Nabo")
    TEACHER = "teacher", _("Lærer eller pædagog")
    CLUB = "club", _("Klub eller forening")
    HOUSING = "housing", _("Boligsocial medarbejder")
    CASEWORKER = "caseworker", _("Sagsbehandler")
    POLICE = "police", _("Politi")
    PSYCHIATRY = "psychiatry", _("Psykiatri eller sundhedsvæsen")
    PRISON_SERVICE = "prison_service", _("Kriminalforsorgen")
    ASYLUM_CENTRE = "asylum_centre", _("Asylcenter")
    SECURE_INSTITUTION = "secure_institution", _("Sikret institution")
    HOTLINE = "hotline", _("Hotline")
    OTHER = "other", _("Anden")


class SourceGroup(TextChoices):
    """The sources as the figures tell them (`domain.md` §13, ST02)."""

    CITIZEN = "citizen", _("borger/pårørende")
    SCHOOL = "school", _("skole")
    CLUB = "club", _("klub/forening")
    SOCIAL = "social", _("social/jobcenter")
    POLICE = "police", _("politi")
    HEALTH = "health", _("psykiatri/sundhed")
    PRISON = "prison", _("kriminalforsorg")
    HOTLINE = "hotline", _("hotline")
    OTHER = "other", _("anden")
    ANONYMOUS = "anonymous", _("anonym")


GROUP_OF: dict[str, SourceGroup] = {
    Source.SELF: SourceGroup.CITIZEN,
    Source.PARENT: SourceGroup.CITIZEN,
    Source.SIBLING: SourceGroup.CITIZEN,
    Source.FRIEND: SourceGroup.CITIZEN,
    Source.NEIGHBOUR: SourceGroup.CITIZEN,
    Source.TEACHER: SourceGroup.SCHOOL,
    Source.CLUB: SourceGroup.CLUB,
    Source.HOUSING: SourceGroup.SOCIAL,
    Source.CASEWORKER: SourceGroup.SOCIAL,
    Source.POLICE: SourceGroup.POLICE,
    Source.PSYCHIATRY: SourceGroup.HEALTH,
    Source.PRISON_SERVICE: SourceGroup.PRISON,
    Source.ASYLUM_CENTRE: SourceGroup.OTHER,
    Source.SECURE_INSTITUTION: SourceGroup.OTHER,
    Source.HOTLINE: SourceGroup.HOTLINE,
    Source.OTHER: SourceGroup.OTHER,
}
CLOSE_TO = frozenset({Source.SELF, Source.PARENT})  # to these the text on anonymity is another


def source_group(source: str, anonymous: bool) -> SourceGroup:
    """The group a concern counts in; an anonymous one counts as anonymous, whatever else is known, and an unknown source as another."""
    return SourceGroup.ANONYMOUS if anonymous else GROUP_OF.get(source, SourceGroup.OTHER)


class HowKnown(TextChoices):
    """How the reporter knows what is written."""

    SEEN = "seen", _("Jeg har selv set eller hørt det")
    TOLD = "told", _("Nogen har fortalt mig det")
    ONLINE = "online", _("Jeg har set det på nettet")
    GUESS = "guess", _("Det er noget, jeg tror eller fornemmer")


class SentenceKind(TextChoices):
    """Where a sentence belongs when a concern is registered."""

    SEEN = "seen", _("Set eller hørt")
    TOLD = "told", _("Fortalt af andre")
    GUESS = "guess", _("Formodning")
    LEFT_OUT = "left_out", _("Udelad")


class RejectionCode(TextChoices):
    """Why a concern is not ours."""

    OTHER_SUBJECT = "other_subject", _("Handler tydeligt ikke om ekstremisme")
    QUARREL = "quarrel", _("Privat strid, fx mellem naboer")
    BELIEF = "belief", _("Handler kun om tro, udseende eller lovlige holdninger")
    SPAM = "spam", _("Reklame, spøg eller meningsløst indhold")
    OTHER_PLACE = "other_place", _("Hører til et andet sted, og henvenderen er vist vej")


class Told(TextChoices):
    """Whether somebody knows that the professional turns to us."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej, ikke endnu")
    NOBODY = "nobody", _("Der er ingen anden med forældremyndighed")


class Way(TextChoices):
    """How a receipt was given."""

    MAILBOX = "mailbox", _("I postkassen, som henvender læser med sin kode")
    PHONE = "phone", _("Telefonisk")
    LETTER = "letter", _("Med brev eller sikker post")


class Interpreter(TextChoices):
    """Whether the person or the parents need an interpreter."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    UNKNOWN = "unknown", _("Ved ikke")


# ---------- Sentences

_BREAK = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_BOUNDARY = re.compile(
    rf"(?P<line>{_BREAK}\s*+)|(?<![.!?…])(?P<end>[.!?…]++)(?P<close>[\"'”“’‘»«)\]]*+)"
    r"(?P<gap>[^\S\n\r\v\f\x85\u2028\u2029]++|(?=[A-ZÆØÅ][a-zæøå]))"
)
_NEXT = re.compile(r"(?P<open>[\"'”“„‘’»«(\[•\uf0b7*–-]{0,9})\s?(?P<word>[^\W_][\w’'-]{0,30})?")
# Short forms after which a sentence goes on, and those which may end it too.
_SHORT = re.compile(
    r"fx|f\.?eks|bl\.?a|kl|ca|nr|tlf|dvs|d|f|s|dr|hr|fr|frk|pga|p\.g\.a|jf|jfr|inkl|ekskl|mht|m\.h\.t|vedr|evt|sml|hhv|iht|ift|i\.f\.t|ang|afd|adr|stk"
    r"|vha|sdr|ndr|gl|skt|kap|t\.o\.m|www|e\.g|i\.e|mr|mrs|ms|no"
)
_SHORT_OR_END = re.compile(
    r"osv|mv|m\.v|mm|m\.m|ol|o\.l|m\.?fl|etc|kr|mio|mia|mdr|jr|min|p\.?t|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec|man|tirs|ons|tors|fre|lør|søn"
)
_MONTH = re.compile(r"januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december")
_STARTS = re.compile(
    r"han|hun|den|det|de|der|da|vi|jeg|du|i|man|min|mit|mine|hans|hendes|deres|så|men|og|når|hvis|nu|her|en|et|på|for|efter|ved|til|fra"
    r"|he|she|it|they|we|then|but|and|the|a"
)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text in their order, each with the blanks after it: joined again they are the text, sign for sign.

    A new line begins a sentence unless it goes on in lower case; short forms ('fx', 'bl.a.', 'kl. 19.30'), '9.B', '12. november'
    and initials end none; a closing quotation mark stays with its sentence, and what has no letter never stands alone.
    """
    sentences, begin, letter = [], 0, _letter(text, range(len(text)))
    last = _letter(text, reversed(range(len(text))))
    for found in _BOUNDARY.finditer(text, 0, last + 1):
        if letter < found.start() and _ends(text, begin, found):
            sentences.append(text[begin : found.end()])
            begin = found.end()
            letter = _letter(text, range(begin, len(text)))
    return [*sentences, text[begin:]] if text else []


def _letter(text: str, places: Iterable[int]) -> int:
    """The first of these places that holds a letter; -1 for none."""
    return next((place for place in places if text[place].isalpha()), -1)


def _ends(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether a sentence ends with this line break or this stop."""
    before = text[max(begin, found.start() - 40) : found.start()].rstrip()
    following = _NEXT.match(text, found.end())
    opening, word = (following["open"], following["word"] or "") if following else ("", "")
    if found["line"]:
        if opening or len(re.findall(_BREAK, found["line"])) > 1:
            return True
        if word[:1].islower():
            return before.endswith((".", "!", "?", "…", ":"))
        return not (before.endswith(".") and _SHORT.fullmatch(_last_word(before[:-1])))
    if not found["gap"]:  # a forgotten blank: 'mennesker.Det', but not in an address
        forgotten = found["end"] == "." and re.search(r"(?<![\w.])[a-zæøå]{2,}$", before)
        return bool(forgotten) and not _goes_on(before, word) and not re.search(r"[/@]\S*$", before)
    if word[:1].islower() or re.match(_BREAK, text[found.end() : found.end() + 2]):
        return False
    return found["end"] != "." or bool(found["close"]) or not _goes_on(before, word)


def _last_word(before: str) -> str:
    found = re.search(r"[\w.]*$", before)
    return found[0] if found else ""


def _goes_on(before: str, word: str) -> bool:
    """Whether a full stop after `before` only marks a short form, a number in a row or an initial, seen by the word that follows."""
    last, starts = _last_word(before), bool(_STARTS.fullmatch(word.lower()))
    if _SHORT.fullmatch(last.lower()):
        return True
    if _SHORT_OR_END.fullmatch(last.lower()):
        return word[:1].isdigit()
    if re.fullmatch(r"(?:[A-ZÆØÅ]\.)*[A-ZÆØÅ]", last):
        return not starts
    if re.fullmatch(r"\d{1,2}", last):
        return word[:1].isdigit() or bool(_MONTH.fullmatch(word.lower())) or (len(word) == 1 and not starts)
    return False


# ---------- Filing


def check_facts(observed: str, field: str = "observed") -> None:
    """Refuse a concern that says nothing, or more than can be kept in one field."""
    if not any(sign.isalpha() for sign in observed):
        raise Refused(_now("Skriv, hvad du har set eller hørt."), field)
    if len(observed) > LONGEST:
        raise Refused(_now("Teksten er for lang. Skriv det vigtigste her, og vedhæft resten som en fil."), field)


# Codes of the catalogue's first version (`domain.md` §6); whoever has the catalogue at hand gives its own.
SERIOUS = frozenset(f"A{number:02}" for number in range(1, 14))
ACUTE = frozenset({"A04", "A05", "A06", "A12"})


@dataclass(frozen=True)
class Signs:
    """What the chosen signs ask of us: to act today, to show 112 and 114, to say that one weaker sign alone is seldom enough."""

    serious: bool
    acute: bool
    alone: bool


def check_signs(signs: Collection[str], description: str, *, serious: Collection[str] = SERIOUS, acute: Collection[str] = ACUTE) -> Signs:
    """What the chosen signs (codes) ask for; Refused when a sign is chosen and nothing is described."""
    if signs and not any(sign.isalpha() for sign in description):
        raise Refused(
            _now("Du har valgt et tegn. Beskriv, hvad du har set eller hørt, hvornår og hvor, eller fjern tegnet."), "signs_description"
        )
    return Signs(
        any(code in serious for code in signs),
        any(code in acute for code in signs),
        len(signs) == 1 and not any(code in serious for code in signs),
    )


def check_reporter(anonymous: bool, name: str, phone: str, email: str, hide_name: bool, hide_reason: str) -> None:
    """Refuse a name from one who wants to be anonymous, and a wish to be kept out of sight without its reason."""
    if anonymous and (name.strip() or phone.strip() or email.strip()):
        raise Refused(_now("Du vil være anonym, men har skrevet, hvem du er. Slet det, eller vælg, at vi gerne må vide det."), "anonymous")
    if hide_name and not anonymous and not hide_reason.strip():
        raise Refused(
            _now("Skriv, hvorfor dit navn ikke skal oplyses. Vi skal bruge grunden, hvis nogen beder om at se sagen."), "hide_reason"
        )


def expected_on_arrival(
    under_18: Under18 | None, signs: Collection[str], reachable: bool, *, serious: Collection[str] = SERIOUS
) -> set[Kind]:
    """The deadlines that open when a concern arrives (`model.md` D6); no answer about the age counts as not known.

    `reachable`: the reporter has an address or a code.
    """
    kinds = {Kind.REGISTER}
    if any(code in serious for code in signs):
        kinds.add(Kind.ACUTE_TODAY)
    if under_18 != Under18.NO:
        kinds.add(Kind.CHILD_24H)
        if reachable:
            kinds.add(Kind.CHILD_RECEIPT)
    return kinds


# ---------- The professional's form


@dataclass(frozen=True)
class Professional:
    """What a professional answers; telephone and mail are those of the workplace; `told_…_how`: what was said, how it was taken."""

    observed: str = ""
    when_where: str = ""
    how_known: Collection[str] = ()
    alternatives: str = ""
    under_18: Under18 | None = None
    source: Source | None = None
    told_person: Told | None = None
    told_person_how: str = ""
    told_parent_1: Told | None = None
    told_parent_1_how: str = ""
    told_parent_2: Told | None = None
    told_parent_2_how: str = ""
    interpreter: Interpreter | None = None
    interpreter_who: str = ""
    done: str = ""
    workplace: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    anonymous: bool = False  # only where the municipality lets professionals be so


def check_professional(form: Professional) -> None:
    """Refuse a professional's form by all that it lacks."""
    refuse(professional_refusals(form))


def professional_refusals(form: Professional) -> Iterator[Refused]:
    """All that a professional's form lacks, in the order of the page (`domain.md` §8; barnets lov §§ 133, 137)."""
    for text, sentence, field in (
        (form.observed, _("Skriv, hvad du har set eller hørt."), "observed"),
        (form.when_where, _("Skriv, hvornår og hvor det skete. Cirka er nok."), "when_where"),
        ("".join(form.how_known), _("Sæt kryds ved, hvordan du ved det."), "how_known"),
        (
            form.alternatives,
            _("Skriv, hvad der ellers kunne forklare det. Skriv »ved ikke«, hvis du ikke kan komme på noget."),
            "alternatives",
        ),
        (form.under_18, _("Svar på, om personen er under 18 år. Vælg »Ved ikke«, hvis du er i tvivl."), "under_18"),
        (form.source, _("Vælg, hvad du er for personen."), "source"),
    ):
        if not text or not text.strip():
            yield Refused(str(sentence), field)
    yield from _told_refusals(form.told_person, form.told_person_how, "told_person", _now("personen"))
    if form.under_18 != Under18.NO:
        yield from _told_refusals(form.told_parent_1, form.told_parent_1_how, "told_parent_1", _now("den ene med forældremyndighed"))
        if form.told_parent_2 != Told.NOBODY:
            yield from _told_refusals(form.told_parent_2, form.told_parent_2_how, "told_parent_2", _now("den anden med forældremyndighed"))
    if not form.interpreter:
        yield Refused(_now("Svar på, om der er brug for tolk. Vælg »Ved ikke«, hvis du er i tvivl."), "interpreter")
    elif form.interpreter == Interpreter.YES and not form.interpreter_who.strip():
        yield Refused(_now("Skriv, hvem der har brug for tolk, og på hvilket sprog."), "interpreter_who")
    if not form.done.strip():
        yield Refused(_now("Skriv, hvad I selv har gjort. Skriv »intet endnu«, hvis I ikke har gjort noget."), "done")
    if not form.workplace.strip():
        yield Refused(_now("Skriv, hvor du arbejder, og arbejdsstedets adresse. Skriv ikke din private adresse."), "workplace")
    if not form.anonymous and not form.reporter_name.strip():
        yield Refused(_now("Skriv dit navn. Som fagperson skriver du i dit arbejdes navn."), "reporter_name")
    if not form.anonymous and not (form.reporter_phone.strip() or form.reporter_email.strip()):
        yield Refused(_now("Skriv en telefon eller en mail på dit arbejde, så vi kan svare dig."), "reporter_phone")


def _told_refusals(told: Told | None, how: str, field: str, who: str) -> Iterator[Refused]:
    """What is missing of the answer to whether somebody knows, what was said, and how it was taken."""
    if not told or told == Told.NOBODY:
        yield Refused(_now("Svar på, om {who} ved, at du henvender dig.").format(who=who), field)
    elif told == Told.YES and not how.strip():
        yield Refused(_now("Skriv, hvad I har sagt til {who}, og hvordan det blev modtaget.").format(who=who), f"{field}_how")
    elif told == Told.NO and not how.strip():
        yield Refused(_now("Skriv, hvorfor {who} ikke ved det endnu.").format(who=who), f"{field}_how")


# ---------- Registration and rejection


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
    if form.report_sent_at is not None and form.report_sent_at > now:
        yield Refused(_now("Tidspunktet for underretningen er ikke kommet endnu. Skriv, hvornår den blev sendt."), "report_sent_at")
    if form.report_sent_at is not None and form.report_not_sent.strip():
        yield Refused(_now("Der står både, at underretningen er sendt, og hvorfor den ikke er. Ret det ene."), "report_not_sent")
    if form.under_18 != Under18.NO and form.report_sent_at is None and not form.report_not_sent.strip():
        yield Refused(_report_missing(form.report), "report_sent_at")


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


def check_second_person(proposed_by: object, confirmed_by: object) -> None:
    """Refuse that one person is both the first and the second; compare users, not memberships."""
    if proposed_by == confirmed_by:
        raise Refused(_now("Du har selv foreslået det. En anden koordinator skal tage stilling."))
