"""Mail without content to those who sign in, and the sessions that are over."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.contrib.django import app

from infohus.access.rules import Role
from infohus.accounts import queries
from infohus.accounts.models import User
from infohus.accounts.rules import lifetime
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT

INVITED = """Du kan nu logge på Infohus.

Vælg din adgangskode her. Linket virker i {lifetime} og kun én gang:

{link}

Bagefter sætter du en ekstra kode op på din telefon eller en passkey. Hav telefonen ved hånden.

Venter du ikke denne mail, så gør ikke noget, og sig det til din systemadministrator.
"""
FORGOTTEN = """Nogen har bedt om at vælge en ny adgangskode til din konto i Infohus.

Var det dig, så vælg den her. Linket virker i {lifetime} og kun én gang:

{link}

Var det ikke dig, så gør ikke noget. Din adgangskode er den samme som før.
"""
RESET_FOR_PERSON = """Din systemadministrator har nulstillet dit log ind i Infohus.

Din gamle adgangskode og dine ekstra koder virker ikke mere, og du er logget af overalt.
Du får en mail til med et link, hvor du vælger en ny adgangskode.

Har du ikke selv bedt om det, så ring til din systemadministrator med det samme.
"""
RESET_FROM_OUTSIDE = """Din systemadministrator har nulstillet dit log ind i Infohus.

Dine ekstra koder til Infohus virker ikke mere, og du er logget af overalt. Log på med kommunens login, og sæt en ny app eller passkey op.

Har du ikke selv bedt om det, så ring til din systemadministrator med det samme.
"""
RESET_FOR_DPO = """En systemadministrator har nulstillet et log ind i Infohus.

Hvem og hvornår står i loggen:

{address}
"""
ROLE_FOR_PERSON = """Du har fået en ny rolle i Infohus.

Hvilken det er, ser du, når du er logget på:

{address}

Har du ikke aftalt det med nogen, så ring til din systemadministrator eller jeres databeskyttelsesrådgiver med det samme.
"""
ROLE_FOR_DPO = """En systemadministrator har givet nogen en rolle i Infohus, der åbner for sager eller for andres adgang.

Hvem, hvilken og hvornår står i loggen:

{address}
"""


def send(user: User, subject: str, text: str) -> None:
    """Send one mail; who it is about and what is in Infohus never stands in it."""
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email]).send()


def person(pk: str) -> User | None:
    """The person a job is about, unless the account was closed meanwhile."""
    with acting(SYSTEM), transaction.atomic():
        return User.objects.filter(pk=pk, is_active=True).first()


@app.task(name="infohus.accounts.jobs.send_link", queue="mail", retry=PATIENT)
def send_link(user: str, hours: str, again: str = "0") -> None:
    """Send the link at which a password is chosen: of an invitation, or (again) of a forgotten one."""
    if (who := person(user)) is None:
        return
    subject, text = ("Ny adgangskode til Infohus", FORGOTTEN) if again == "1" else ("Adgang til Infohus", INVITED)
    send(who, subject, text.format(link=queries.link_of(who, int(hours)), lifetime=lifetime(int(hours))))


def officers_of(authority: str) -> list[User]:
    """The data protection officers of an authority."""
    with acting(SYSTEM), transaction.atomic():
        return [one.user for one in queries.holders(authority, Role.DPO)]  # type: ignore[arg-type]


@app.task(name="infohus.accounts.jobs.tell_of_reset", queue="mail", retry=PATIENT)
def tell_of_reset(user: str, authority: str) -> None:
    """Tell the person and the DPO of the authority that the sign-in was reset."""
    officers = officers_of(authority)
    if (who := person(user)) is not None:
        text = RESET_FROM_OUTSIDE if queries.comes_from_outside(who) else RESET_FOR_PERSON
        send(who, "Dit log ind i Infohus er nulstillet", text)
    for officer in officers:
        send(officer, "Et log ind i Infohus er nulstillet", RESET_FOR_DPO.format(address=settings.PUBLIC_ADDRESS))


@app.task(name="infohus.accounts.jobs.tell_of_role", queue="mail", retry=PATIENT)
def tell_of_role(user: str, authority: str) -> None:
    """Tell the person who got a role that opens much, and the DPO of the authority that gave it; never who or which."""
    if (who := person(user)) is not None:
        send(who, "Du har fået en rolle i Infohus", ROLE_FOR_PERSON.format(address=settings.PUBLIC_ADDRESS))
    for officer in officers_of(authority):
        if who is None or officer.pk != who.pk:
            send(officer, "Der er givet en rolle i Infohus", ROLE_FOR_DPO.format(address=settings.PUBLIC_ADDRESS))


@app.periodic(cron="23 * * * *")
@app.task(name="infohus.accounts.jobs.forget_sessions", queueing_lock="forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Delete the sessions that are over."""
    SessionStore.clear_expired()
