"""What a system administrator fills in about people, authorities and units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.accounts.rules import ROLES_OF, AuthorityKind, write_closed_days
from infohus.ui.forms import Choice, Email, Flag, Form, LongText, Text, Whole, worded

# ---------- People


def role_choices(kinds: Any) -> list[tuple[str, Any]]:
    """The roles that authorities of these kinds can give."""
    given = {role: role.label for kind in kinds for role in ROLES_OF[AuthorityKind(kind)]}
    return [(role.value, str(label).capitalize()) for role, label in given.items()]


class OneOf(forms.ModelChoiceField):
    """One row of a list, in a select box."""

    def __init__(self, queryset: Any, *, label: Any, missing: Any = None, none: Any = None, **given: Any) -> None:
        wrong = _("Vælg en af dem, der står på listen.")
        told = worded({"label": label, **given}, missing or _("Vælg fra listen."), invalid_choice=wrong)
        super().__init__(queryset, empty_label=none or _("Vælg"), **told)


class Invite(Form):
    """A person, and in which role of which authority."""

    name = Text(label=_("Navn"), missing=_("Skriv personens navn."), longest=120)
    email = Email(
        label=_("E-mail"), help_text=_("Linket til at vælge en adgangskode sendes hertil."), missing=_("Skriv personens e-mail."),
        max_length=254,
    )  # fmt: skip
    phone = Text(label=_("Direkte telefon"), required=False, longest=40)

    def __init__(self, *args: Any, authorities: Any, administrations: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["authority"] = OneOf(authorities, label=_("Myndighed"), missing=_("Vælg, hvor personen arbejder."))
        roles = role_choices(dict.fromkeys(authorities.order_by("kind").values_list("kind", flat=True)))
        self.fields["role"] = Choice(label=_("Rolle"), choices=roles, missing=_("Vælg en rolle."))
        self.fields["administration"] = OneOf(
            administrations, label=_("Forvaltning"), none=_("Ingen"), help_text=_("Kun for koordinatorer."), required=False
        )


class ChangeRole(Form):
    """Another role in the same authority."""

    def __init__(self, *args: Any, kind: str, administrations: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["role"] = Choice(label=_("Ny rolle"), choices=role_choices([kind]), missing=_("Vælg en rolle."))
        self.fields["administration"] = OneOf(
            administrations, label=_("Forvaltning"), none=_("Ingen"), help_text=_("Kun for koordinatorer."), required=False
        )


class Confirm(Form):
    """Nothing to fill in: the button is the answer."""


# ---------- Authorities and units


class Version(Whole):
    """Which version of the row the page was made from, in a hidden field."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(missing=_("Siden er ikke hel. Genindlæs den, og prøv igen."), least=1)


class EditAuthority(Form):
    """What is known of a partner."""

    version = Version()
    name = Text(label=_("Navn"), missing=_("Skriv navnet."), longest=120)
    phone = Text(label=_("Telefon"), required=False, longest=40)
    phone_hours = Text(label=_("Telefontid"), help_text=_("Fx hverdage kl. 8.30–15"), required=False, longest=80)
    email = Email(label=_("E-mail"), required=False, max_length=254)
    address = Text(label=_("Adresse"), required=False)
    website = forms.URLField(
        label=_("Hjemmeside"), required=False, assume_scheme="https", max_length=200, widget=forms.TextInput,
        error_messages={
            "invalid": _("Skriv en adresse, fx https://www.eksempel.dk."),
            "max_length": _("Adressen er for lang. Brug en kortere."),
        },
    )  # fmt: skip
    active = Flag(label=_("I brug"))


class EditMunicipality(EditAuthority):
    """What is known of the own municipality: most of it stands on the public pages."""

    child_department = Text(label=_("Børneafdelingens navn"), required=False, longest=120)
    child_duty_email = Email(
        label=_("Børnevagtens e-mail"), required=False, max_length=254,
        help_text=_("Får besked uden indhold, når en henvendelse om et barn kommer, mens ingen er på arbejde."),
    )  # fmt: skip
    child_duty_phone = Text(label=_("Børnevagtens telefon"), required=False, longest=40)
    dpo_contact = Text(label=_("Kontakt til databeskyttelsesrådgiver"), required=False)
    anonymous_professionals = Flag(label=_("Fagpersoner må skrive uden at sige, hvem de er"))
    closed_days = LongText(
        label=_("Egne lukkedage"), rows=4, required=False,
        help_text=_("Ud over helligdage. En dag på hver linje: 5. juni gælder hvert år, 7. maj 2027 kun det år."),
    )  # fmt: skip

    def __init__(self, *args: Any, districts: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["parent"] = OneOf(districts, label=_("Politikreds"), none=_("Ingen"), required=False)
        del self.fields["active"]
        self.order_fields([*(name for name in self.fields if name != "closed_days"), "closed_days"])


class AddAuthority(Form):
    """Another party that is worked with."""

    kind = Choice(
        label=_("Hvad er det?"), missing=_("Vælg, hvad det er."),
        choices=[(one, str(one.label).capitalize()) for one in AuthorityKind if one != AuthorityKind.MUNICIPALITY],
    )  # fmt: skip
    name = Text(
        label=_("Navn"), help_text=_("Som det skal stå, når der videregives noget dertil."), missing=_("Skriv navnet."), longest=120,
    )  # fmt: skip
    phone = Text(label=_("Telefon"), required=False, longest=40)
    email = Email(label=_("E-mail"), required=False, max_length=254)


class AddUnit(Form):
    """A department or function."""

    name = Text(label=_("Enhedens navn"), missing=_("Skriv enhedens navn."), longest=160)
    function = Text(label=_("Funktion"), help_text=_("Når en enhed har flere, fx Ungehuset."), required=False, longest=160)
    code = Text(label=_("Forkortelse"), help_text=_("Højst 12 tegn, fx BKI."), required=False, longest=12)
    administration = Flag(label=_("Er en forvaltning: sager og koordinatorer kan høre til her"))
    phone = Text(label=_("Telefon"), required=False, longest=40)
    email = Email(label=_("E-mail"), required=False, max_length=254)


class EditUnit(AddUnit):
    """… and whether it is still in use."""

    version = Version()
    active = Flag(label=_("I brug"))


def of_authority(authority: Any) -> dict[str, Any]:
    """What the form of an authority shows at first."""
    names = [*EditMunicipality.base_fields, "parent"]
    return {**{name: getattr(authority, name) for name in names}, "closed_days": write_closed_days(authority.closed_days)}


def of_unit(unit: Any) -> dict[str, Any]:
    """What the form of a unit shows at first."""
    return {name: getattr(unit, name) for name in EditUnit.base_fields}


def put_on_top(form: Form, version: int, theirs: dict[str, Any]) -> list[tuple[Any, str, str]]:
    """Let the form be saved on top of what another saved meanwhile; label, mine and theirs of each field that differs."""
    form.data = form.data.copy()
    form.data["version"] = str(version)
    names = [name for name in form.fields if name != "version"]
    pairs = [(form.fields[name].label, _in_words(form.cleaned_data[name]), _in_words(theirs[name])) for name in names]
    return [(label, mine, other) for label, mine, other in pairs if mine != other] or [(_("Det hele"), _("er ens"), _("er ens"))]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    return "\n".join(line.strip() for line in str(value or "").splitlines()).strip()
