"""What a concern is told in: by which door it came, from whom, how it is known, what its sentences are, and why one is not ours."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

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
    SOCIAL = "social", _("socialt arbejde/jobcenter")
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
