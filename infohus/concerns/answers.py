"""All that was answered in the public form so far, as it travels from page to page and as it is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from infohus.attachments.actions import Taken
from infohus.cases.queries import together
from infohus.cases.rules import Under18
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Entry
from infohus.concerns import promises
from infohus.concerns.public_forms import ABOUT, FITTING_TITLES, NAMES, SOURCE_OF, STEPS, TITLES, Asked, Step
from infohus.concerns.rules import Face, split_sentences
from infohus.ui.rules import Danish

BESIDE = ["token", "kept", "checking", "seen", "ticket", "call", "sent"]  # what travels with the answers
# The questions as they are named when they are read through, and in the mailbox.
SHORT = {
    "about": _("Du skriver om"), "observed": _("Det skete"), "when_where": _("Hvornår og hvor"), "how_known": _("Sådan ved du det"),
    "alternatives": _("Kunne også forklare det"), "goes_well": _("Hvad går godt"), "worry": _("Hvad du er bekymret for"),
    "recently": _("Sket for nylig"), "signs": _("Tegn, du har valgt"), "signs_description": _("Om de tegn"),
    "who": _("Hvem drejer det sig om"), "age": _("Alder"), "under_18": _("Under 18 år"), "place": _("Bopæl, skole eller arbejde"),
    "talked": _("Ved de, at du skriver?"), "safety": _("Skal vi passe på noget?"), "source": _("Du er"), "anonymous": _("Anonym"),
    "reporter_name": _("Dit navn"), "reporter_phone": _("Telefon"), "reporter_email": _("E-mail"), "reporter_best": _("Træffes bedst"),
    "told_person": _("Ved personen det?"), "told_person_how": _("Sagt til personen, og modtaget sådan"),
    "told_parent_1": _("Ved den ene med forældremyndighed det?"), "told_parent_1_how": _("Sagt til den ene, og modtaget sådan"),
    "told_parent_2": _("Ved den anden med forældremyndighed det?"), "told_parent_2_how": _("Sagt til den anden, og modtaget sådan"),
    "interpreter": _("Tolk"), "interpreter_who": _("Tolk til hvem, og på hvilket sprog"), "done": _("Det har I selv gjort"),
    "workplace": _("Arbejdssted"), "hide_name": _("Ønsker ikke navnet oplyst"), "hide_reason": _("Hvorfor"),
    "not_for": _("Må ikke læse det"),
}  # fmt: skip


FITTING = {
    "self": {
        "observed": _("Det skete, og det tænker du på"), "alternatives": _("Hænger måske sammen med"), "who": _("Hvem du er"),
        "signs": _("Det, du kan kende"), "signs_description": _("Om det, du kan kende"), "talked": _("Har du talt med andre om det?"),
    },
    "child": {"who": _("Dit barn"), "talked": _("Ved dit barn og den anden forælder det?")},
}  # fmt: skip
SEEN = ("signs", "signs_description")  # asked with the step after, and read with what was seen
CALL_ME = gettext_noop("Jeg vil gerne ringes op og fortælle, hvad det drejer sig om.")


def calls() -> set[str]:
    """The sentence of one who would rather be called, in both languages."""
    with override("en"):
        return {CALL_ME, _now(CALL_ME)}


class Row(NamedTuple):
    """A question with its answer, as both are read through before sending, and the step where it can be changed."""

    name: str
    label: str
    answer: str
    step: int
    chosen: Sequence[str] = ()  # of what is chosen among: each in its own language


@dataclass
class Said:
    """All that was answered so far, in the field's own names; nothing of it is stored. The professional's form has steps of its own."""

    STEPS: ClassVar[list[type[Step]]] = STEPS
    NAMES: ClassVar[list[str]] = NAMES
    TITLES: ClassVar[list[Any]] = TITLES
    FACE: ClassVar[Face] = Face.PUBLIC
    PAGE: ClassVar[str] = "concerns:concern"
    ABOUT_THEM: ClassVar[list[int]] = [3, 4]  # the steps about the person, as they are read through; the rest is about the one who writes
    ABOUT_YOU: ClassVar[list[int]] = [1, 5]
    RECEIPT: ClassVar[str] = "receipt"

    data: QueryDict
    texts: Texts
    readers: Sequence[tuple[str, str]] = ()
    heads: Collection[str] = ()  # who could appoint another coordinator (user ids)
    files: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        kept = QueryDict(mutable=True)
        for name in [*self.names, *BESIDE]:
            kept.setlist(name, [value.replace("\0", "") for value in self.data.getlist(name)])
        self.data = kept

    @property
    def names(self) -> list[str]:
        """All fields of the form but the files."""
        return [name for step in self.STEPS for name in step.base_fields if name != "files"]

    @property
    def last(self) -> int:
        """The number of the last step, where all is read through."""
        return len(self.STEPS)

    @property
    def titles(self) -> list[Any]:
        """What each step is called, for the one who writes."""
        fitting = FITTING_TITLES.get(self.about, {})
        return [fitting.get(number, title) for number, title in enumerate(self.TITLES, 1)]

    @property
    def promise(self) -> str:
        """The code of the text that says how anonymous one can be."""
        return {"child": "PROMISE_OWN_CHILD", "self": "PROMISE_ONESELF"}.get(self.about, "PROMISE_ABOUT_OTHER")

    @property
    def about(self) -> str:
        """Whom it is about: other, child or self."""
        about = self.data.get("about") or "other"
        return about if about in dict(ABOUT) else "other"

    @property
    def asked(self) -> Asked:
        """What the questions depend on."""
        said = {name: self.data.get(name) or "" for name in ("observed", "who")}
        return Asked(self.texts, self.readers, self.about, **said, heads=self.heads, call=self.call, ticked=self.data.getlist("signs"))

    def blank(self, step: int) -> Step:
        """The form of a step with what was typed so far, without any error."""
        form = self.STEPS[step - 1](self.asked)
        for name, one in form.fields.items():
            if name in self.data and self.data.getlist(name):
                form.initial[name] = one.widget.value_from_datadict(self.data, {}, name)
        return form

    def bound(self, step: int) -> Step:
        """The form of a step, to be judged."""
        return self.STEPS[step - 1](self.asked, self.data)

    def hidden(self, form: Step) -> list[tuple[str, str]]:
        """All answers but those of the step that is shown, and what travels beside them."""
        others = [name for name in [*self.names, *BESIDE] if name not in form.fields]
        return [(name, value) for name in others for value in self.data.getlist(name) if value]

    @cached_property
    def judged(self) -> list[Step]:
        """The steps with answers, judged."""
        forms_ = [self.bound(step) for step in range(1, self.last)]
        for form in forms_:
            form.is_valid()
        return forms_

    @property
    def first_wrong(self) -> int:
        """The first step with something to be mended; 0 if all is well."""
        return next((number for number, form in enumerate(self.judged, 1) if form.errors), 0)

    @property
    def chosen(self) -> list[Entry]:
        """The chosen signs."""
        codes = set(self.data.getlist("signs"))
        return [entry for entry in self.asked.signs if entry.code in codes]

    @property
    def acute(self) -> bool:
        """Whether a chosen sign may be urgent."""
        return any(entry.data.get("acute") for entry in self.chosen)

    @property
    def urgent(self) -> bool:
        """Whether a chosen sign may be urgent, or somebody is in danger now."""
        return self.acute or self.data.get("acute") == "yes"

    @property
    def alone(self) -> bool:
        """Whether exactly one sign was chosen, and it is one of the weaker ones."""
        return [entry.data.get("category") for entry in self.chosen] == ["OTHER"]

    @property
    def under_18(self) -> str:
        """yes, no or unknown; no answer is not known."""
        under = self.data.get("under_18") or ""
        return under if under in Under18.values else Under18.UNKNOWN

    @property
    def not_for(self) -> list[str]:
        """The coordinators (user ids) who must not read it."""
        return [user for user, _name in self.readers if user in self.data.getlist("not_for")]

    @property
    def nobody_left(self) -> bool:
        """Whether none of the coordinators may read it, as the reporter has asked."""
        return bool(self.readers) and len(self.not_for) == len(self.readers)

    @property
    def heads_left(self) -> bool:
        """Whether a head who may read it can appoint another."""
        return bool(set(self.heads) - set(self.not_for))

    @property
    def ask_for(self) -> str:
        """Whom to ask for on the coordinators' number, where one of them must not hear of it; '' else."""
        left = [name for user, name in self.readers if user not in self.not_for]
        return together(left) if left and self.not_for else ""

    def says(self, code: str) -> str:
        """A standard text, without the sentences that send one to coordinators none of whom may hear of it."""
        text, phone = self.texts.text(code), self.texts.own["coordinator_phone"]
        if not (self.nobody_left and phone):
            return text
        return "".join(sentence for sentence in split_sentences(text) if phone not in sentence).strip()

    @property
    def nameless(self) -> bool:
        """Whether nothing is written by which the reporter could be reached."""
        return not any(self.data.get(name, "").strip() for name in ("reporter_name", "reporter_phone", "reporter_email"))

    def answers(self) -> dict[str, Any]:
        """What `file_concern` is given; only when no step is wrong."""
        said: dict[str, Any] = {}
        for form in self.judged:
            said |= form.cleaned_data
        named = not self.nameless
        said = {name: value for name, value in said.items() if name not in ("acute", "about", "not_for")}
        with override("da"):  # the catalogue's wording as it stands in the case
            said["signs"] = [
                {"code": sign.code, "text": self.texts.say(sign), "serious": sign.data.get("category") == "SERIOUS"} for sign in self.chosen
            ]
        return said | {
            "source": SOURCE_OF.get(self.about) or said.get("source") or "", "under_18": self.under_18, "anonymous": not named,
            "hide_name": "Ja" if said["hide_name"] and named else "", "hide_reason": said["hide_reason"] if self.hides_name else "",
        }  # fmt: skip

    def besides(self, municipality: Any, received_at: datetime) -> dict[str, Any]:
        """What the receipt shows besides what every receipt does."""
        return {}

    @property
    def known_to_us(self) -> str:
        """What we know of one who wrote no name, in a sentence; '' if they did."""
        name, *ways = (bool(self.data.get(name, "").strip()) for name in ("reporter_name", "reporter_phone", "reporter_email"))
        return promises.known_to_us(self.about, name, any(ways), bool(self.data.get("who", "").strip()))

    @property
    def hides_name(self) -> bool:
        """Whether one who is named wants the name kept from the person; else there is no reason to keep."""
        return bool(self.data.get("hide_name")) and not self.nameless

    @property
    def sent(self) -> bool:
        """Whether it was sent before, and is now corrected or added to."""
        return bool(self.data.get("sent"))

    # ---------- Would rather be called

    @property
    def call(self) -> bool:
        """Whether they would rather be called than write."""
        return bool(self.data.get("call"))

    def call_me(self) -> None:
        """They would rather be called: that is what they tell, unless they have written something."""
        self.data["call"] = "1"
        if not self.data.get("observed", "").strip():
            self.data["observed"] = _now(CALL_ME)

    def told_instead(self, form: Step) -> None:
        """Whoever goes on from the step with the facts has told them, and need not be called."""
        if "observed" in form.fields and self.data.get("observed", "").strip() not in calls():
            self.data.pop("call", None)

    # ---------- Read through before it is sent, and laid into the mailbox

    def rows(self, step: int) -> list[Row]:
        """The questions of a step with their answers in words."""
        left = ("files", "acute") if self.hides_name else ("files", "acute", "hide_reason")
        form = self.judged[step - 1] if step < self.last else self.blank(step)
        asked = [(name, one) for name, one in form.fields.items() if name not in left]
        short = {**SHORT, **FITTING.get(self.about, {})}
        return [
            Row(name, str(short.get(name, one.label)), self.in_words(name, one), step, self.chosen_words(name, one)) for name, one in asked
        ]

    def told(self, steps: Sequence[int], always: Collection[str]) -> list[Row]:
        """The answered rows of some steps, and those that are shown though they were skipped."""
        rows = [row for step in range(1, self.last) for row in self.rows(step) if (2 if row.name in SEEN else step) in steps]
        return [row for row in rows if row.answer or row.name in always]

    def skipped(self, steps: Sequence[int], always: Collection[str]) -> list[tuple[int, list[str]]]:
        """By step what was skipped; who wrote no name has not skipped whether they are anonymous, nor whether the name is kept from the person."""
        settled = {*always, *(("anonymous", "hide_name") if self.known_to_us else ())}
        rows = [(step, [row.label for row in self.rows(step) if not row.answer and row.name not in settled]) for step in steps]
        return [(step, labels) for step, labels in rows if labels]

    def in_words(self, name: str, one: forms.Field) -> str:
        """One answer as it is read; '' when it was skipped."""
        if isinstance(one, forms.BooleanField):
            return _now("Ja") if self.data.get(name) else ""
        values = [value for value in self.data.getlist(name) if value.strip()]
        values = self.chosen_words(name, one) if isinstance(one, forms.ChoiceField) else values
        return "\n".join(values).replace("\r\n", "\n").strip("\n")

    def chosen_words(self, name: str, one: forms.Field) -> list[str]:
        """What was chosen in a field, as it is called; nothing of a field that is written in."""
        if not isinstance(one, forms.ChoiceField):
            return []
        said = {str(value): label if isinstance(label, Danish) else str(label) for value, label in one.choices}
        return [said[value] for value in self.data.getlist(name) if value in said]

    @property
    def chosen_answers(self) -> list[str]:
        """What was chosen anywhere in the form, as it is called."""
        return [value for step in range(1, self.last) for row in self.rows(step) for value in row.chosen]

    def blocks(self) -> list[str]:
        """Question and answer of all that was answered, as it is laid into the mailbox."""
        if not self.files:
            return list(self._told)
        return [*self._told, _now("Vedhæftet") + "\n" + "\n".join(taken.cleaned.name for taken in self.files)]

    def blocks_of(self, sent: str) -> list[str]:
        """The same out of what lies in the mailbox, where the files stand too that have not come along this time."""
        known = "\n\n".join(self._told)
        return [*self._told, *filter(None, [sent.removeprefix(known).strip()])] if sent.startswith(known) else self.blocks()

    @cached_property
    def _told(self) -> list[str]:
        given = [row for step in range(1, self.last) for row in self.rows(step) if row.answer and row.name != "about"]
        return [f"{row.label}\n{row.answer}" for row in given]
