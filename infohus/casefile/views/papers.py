"""The documents of a case: adding, saving and removing files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments import actions
from infohus.attachments.queries import document_for, documents_of
from infohus.attachments.rules import content_disposition
from infohus.casefile import forms
from infohus.casefile.views.case import head_of
from infohus.cases.queries import case_for
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def documents(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The files of a case with whose they are, and adding more: what is refused is named, what is not is kept."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    form = forms.Documents(request.POST or None, request.FILES or None, initial={"token": str(lib.uuid7())})
    if request.method == "POST" and submit(form, as_added, request.actor, row, form, request):
        return redirect("casefile:documents", row.pk)
    here, gone = documents_of(row)
    return render(request, "casefile/documents.html", {**head_of(request, row, "documents"), "files": here, "gone": gone, "form": form})


def as_added(actor: Any, row: Any, form: Any, request: HttpRequest, *, token: str, origin: str, files: list[Any]) -> None:
    """Add the files that pass; those that do not are named at the field, each with what to do instead."""
    row.admits(on_closed=False)
    taken, wrong = actions.take_each(files)
    if taken:
        added = actions.add_documents(actor, row, origin=origin, taken=taken, token=token)
        if added:
            messages.success(
                request, ngettext("{count} fil er tilføjet.", "{count} filer er tilføjet.", len(added)).format(count=len(added))
            )
        else:
            messages.info(request, _("Det, der kunne tilføjes, er tilføjet i forvejen."))
        for one in taken:
            if added and one.cleaned.remark:
                messages.info(request, f"{one.cleaned.name}: {one.cleaned.remark}")
    for sentence in wrong[:-1]:
        form.add_error("files", sentence)
    if wrong:
        raise lib.Refused(wrong[-1], "files")


@requires(Role.COORDINATOR)
def remove_document(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Remove a file for good, with the reason."""
    row = case_for(request.actor, Act.REMOVE_DOCUMENT, case_id)
    found = document_for(row, file_id)
    form = forms.RemoveDocument(request.POST or None)
    if submit(form, actions.remove_document, request.actor, found):
        messages.success(request, _("Filen er fjernet for altid."))
        return redirect("casefile:documents", row.pk)
    return render(request, "casefile/remove_document.html", {"case": row, "form": form, "file": found})


@requires(Role.COORDINATOR)
def file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """One file, to be saved; shown in the browser only if it is a picture that we drew anew."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    found = document_for(row, file_id)
    data = actions.read_document(request.actor, found)
    shown = "vis" in request.GET and found.inline
    disposition = content_disposition(found.name)
    headers = {"Content-Disposition": disposition.replace("attachment", "inline", 1) if shown else disposition}
    return HttpResponse(data, content_type=found.media_type if shown else "application/octet-stream", headers=headers)
