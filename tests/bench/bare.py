"""Pages with nothing on them: the full middleware, a Jinja2 template, one query (or one insert), and as many bytes as the page they are held against."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from infohus import lib
from infohus.accounts.door import public
from infohus.accounts.models import Authority


def page(request: HttpRequest, name: str) -> HttpResponse:
    """A template with one number and so many bytes of filling."""
    size = int(request.GET.get("bytes", 0))
    return render(request, f"bench/{name}.html", {"number": Authority.objects.filter(active=True).count(), "filler": "x" * max(0, size)})


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
    size = int(request.GET.get("bytes", 0))
    return render(request, "bench/public.html", {"number": 1, "filler": "x" * max(0, size)})
