"""Pages of people, authorities and sign-in."""

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, JsonResponse

from infohus.accounts.door import unsigned
from infohus.accounts.health import report


@unsigned
@non_atomic_requests
def health(request: HttpRequest) -> HttpResponse:
    """200 when database, keys, mail and job worker are well, else 503 with what is not."""
    wrong = report()
    return JsonResponse({"well": not wrong, "wrong": wrong}, status=503 if wrong else 200)
