"""Authorities, their units, people and in which capacity they act."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.access.rules import Actor, Role
from infohus.accounts.rules import AuthorityKind, Stale


def closed_by_default() -> list[str]:
    """The days on which municipalities usually keep closed besides the public holidays."""
    return ["06-05", "12-24", "12-31"]


class Versioned(models.Model):
    """A row that a form edits: saved only on top of the version that its editor saw."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def change_from(self, version: int, **values: Any) -> None:
        """Save these columns if the row still has this version; else raise `Stale` with the row as it stands."""
        if not type(self).objects.filter(pk=self.pk, version=version).update(**values, version=version + 1):
            raise Stale(type(self).objects.get(pk=self.pk))
        self.refresh_from_db()


class Authority(Versioned):
    """A municipality, or a police district or another party, which one municipality keeps; what public pages say of a municipality stands here."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    kind = models.CharField(_("Art"), max_length=16, choices=AuthorityKind)
    name = models.CharField(_("Navn"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Politikreds"))
    keeper = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Passes af"))
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    phone_hours = models.CharField(_("Telefontid"), max_length=80, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    address = models.CharField(_("Adresse"), max_length=200, blank=True)
    website = models.URLField(_("Hjemmeside"), blank=True)
    child_department = models.CharField(_("Børneafdelingens navn"), max_length=120, blank=True)
    child_duty_email = models.EmailField(_("Børnevagtens e-mail"), blank=True)
    child_duty_phone = models.CharField(_("Børnevagtens telefon"), max_length=40, blank=True)
    dpo_contact = models.CharField(_("Kontakt til databeskyttelsesrådgiver"), max_length=200, blank=True)
    closed_days = models.JSONField(_("Egne lukkedage"), default=closed_by_default, blank=True)  # "06-05" every year, "2027-05-07" once
    anonymous_professionals = models.BooleanField(_("Fagpersoner må være anonyme"), default=False)
    active = models.BooleanField(_("I brug"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(Versioned):
    """A department or function of an authority; an administration is a unit with a code, and case leads belong to one."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="units")
    name = models.CharField(_("Enhedens navn"), max_length=160)
    function = models.CharField(_("Funktion"), max_length=160, blank=True)
    code = models.CharField(_("Forkortelse"), max_length=12, blank=True)
    administration = models.BooleanField(_("Er en forvaltning"), default=False)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    active = models.BooleanField(_("I brug"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint("authority", "name", "function", name="unit_has_one_name_in_its_authority")]

    def __str__(self) -> str:
        return f"{self.authority.name}, {self.name}" + (f", {self.function}" if self.function else "")


class People(BaseUserManager):
    """Accounts are found by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Navn"), max_length=120)
    phone = models.CharField(_("Direkte telefon"), max_length=40, blank=True)
    is_active = models.BooleanField(_("Må logge på"), default=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # last active, to within five minutes
    seen_before_at = models.DateTimeField(null=True, blank=True)
    signed_out_at = models.DateTimeField(null=True, blank=True)  # no session begun before this moment goes on

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must bear to go on: another once the password changed or all sessions were ended."""
        ended = self.signed_out_at.isoformat() if self.signed_out_at else ""
        return salted_hmac("infohus.accounts.session", f"{self.password}:{ended}", algorithm="sha256").hexdigest()


class Login(models.Model):
    """A person as the identity provider of an authority knows them: who it is, and nothing else of what it said."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="logins")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    subject_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("authority", "subject_hash", name="login_is_one_persons")]


class Membership(models.Model):
    """A person acting for an authority in a role, from and perhaps until a moment; it is what acts are done by."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("Person"))
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name=_("Myndighed"))
    role = models.CharField(_("Rolle"), max_length=12, choices=Role)
    administration = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("Forvaltning"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Enhed"))
    from_at = models.DateTimeField(default=lib.now)
    until_at = models.DateTimeField(null=True, blank=True)
    by_mail = False  # no column: the act that gives the role says here whether a link goes with it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_began", condition=models.Q(until_at=None) | models.Q(until_at__gte=models.F("from_at"))
            ),
            models.UniqueConstraint("user", "authority", "role", condition=models.Q(until_at=None), name="person_has_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.title}"

    @property
    def title(self) -> str:
        """The role as it is called on the screen, with the administration's code."""
        return f"{self.get_role_display()}{' ' + self.administration.code if self.administration else ''}"

    @property
    def heading(self) -> str:
        """The title where it begins a line: 'Koordinator BKI'."""
        return self.title[:1].upper() + self.title[1:]

    @property
    def actor(self) -> Actor:
        """This membership, acting."""
        return Actor(Role(self.role), self.authority_id, self.pk, self.user_id, self.administration_id, name=self.user.name)
