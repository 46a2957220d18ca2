"""What is measured, one function a thing: it makes it ready and says what is timed and against what. New ones are put at the end."""

from __future__ import annotations

from collections.abc import Callable

from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.persons.models import Person
from tests.bench import ways
from tests.bench.figures import Bench, Measured, Pair

MEASURED: list[Measured] = []


def measured(what: str, aim: float | None = None) -> Callable[[Callable[[Bench], Pair]], Callable[[Bench], Pair]]:
    """Put a function among the measured things."""

    def note(ready: Callable[[Bench], Pair]) -> Callable[[Bench], Pair]:
        MEASURED.append(Measured(what, ready, aim))
        return ready

    return note


# ---------- Lists and pages


@measured("worklist", aim=2)
def worklist(bench: Bench) -> Pair:
    """The overview: inbox, own deadlines, what others owe, what is new."""
    return bench.page("/overblik/")


@measured("worklist, the whole municipality")
def worklist_of_all(bench: Bench) -> Pair:
    """Everybody's deadlines."""
    return bench.page("/overblik/?vis=ours")


@measured("case page, 50 entries", aim=2)
def case_page(bench: Bench) -> Pair:
    """A case with 48 notes, a concern and a disclosure; each reading is logged and committed."""
    return bench.page(f"/sager/{ways.long_case()}/")


@measured("list of cases")
def case_list(bench: Bench) -> Pair:
    """All open cases of the municipality."""
    return bench.page("/sager/?vis=ours")


@measured("the head's page", aim=2)
def heads_page(bench: Bench) -> Pair:
    """What is over time and whose, not opened, not passed on, covered, ending: in numbers."""
    return bench.page("/leder/frister/", by=bench.birgit)


@measured("the head's list of all that is late")
def heads_list(bench: Bench) -> Pair:
    """Its first fifty lines."""
    return bench.page("/leder/frister/over-tid/", by=bench.birgit)


@measured("figures of a year")
def figures(bench: Bench) -> Pair:
    """All tables of the months that wait; reading them is logged and committed."""
    return bench.page("/leder/tal/", by=bench.birgit)


@measured("partner inbox", aim=2)
def partner_inbox(bench: Bench) -> Pair:
    """What was passed to the police of a whole district, by all its municipalities: a copy for every eighth case that went on."""
    return bench.page("/partner/", by=bench.pia)


@measured("erasing list", aim=2)
def erasing_list(bench: Bench) -> Pair:
    """The closed cases whose day comes within thirty days, by number and day alone."""
    return bench.page("/sletning/")


# ---------- Finding


@measured("find by case number")
def find_by_number(bench: Bench) -> Pair:
    """The number typed on the overview; the answer leads to the case."""
    with ways.as_mette():
        number = Case.objects.get(pk=ways.long_case()).number
    return bench.page(f"/sager/?number={number}", 302)


@measured("find by CPR")
def find_by_cpr(bench: Bench) -> Pair:
    """The number of a person of an open case, looked up while an arrival is registered."""
    with ways.as_mette():
        newest = Concern.objects.filter(case__stage="received").latest("received_at")
        cpr = Person.objects.filter(cpr_hash__isnull=False, case__stage="assessing").exclude(case=ways.long_case()).earliest("id").cpr
    typed = {"cpr": cpr, "look_up": "1", "version": str(newest.version), "csrfmiddlewaretoken": bench.mette.csrf}
    return bench.page(f"/sager/{newest.case_id}/registrer/", 200, "POST", **typed)


# ---------- Writing


@measured("submit, against a bare insert", aim=5)
def submit(bench: Bench) -> Pair:
    """A concern sent by anyone up to its receipt, against a page that stores one row for good; both answers are of one size."""
    size = bench.anyone_bytes(ways.send(bench.anyone)[1])
    return Pair(
        lambda: ways.send(bench.anyone)[0], lambda: bench.anyone.timed("POST", f"/bare/insert/?bytes={size}", 200, text="x" * 400)[0]
    )


@measured("submit, against a bare page")
def submit_against_a_page(bench: Bench) -> Pair:
    """The same against a page that stores nothing."""
    size = bench.anyone_bytes(ways.send(bench.anyone)[1])
    return Pair(lambda: ways.send(bench.anyone)[0], lambda: bench.anyone.timed("GET", f"/bare/public/?bytes={size}", 200)[0])


@measured("register")
def register(bench: Bench) -> Pair:
    """Concerns that were sent for this, taken on one by one; the answer leads to the case."""
    return bench.done(ways.take_on, ways.arrived(bench))


@measured("pass on to the police")
def pass_on(bench: Bench) -> Pair:
    """Sheets that were looked at, given one by one; the answer leads to the case."""
    return bench.done(ways.give, ways.registered(bench))


@measured("conclude and close")
def conclude(bench: Bench) -> Pair:
    """Cases judged in short, each concluded, signed, told and closed by the one page; the answer leads to what is said of a closed case."""
    return bench.done(ways.end, [ways.judged(bench, case) for case in ways.registered(bench)])
