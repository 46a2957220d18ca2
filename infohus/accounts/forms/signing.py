"""What people fill in to sign in: allauth's forms with our fields and sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from infohus.ui.forms import Email, Form, Text, worded

WRONG_CODE = _("Koden passer ikke. Hver kode virker kun én gang og i et halvt minut. Vent, til appen viser en ny, og skriv den.")
USED_CODE = _("Koden er allerede brugt. Vent, til appen viser en ny, og skriv den.")
NO_KEY = _("Din passkey kunne ikke bruges. Prøv igen, eller brug koden fra din app.")
USED_SECONDS = 150  # longer than any code opens, with one half minute of tolerance to both sides


class Password(forms.CharField):
    """A password: never shown again, never trimmed."""

    widget = forms.PasswordInput

    def __init__(self, *, missing: Any = None, autocomplete: str = "current-password", **given: Any) -> None:
        sentences = {"max_length": _("Adgangskoden må højst være på 200 tegn.")}
        super().__init__(**worded({"strip": False, "max_length": 200, **given}, missing or _("Skriv din adgangskode."), **sentences))
        self.widget.attrs.update(autocomplete=autocomplete)

    def bound_data(self, data: Any, initial: Any) -> str:
        """What the page shows of a password typed before: nothing."""
        return ""


class NewPassword(Password):
    """A password that is chosen now: long enough, not common, not like the person's own name."""

    user: Any = None

    def __init__(self, **given: Any) -> None:
        hint = _("Mindst 12 tegn. Brug gerne flere ord, som kun du ville sætte sammen.")
        super().__init__(**{"label": _("Ny adgangskode"), "help_text": hint, "autocomplete": "new-password", **given})

    def clean(self, value: Any) -> str:
        """The password, if it is good enough for this user."""
        password: str = super().clean(value)
        validate_password(password, self.user)
        return password


def again() -> Password:
    """The field for the same password once more."""
    return Password(label=_("Skriv den igen"), autocomplete="new-password", missing=_("Skriv den nye adgangskode igen."))


class OneTimeCode(forms.CharField):
    """Six digits (an emergency code: eight), with or without spaces; cleaned to the digits."""

    def __init__(self, *, label: Any = None, digits: tuple[int, ...] = (6, 8)) -> None:
        super().__init__(**worded({"label": label or _("Kode")}, _("Skriv den kode, der står i din app lige nu.")))
        self.digits = digits
        self.widget.attrs.update(autocomplete="one-time-code", inputmode="numeric", size=12)

    def clean(self, value: Any) -> str:
        """The digits alone, or what a code looks like."""
        code = "".join(sign for sign in unicodedata.normalize("NFKC", super().clean(value)) if not sign.isspace() and sign not in "-–.")
        if not (code.isascii() and code.isdigit() and len(code) in self.digits):
            raise ValidationError(_("Koden har 6 cifre, fx 123 456. En nødkode har 8."))
        return code


def once(form: Any, check: Callable[[], str]) -> str:
    """Let a code open once, whichever of several processes is asked: one at a time for each person, and what opened is remembered."""
    used, refusal = f"accounts.code:{form.user.pk}:{form.cleaned_data['code']}", None
    with transaction.atomic():
        list(Authenticator.objects.select_for_update().filter(user=form.user))
        try:
            code = check() if cache.get(used) is None else ""
            if code:
                cache.set(used, 1, USED_SECONDS)
            else:
                refusal = ValidationError(USED_CODE)
        except ValidationError as error:  # raised outside, so that the counter of wrong codes is not rolled back
            refusal = error
    if refusal is not None:
        raise refusal
    return code


class LogIn(LoginForm):
    """E-mail and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **given})
        self.fields["login"] = Email(label=_("E-mail"), missing=_("Skriv din e-mailadresse."))
        self.fields["login"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        self.fields["password"] = Password(label=_("Adgangskode"))
        self.order_fields(["login", "password"])


class Code(AuthenticateForm):
    """The second factor as a code."""

    use_required_attribute = False
    code = OneTimeCode()

    def clean_code(self) -> str:
        """The code, if it opens now and has not opened before."""
        return once(self, super().clean_code)


class CodeAgain(ReauthenticateByCodeForm):
    """A code, to say once more who one is."""

    use_required_attribute = False
    code = OneTimeCode()

    def clean_code(self) -> str:
        """The code, if it opens now and has not opened before."""
        return once(self, super().clean_code)


class PasswordAgain(ReauthenticateForm):
    """The password, to say once more who one is."""

    use_required_attribute = False
    password = Password(label=_("Adgangskode"))


class NewApp(ActivateTOTPForm):
    """The first code of an app that has just read the picture."""

    use_required_attribute = False
    code = OneTimeCode(label=_("Koden, som appen viser nu"), digits=(6,))

    def clean_code(self) -> str:
        """The code, if it fits the new secret; it opens nothing afterwards."""
        return once(self, super().clean_code)


def credential(check: Callable[[], Any]) -> Any:
    """What a passkey answered, or one sentence, whatever was sent instead."""
    try:
        return check()
    except ValidationError:
        raise ValidationError(NO_KEY) from None
    except (TypeError, ValueError, KeyError, AttributeError, LookupError):
        raise ValidationError(NO_KEY) from None


class Key(AuthenticateWebAuthnForm):
    """The second factor as a passkey."""

    def clean_credential(self) -> Any:
        """Whose passkey answered."""
        return credential(super().clean_credential)


class KeyAgain(ReauthenticateWebAuthnForm):
    """A passkey, to say once more who one is."""

    def clean_credential(self) -> Any:
        """Whose passkey answered."""
        return credential(super().clean_credential)


class NewKey(AddWebAuthnForm):
    """A new passkey and what it is called."""

    use_required_attribute = False
    name = Text(label=_("Hvad skal den hedde?"), help_text=_("Så du kan kende den igen, fx Arbejdstelefon."), longest=60, required=False)

    def clean(self) -> Any:
        """The new passkey, if the browser made one."""
        return credential(super().clean)


class NewPasswordByOld(ChangePasswordForm):
    """The old password and the new one, twice."""

    use_required_attribute = False
    oldpassword = Password(label=_("Nuværende adgangskode"))
    password1 = NewPassword()
    password2 = again()


class FirstPassword(SetPasswordForm):
    """A password for an account that has none."""

    use_required_attribute = False
    password1 = NewPassword()
    password2 = again()


class ChoosePassword(Form):
    """A new password by link."""

    password1 = NewPassword()
    password2 = again()

    def __init__(self, *args: Any, user: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["password1"].user = user  # type: ignore[attr-defined]

    def clean(self) -> Any:
        """Both must be the same."""
        given = self.cleaned_data
        if "password1" in given and "password2" in given and given["password1"] != given["password2"]:
            self.add_error("password2", _("De to adgangskoder er ikke ens. Skriv dem igen."))
        return given


class Forgotten(Form):
    """To which address the link goes."""

    email = Email(label=_("E-mail"), missing=_("Skriv din e-mailadresse."))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["email"].widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
