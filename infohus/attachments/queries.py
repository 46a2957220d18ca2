"""The files of a case."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from infohus.attachments.models import Attachment
from infohus.cases.models import Case
from infohus.sealing.ring import hold


def documents_of(case: Case) -> tuple[list[Attachment], list[Attachment]]:
    """The files of a case, those of its mailboxes too, newest first; and what is left of those that were removed. Two queries."""
    rows = list(Attachment.objects.filter(case=case).order_by("-added_at", "-id"))
    hold({row.sealed_by for row in rows})
    return [row for row in rows if row.removed_at is None], [row for row in rows if row.removed_at is not None]


def document_for(case: Case, pk: uuid.UUID) -> Attachment:
    """A file of a case that is still there, or 404."""
    return get_object_or_404(Attachment.objects.select_related("case__municipality"), case=case, pk=pk, removed_at=None)
