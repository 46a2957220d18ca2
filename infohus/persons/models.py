"""The one person of a case, and the people around them as role and minimum."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus.accounts.models import Authority
from infohus.cases.models import Case, CaseBound
from infohus.persons.rules import Kin, Known
from infohus.sealing.fields import SealedText


class Person(CaseBound):
    """The person a case is about: everything but the keyed hash of the CPR number and the flag of a protected address is sealed."""

    travels = False  # it is the same person; what only one of the two knows (who got the name) is put to the other
    case = models.OneToOneField(Case, models.CASCADE, related_name="person")
    municipality = models.ForeignKey(Authority, models.PROTECT)
    known = models.CharField(max_length=10, choices=Known, default=Known.UNKNOWN)
    cpr_hash = models.BinaryField(null=True)
    address_protected = models.BooleanField(_("Navne- og adressebeskyttelse"), default=False)
    name = SealedText(_("Navn"))
    birth_on = SealedText(_("Fødselsdato"))
    cpr = SealedText(_("CPR-nummer"))
    gender = SealedText(_("Køn"))
    address = SealedText(_("Adresse"))
    contact = SealedText(_("Telefon og e-mail"))
    description = SealedText(_("Beskrivelse"))
    named_to = SealedText(_("Hvem der også har fået navnet"))  # line by line: on a sheet of a concern that was taken out again
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "cpr_hash"], condition=models.Q(cpr_hash__isnull=False), name="person_by_keyed_cpr")
        ]

    @property
    def is_named(self) -> bool:
        """Whether there is a name or a number to show; else the person is described, or not known."""
        return bool(self.known == Known.NAMED)


class Relative(CaseBound):
    """Somebody around the person: a role and the minimum, never a profile of their own."""

    travels = True
    role = models.CharField(_("Rolle"), max_length=12, choices=Kin)
    holds_custody = models.BooleanField(_("Har del i forældremyndigheden"), default=False)
    name = SealedText(_("Navn"))
    contact = SealedText(_("Telefon eller e-mail"))
    remark = SealedText(_("Bemærkning"))
    interpreter = SealedText(_("Tolk"))
    version = models.PositiveIntegerField(default=1)
