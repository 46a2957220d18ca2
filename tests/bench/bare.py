"""Pages with nothing on them to measure against: the full middleware, a Jinja2 template, one query (or one insert), as many bytes."""

from __future__ import annotations

from django.db import models, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from infohus import lib
from infohus.accounts.door import public

BYTES = 500  # of a row, about as long as a line of a work list with its marks


class Line(models.Model):
    """A row of the bare table; as with all tables of the product, it is asked by the ORM."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7)
    text = models.TextField()

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_line"


class Stored(models.Model):
    """A row that is stored."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7)
    text = models.TextField()

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_row"


def page(request: HttpRequest, name: str) -> HttpResponse:
    """A table with as many rows as make up the bytes that are asked for, fetched by one query."""
    rows = Line.objects.all()[: max(0, int(request.GET.get("bytes", 0))) // BYTES]
    return render(request, f"bench/{name}.html", {"rows": rows})


def staff(request: HttpRequest) -> HttpResponse:
    """For one who is signed in."""
    return page(request, "staff")


@public
def anyone(request: HttpRequest) -> HttpResponse:
    """For anyone."""
    return page(request, "public")


@public
@non_atomic_requests
def insert(request: HttpRequest) -> HttpResponse:
    """One row stored for good, in a transaction of its own, and the page that says so."""
    with transaction.atomic():
        Stored.objects.create(text=request.POST.get("text", ""))
    rows = [Line(text="x" * (BYTES - 69))] * (max(0, int(request.GET.get("bytes", 0))) // BYTES)
    return render(request, "bench/public.html", {"rows": rows})
