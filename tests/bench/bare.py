"""Pages with nothing on them to measure against: the full middleware, a Jinja2 template, one query (or one insert), as many bytes."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from infohus import lib
from infohus.accounts.door import public

LINE = 500  # bytes of a row, about as long as a line of a work list with its marks


def page(request: HttpRequest, name: str) -> HttpResponse:
    """A table with as many rows as make up the bytes that are asked for, fetched by one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, text FROM bench_line LIMIT %s", [max(0, int(request.GET.get("bytes", 0))) // LINE])
        return render(request, f"bench/{name}.html", {"rows": cursor.fetchall()})


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row VALUES (%s, %s)", [lib.uuid7(), request.POST.get("text", "")])
    text = "x" * (LINE - 49)
    return render(request, "bench/public.html", {"rows": [(1, text)] * (max(0, int(request.GET.get("bytes", 0))) // LINE)})
