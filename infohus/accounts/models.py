"""Authorities, their units, people and in which capacity they act."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.access.rules import Actor, Role


class AuthorityKind(models.TextChoices):
    """What kind of party an authority or organisation is: it decides which legal bases reach it."""

    MUNICIPALITY = "MUNICIPALITY", _("kommune")
    POLICE = "POLICE", _("politi")
    PRISON = "PRISON", _("kriminalforsorg")
    REGION = "REGION", _("region, psykiatri")
    STATE = "STATE", _("anden myndighed")
    SELF_GOVERNING = "SELF_GOVERNING", _("selvejende institution med offentlig opgave")
    PRIVATE = "PRIVATE", _("privat forening eller organisation")


def closed_by_default() -> list[str]:
    """The days on which municipalities usually keep closed besides the public holidays."""
    return ["06-05", "12-24", "12-31"]


class Authority(models.Model):
    """A municipality, a police district or another party; what the public pages say of a municipality stands here."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    kind = models.CharField(_("Art"), max_length=16, choices=AuthorityKind)
    name = models.CharField(_("Navn"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Politikreds"))
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
    active = models.BooleanField(_("I brug"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
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
    version = models.PositiveIntegerField(default=1)

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
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_before_at = models.DateTimeField(null=True, blank=True)
    factor_reset_at = models.DateTimeField(null=True, blank=True)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


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

    class Meta:
        constraints = [
            models.CheckConstraint(name="membership_ends_after_it_began", condition=models.Q(until_at=None) | models.Q(until_at__gte=models.F("from_at"))),
            models.UniqueConstraint("user", "authority", "role", condition=models.Q(until_at=None), name="person_has_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.title}"

    @property
    def title(self) -> str:
        """The role as it is called on the screen, with the administration's code."""
        return f"{self.get_role_display()}{' ' + self.administration.code if self.administration else ''}"

    @property
    def actor(self) -> Actor:
        """This membership, acting."""
        return Actor(Role(self.role), self.authority_id, self.pk, self.user_id, self.administration_id, name=self.user.name)
