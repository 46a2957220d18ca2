"""What an overseer chooses from the log."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.access.rules import Act, Role
from infohus.audit.queries import Wanted
from infohus.audit.rules import Sort, check_period
from infohus.lib import Refused
from infohus.oversight.queries import UNNAMED
from infohus.ui.forms import DanishDate, Form, Select

if TYPE_CHECKING:
    from infohus.accounts.models import Authority


class Filter(Form):
    """Who, what, which days; all of it may be left open."""

    who = Select(label=_("Hvem"), required=False)
    what = Select(label=_("Handling"), required=False, choices=[("", _("Alle handlinger"))])
    from_on = DanishDate(label=_("Fra og med"), required=False, help_text="", past=True)
    until_on = DanishDate(label=_("Til og med"), required=False, help_text="", past=True)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    case = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unnamed = [(role.value, name) for role, name in UNNAMED.items()]
        acts = sorted(((one.value, str(one.label)) for one in Act), key=lambda one: one[1].casefold())
        self.fields["who"].choices = [("", _("Alle")), *((str(pk), name) for pk, name in people), (_("Uden konto"), unnamed)]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", _("Alle handlinger")), *acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        try:
            check_period(self.cleaned_data.get("from_on"), self.cleaned_data.get("until_on"))
        except Refused as refusal:
            self.add_error(refusal.field, refusal.sentence)
        return self.cleaned_data

    def clean_case(self) -> uuid.UUID | None:
        """The id of a case; what is none is no filter."""
        try:
            return uuid.UUID(self.cleaned_data["case"])
        except ValueError:
            return None

    def wanted(self, authority: Authority) -> Wanted:
        """What was chosen; everything, where the form does not hold."""
        if not self.is_valid():
            return Wanted(authority.pk)
        said = self.cleaned_data
        role = Role(said["who"]) if said["who"] in Role.values else None
        return Wanted(
            authority.pk, membership=uuid.UUID(said["who"]) if said["who"] and not role else None, role=role,
            act=Act(said["what"]) if said["what"] else None, sort=Sort(said["sort"]) if said["sort"] in Sort.values else None,
            case=said["case"], from_on=said["from_on"], until_on=said["until_on"],
        )  # fmt: skip
