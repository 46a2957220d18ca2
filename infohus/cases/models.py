"""The case, the only root of what is personal: who is with it, who leads it, its notes and departures."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.cases.rules import (
    DEPARTURES,
    LOCKED,
    Class,
    Conflict,
    Ended,
    Fact,
    NoteKind,
    Outcome,
    Stage,
    Under18,
    check_informed,
    check_move,
    holds_back,
)
from infohus.db.models import Labelled
from infohus.deadlines.queries import is_late
from infohus.deadlines.rules import Kind
from infohus.lib import Changed, Refused
from infohus.sealing.fields import SealedText, reseal


def changed(row: Any) -> Changed:
    """What is raised when another saved first."""
    return Changed(row, _now("En anden har ændret det, mens du skrev. Her er begge tekster. Vælg, eller skriv dem sammen."))


class Strict(Labelled):
    """A row whose saving raises when nothing was changed: under row-level security forgetting is otherwise silent."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)

    class Meta:
        abstract = True

    def change(self, **values: Any) -> None:
        """Set these columns and save them alone."""
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values), force_update=True)

    def as_it_stands(self) -> None:
        """Read the columns in clear anew, under the lock of an act: another may have changed them since this row was loaded.

        A row that is gone stays as it was: what is to be said of that, the act knows best.
        """
        clear = [one.attname for one in self._meta.concrete_fields if not isinstance(one, SealedText)]
        row = type(self)._base_manager.filter(pk=self.pk).values(*clear).first() or {}
        for name, value in row.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def change_if_unchanged(self, version: int, **values: Any) -> None:
        """Save these columns if the row still has the version the writer saw; else raise `Changed` with the row as it stands."""
        taken = type(self).objects.filter(pk=self.pk, version=version).update(version=version + 1)
        if not taken:
            raise changed(type(self).objects.get(pk=self.pk))
        self.version = version + 1
        self.change(**values)


class Case(Strict):
    """One case: stage, lead, clocks and retention, in clear; all that is personal hangs on it."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    number = models.CharField(max_length=12)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.RECEIVED)
    administration = models.ForeignKey(Unit, models.PROTECT, null=True)
    lead = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=24)
    under_18 = models.CharField(max_length=8, choices=Under18, default=Under18.UNKNOWN)
    protected = models.BooleanField(default=False)
    serious = models.BooleanField(default=False)  # arrived with a sign that asks for action today; cleared at registration
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # its words were deleted when it was closed, for the police went on with it alone
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    retention_class = models.CharField(max_length=2, choices=Class, blank=True)
    erase_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)  # when a coordinator first opened it: nothing lies unread
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("municipality", "number", name="number_is_given_once_in_a_municipality"),
            models.CheckConstraint(
                name="case_is_wholly_closed_or_not_at_all",
                condition=models.Q(stage="closed", closed_at__isnull=False, erase_on__isnull=False)
                & ~models.Q(outcome="")
                & ~models.Q(retention_class="")
                | ~models.Q(stage="closed") & models.Q(closed_at=None, erase_on=None, retention_class=""),
            ),
            models.CheckConstraint(
                name="case_has_a_lead_from_registration_on",
                condition=models.Q(stage="received", lead=None, registered_at=None)
                | models.Q(stage="closed", outcome="not_ours", lead=None)
                | models.Q(lead__isnull=False, registered_at__isnull=False, administration__isnull=False) & ~models.Q(stage="received"),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "stage", "received_at", "id"], name="cases_by_stage"),
            models.Index(fields=["lead", "stage"], name="cases_of_a_lead"),
            # What the head is told of: open ones, newest first; those that nobody has opened, oldest first.
            models.Index(fields=["municipality", "-received_at", "-id"], condition=~models.Q(stage="closed"), name="open_cases_by_receipt"),
            models.Index(
                fields=["municipality", "received_at", "id"],
                condition=models.Q(opened_at=None) & ~models.Q(stage="closed"),
                name="cases_not_opened",
            ),
            models.Index(fields=["municipality", "erase_on", "id"], condition=models.Q(stage="closed"), name="cases_by_day_of_erasure"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_by(self) -> uuid.UUID:
        """The key of the case bears its id."""
        return self.pk

    def admits(self, on_closed: bool) -> None:
        """Refuse an act on a closed case, unless it is one of those that closed cases admit."""
        if self.stage == Stage.CLOSED and not on_closed:
            raise Refused(_now("Sag {number} er lukket. Den kan læses, men ikke ændres.").format(number=self.number))

    @property
    def locked(self) -> bool:
        """Whether it is closed and its content out of everybody's reach until it is opened again (`model.md` D2: classes R1 and R2)."""
        return self.stage == Stage.CLOSED and self.retention_class in LOCKED

    @property
    def stripped(self) -> bool:
        """Whether its words were deleted when it was closed, for the police go on with it alone (`model.md` D3)."""
        return self.stage == Stage.CLOSED and self.outcome == Outcome.POLICE_ALONE

    def was_opened(self, by: Actor) -> None:
        """Note the first reading of an arrival by a coordinator: it no longer lies unopened."""
        if by.role == Role.COORDINATOR and self.opened_at is None and self.stage != Stage.CLOSED:
            self.change(opened_at=lib.now())

    def move_to(self, stage: Stage, *, has: Iterable[Fact], acute: bool = False, **columns: Any) -> None:
        """Go to another stage through the one gate (`NEXT`), with the columns that the new stage demands; `acute` does not wait for the duty to inform."""
        check_move(Stage(self.stage), stage, has)
        check_informed(Stage(self.stage), stage, informing_is_late=is_late(self.pk, Kind.INFORM), acute=acute)
        self.change(stage=stage, **columns)

    def holds_back(self, act: Act, *, acute: bool) -> bool:
        """Whether the gate would refuse this act now because the duty to inform is over time."""
        return holds_back(act, Stage(self.stage), informing_is_late=is_late(self.pk, Kind.INFORM), acute=acute)


class OfCase(Strict):
    """A row of a case, its own or another's key upon it: an act on it is judged by where the case stands under the lock."""

    class Meta:
        abstract = True

    def as_it_stands(self) -> None:
        """The row and its case; one that went to another case meanwhile is none of this one's any more."""
        before = self.case_id
        super().as_it_stands()
        if self.case_id != before:
            raise Refused(_now("Det er lagt til en anden sag, siden du åbnede siden. Åbn siden igen."))
        self.case.as_it_stands()

    def admits(self, on_closed: bool) -> None:
        """As its case."""
        self.case.admits(on_closed)


class CaseBound(OfCase):
    """A row that hangs on exactly one case: access, key and retention follow it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    travels: bool  # each says it: whether it goes along as it is when its case is joined to another
    holds_back = False  # whether a case that has one is joined to no other any more; the other can be joined to it (`model.md` D3)
    of_concern = False  # whether it is about one concern (`concern`), and goes with it when it is taken out of its case again

    class Meta:
        abstract = True

    @property
    def sealed_by(self) -> uuid.UUID:
        """The case's key opens it."""
        return self.case_id

    def carry(self, to: Case) -> None:
        """Go along to another case, sealed anew by its key."""
        reseal(self, to.pk, case=to)

    @property
    def municipality_id(self) -> uuid.UUID:
        """Whose log its acts join."""
        return self.case.municipality_id


class CaseMember(CaseBound):
    """Who is with a case, from when, and until when."""

    travels = False  # the other case has its own
    membership = models.ForeignKey(Membership, models.PROTECT)
    from_at = models.DateTimeField(default=lib.now)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("case", "membership", condition=models.Q(left_at=None), name="one_is_with_a_case_once")]
        indexes = [models.Index(fields=["membership", "case"], condition=models.Q(left_at=None), name="cases_of_a_member")]


class Exclusion(CaseBound):
    """A user who must not see a case, in any membership or cover (conflict of interest)."""

    travels = False  # `keep_away` asks for each whether it is there already
    user = models.ForeignKey(User, models.PROTECT)
    why = models.CharField(max_length=12, choices=Conflict)
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("case", "user", condition=models.Q(lifted_at=None), name="one_is_excluded_once")]


class Cover(Strict):
    """A dated period in which one coordinator stands in for another, in all cases that are not protected."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    of = models.ForeignKey(Membership, models.PROTECT, related_name="covers_of", verbose_name=_("Dækning for"))
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="covers_by", verbose_name=_("Dækkes af"))
    from_on = models.DateField(_("Fra og med"))
    until_on = models.DateField(_("Til og med"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cover_ends_after_it_began", condition=models.Q(until_on__gte=models.F("from_on"))),
            models.CheckConstraint(name="nobody_covers_themself", condition=~models.Q(of=models.F("by")) | models.Q(by=None)),
        ]


class HandOver(CaseBound):
    """The lead of a case offered to another coordinator, who accepts or declines."""

    travels = False  # of a lead that ends
    to = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(default=lib.now)
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("case", condition=models.Q(answered_at=None), name="a_lead_is_offered_to_one_at_a_time")]


class Note(CaseBound):
    """A note: what happened, told by one of ours; editable by its author for 24 hours, then only added to."""

    travels = True
    kind = models.CharField(_("Art"), max_length=12, choices=NoteKind)
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    happened_at = models.DateTimeField(_("Hvornår skete det"))
    written_at = models.DateTimeField(default=lib.now)
    title = SealedText(_("Overskrift"))
    text = SealedText(_("Note"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at"], name="notes_of_a_case")]


class NoteVersion(CaseBound):
    """A note as it read before a correction."""

    travels = True
    note = models.ForeignKey(Note, models.CASCADE, related_name="versions")
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=lib.now)
    title = SealedText()
    text = SealedText()


class NoteAddendum(CaseBound):
    """What was added to a note later, by whom."""

    travels = True
    note = models.ForeignKey(Note, models.CASCADE, related_name="addenda")
    author = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=lib.now)
    text = SealedText(_("Tilføjelse"))


class Draft(CaseBound):
    """An unfinished text of one writer, saved by itself every ten seconds."""

    travels = False  # of a form on a case that is gone
    form = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    membership = models.ForeignKey(Membership, models.PROTECT)
    saved_at = models.DateTimeField()
    text = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint("case", "membership", "form", "about", nulls_distinct=False, name="one_draft_of_a_form_and_writer")
        ]


class Departure(Strict):
    """A departure from the rule, with the sentence that the professional head reads (own key)."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=24)
    code = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey(Membership, models.PROTECT)
    at = models.DateTimeField(default=lib.now)
    sentence = SealedText()

    class Meta:
        indexes = [models.Index(fields=["municipality", "-at", "-id"], name="departures_in_order")]

    @property
    def says(self) -> str:
        """What was departed from, in words."""
        return str(DEPARTURES.get(self.kind, self.kind))

    @property
    def sealed_by(self) -> uuid.UUID:
        """A departure has a key of its own: the head reads it without the case."""
        return self.pk


class Sequence(models.Model):
    """How many numbers were given in a municipality and year, and the lot that says which; only a definer function counts it up."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()
    in_a_row = models.PositiveIntegerField(default=0)  # so many were given one after another, before they were drawn by lot
    lot = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("municipality", "kind", "year", name="one_sequence_a_year")]


class Trace(Strict):
    """All that is left of a case that was erased, joined or turned into advice: its number, when and how."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    number = models.CharField(max_length=12)
    ended_on = models.DateField()
    how = models.CharField(max_length=12, choices=Ended)
    kept_from = models.JSONField(null=True)  # the ids of the users who were excluded from it: to them it is as if it had not been
    case_was = models.UUIDField(null=True)  # what the log calls it by; only where somebody is kept from those lines

    class Meta:
        constraints = [models.UniqueConstraint("municipality", "number", name="trace_of_a_number_is_one")]
        # Traces are never deleted, and every question to the log asks from which of them the acting user was kept: few, found without reading the rest.
        indexes = [
            GinIndex(
                fields=["kept_from"],
                opclasses=["jsonb_path_ops"],
                condition=models.Q(kept_from__isnull=False),
                name="traces_by_who_was_kept_away",
            )
        ]
