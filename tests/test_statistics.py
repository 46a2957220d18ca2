"""Figures outlive the persons: counted at the event, shown when months are over, hidden where they are small, frozen when published."""

import csv
import io
import re
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pypdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from infohus import lib
from infohus.access.rules import Act, Forbidden
from infohus.accounts.queries import administrations, receivers_for
from infohus.audit.actions import act
from infohus.audit.queries import Wanted, entries_of_authority
from infohus.casefile.actions import disclose_orally, withhold_from_police
from infohus.cases.actions import erase
from infohus.cases.models import Case
from infohus.cases.rules import Ended, Under18
from infohus.counting.actions import count
from infohus.counting.jobs import mix_facts
from infohus.counting.models import Fact
from infohus.demo.world import World
from infohus.disclosures.rules import Withheld
from infohus.lib import Changed, Refused
from infohus.rights.actions import decide_information
from infohus.statistics.actions import comment_figures, publish_figures, read_figures
from infohus.statistics.models import Publication
from infohus.statistics.queries import open_periods, publications
from infohus.statistics.rules import Period, counted
from tests.conftest import ROOT, seal_log, signed_in
from tests.papers import words as words_of

HOUSE = ROOT / "infohus"
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
COMMENT = "Flere skoler spørger om råd, før de skriver om en bestemt elev."


@contextmanager
def on(year, month, day=10):
    """The past."""
    with lib.clock_at(datetime(year, month, day, 9, tzinfo=UTC)):
        yield


def happened(world, kind, n=1, **codes):
    """So many events of a kind, counted at the event as any other act counts them."""
    with act(world.mette, Act.READ_FIGURES, world.brondby):
        for _one in range(n):
            count(kind, world.brondby.pk, **codes)


def concluded(world, n, outcome="unfounded", concern="none", source="school", age="15-17", gender="m", days=12, on_time=True):
    """So many conclusions."""
    happened(
        world, "concluded", n, outcome=outcome, concern=concern, source=source, age=age, gender=gender, administration="BKI", days=days,
        on_time=on_time,
    )  # fmt: skip


@pytest.fixture
def past(db):
    """A municipality that has been there since New Year 2025, and counted all of that year."""
    with on(2025, 1, 2):
        world = World()
    with on(2025, 3):
        for source, n in (("school", 14), ("citizen", 9), ("club", 2), ("police", 6)):
            happened(world, "received", n, source=source)
            happened(world, "registered", n, source=source, administration="BKI")
        concluded(world, 22)
        concluded(world, 4, outcome="advice", concern="right", source="citizen", age="18-24", gender="k")
        concluded(world, 5, outcome="target_risk", concern="islamist", source="police", age="18-24")
        happened(world, "disclosure", 7, form="copy", to="POLICE", basis="RPL115_2")
        happened(world, "withheld", 3, code="NOTHING", source="school")
        happened(world, "advice", 8, theme="school", group="school", form="phone", minutes=20, days=1)
        happened(world, "police_told", 12, days=1, on_time=True)
    return world


def kinds(world, kind):
    """What was counted of a kind: (codes, amount), in no order of time, since facts have none."""
    with world.at("birgit"):
        return sorted(((row.codes, row.amount) for row in Fact.objects.filter(kind=kind)), key=str)


def table(world, code, title=""):
    """One of the tables the head reads."""
    return next(one for one in read_figures(world.birgit, world.brondby, YEAR) if one.code == code and title in one.title)


def lines(one):
    """Its lines as they stand."""
    return [(row.label, row.shown) for row in one.rows]


# ---------- Counted at the event


def test_a_concern_counts_once_by_who_sent_it_whatever_becomes_of_it(world):
    world.concern(source="teacher", reporter_name="Lis Møller", anonymous=False)
    case = world.concern(source="friend")
    assert kinds(world, "received") == [({"source": "anonymous"}, 1), ({"source": "school"}, 1)]
    world.register(case)
    assert kinds(world, "registered") == [({"source": "anonymous", "administration": "BKI"}, 1)]
    assert len(kinds(world, "received")) == 2


def test_nothing_that_is_counted_says_who(world):
    case = world.register(world.concern(who="Torben Vester fra 8. b"))
    withhold_from_police(world.mette, case, code=next(iter(Withheld.values)), sentence="Torben Vester er kun ked af det.")
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    with world.at("birgit"):
        rows = [f"{row.kind} {row.month} {row.codes}" for row in Fact.objects.all()]
    assert any("withheld" in row for row in rows)
    assert any("informed" in row for row in rows)
    for word in ("Torben", "8. b", case.number, str(case.pk), "ked af"):
        assert not any(word in row for row in rows), word


def rows_in_place(world):
    """The facts as they lie in the table: id, transaction, kind."""
    with world.at("birgit"), connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text, kind, codes::text FROM counting_fact ORDER BY ctid")
        return cursor.fetchall()


def test_neither_id_nor_place_nor_transaction_joins_a_fact_to_the_log(world):
    """The log names cases and moments; a fact must not be found by them (`security.md`)."""
    for _each in range(12):
        world.register(world.concern())
    before = rows_in_place(world)
    assert all(row[0].version == 4 for row in before)
    mix_facts(0)
    after = rows_in_place(world)
    assert sorted(row[2:] for row in after) == sorted(row[2:] for row in before)
    assert not {row[0] for row in after} & {row[0] for row in before}
    assert len({row[1] for row in after}) == 1
    assert [row[2] for row in after] != [row[2] for row in before]


def test_only_the_house_mixes_facts(world):
    for name in ("birgit", "nikolaj", "pia"):
        with world.at(name), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT mix_facts()")


def test_nobody_counts_for_another_municipality(world):
    question = "SELECT count_fact(gen_random_uuid(), 'received', %s, '{}', 1::smallint)"
    for name in ("mette", "birgit"):
        with world.at(name), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(question, [world.albertslund.pk])


@pytest.mark.parametrize("name", ["pia", "erik", "hanne", "tove", "nikolaj", "karen"])
def test_who_does_nothing_that_is_counted_counts_nothing(world, name):
    question = "SELECT count_fact(gen_random_uuid(), 'received', %s, '{}', 1::smallint)"
    with world.at(name), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question, [world.brondby.pk])


def test_what_was_in_time_is_counted_with_it(world):
    case = world.register(world.concern())
    with lib.clock_at(lib.now() + timedelta(days=50)):
        decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    assert kinds(world, "informed") == [({"on_time": False}, 1)]
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])  # noted once more: it is the same citizen
    assert kinds(world, "informed") == [({"on_time": False}, 1)]


def test_only_who_may_read_figures_sees_what_was_counted(world):
    world.concern()
    for name, sees in (
        ("mette", True),
        ("birgit", True),
        ("tove", True),
        ("hanne", False),
        ("nikolaj", False),
        ("karen", False),
        ("pia", False),
    ):
        with world.at(name):
            assert Fact.objects.exists() is sees, name


# ---------- Shown


def test_small_numbers_are_put_together_and_the_rest_is_shown(past):
    assert lines(table(past, "ST02")) == [
        ("Borger/pårørende", "9"), ("Skole", "14"), ("Klub/forening, socialt arbejde/jobcenter, politi", "8"),
        ("Psykiatri/sundhed, kriminalforsorg, hotline, anden, anonym", "0"),
    ]  # fmt: skip
    assert table(past, "ST02").total == table(past, "ST01").total == "31"
    assert lines(table(past, "ST07"))[:2] == [
        ("Ubegrundet", "22"),
        ("Rådgivning, anden social indsats, politiet alene, i målgruppen: risiko", "9"),
    ]
    assert lines(table(past, "ST08")) == [("Indsats sat i gang", "–")]  # the table of outcomes does not tell it either
    assert lines(table(past, "ST04"))[0] == ("Kvinder, mænd", "31")
    assert table(past, "ST17", "kilde").rows == ()
    told = dict(lines(table(past, "ST16")))
    assert told["Videregivelser til politiet"] == "7"
    assert told["Besluttet ikke at videregive til politiet"] == "<5"
    assert told["Slettede sager"] == "0"
    assert lines(table(past, "ST09"))[0] == ("Politiet har fået besked", "1 dag, ca. 100 % til tiden")
    assert table(past, "ST13", "emne").total == table(past, "ST13", "faggruppe").total == "8"


def test_an_administration_stands_in_the_table_whether_it_has_anything_or_not(past):
    with on(2025, 4):
        happened(past, "registered", 3, source="school", administration="Nedlagt")
    codes = [one.code for one in administrations(past.brondby.pk)]
    told = " ".join(row.label for row in table(past, "ST06").rows)
    assert len(codes) > 1
    assert "Nedlagt" not in told
    assert "anden eller ingen" in told.casefold()
    assert table(past, "ST06").total == "34"


def test_a_conclusion_taken_up_again_counts_no_more(past):
    with on(2025, 6):
        happened(past, "concluded", 1, outcome="unfounded")
    with on(2025, 7), act(past.mette, Act.READ_FIGURES, past.brondby):
        count("concluded", past.brondby.pk, amount=-1, outcome="unfounded")
    assert table(past, "ST07").total == "31"


def test_months_that_are_not_over_are_not_told(past):
    with on(2026, 5):
        client = signed_in(past, "birgit")
        page = client.get(reverse("statistics:figures")).content.decode()
        assert "Tal for 2025" in page
        assert client.get(reverse("statistics:figures"), {"periode": "2026"}).status_code == 404
        assert client.get(reverse("statistics:figures"), {"periode": "\x00'"}).status_code == 404


def test_before_any_month_is_over_it_says_when(db):
    with on(2026, 3):
        world = World()
        page = signed_in(world, "tove").get(reverse("statistics:figures")).content.decode()
    assert "De næste kommer 1. juli 2026" in page
    assert "Sådan læses tallene" in page


def test_the_same_figures_after_erasing(past):
    with on(2025, 11):
        grown = {"person": {"name": "Oskar Holm", "birth_on": date(1990, 5, 4)}, "under_18": Under18.NO, "report": ""}
        case = past.register(past.concern(under_18="no"), **grown)
    before = [one for one in read_figures(past.birgit, past.brondby, YEAR)]
    with act(past.mette, Act.READ_CASE, case):
        erase(case, Ended.ERASED)
    with past.at("mette"):
        assert not Case.objects.exists()
    assert [one for one in read_figures(past.birgit, past.brondby, YEAR)] == before
    assert kinds(past, "erased")[0][0]["on_time"] is True


@pytest.mark.function("S48", page="statistics:figures")
def test_the_time_until_the_police_are_asked_is_counted_and_told(db):
    with on(2026, 2, 2):
        world = World()
        case = world.register(world.concern())
    with on(2026, 2, 5):
        tell_police(world, case)
        happened(world, "police_told", 9, days=1, on_time=True)
    assert ({"days": 3, "on_time": False}, 1) in kinds(world, "police_told")
    with on(2027, 1, 4):
        shown = signed_in(world, "birgit").get(reverse("statistics:figures")).content.decode()
    assert re.search(r"Politiet har fået besked</th><td>1 dag<", shown)  # and who was late alone is not told


def tell_police(world, case):
    """Tell the police by telephone."""
    with world.at("mette"):
        row = Case.objects.select_related("municipality").get(pk=case.pk)
    _key, _label, police, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    disclose_orally(
        world.mette, row, receiver=police, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME",
        necessity="Politiet skal kunne vurdere, om der er fare for vold.", said="Han sagde, at manden var en helt.",
    )  # fmt: skip


@pytest.mark.function("N09")
def test_no_figure_is_made_around_the_rule_that_hides():
    """What was counted is read in one file, and every number of a table goes through the rules that hide."""
    reading = {str(file.relative_to(HOUSE)) for file in HOUSE.rglob("*.py") if "counting.models" in file.read_text()}
    assert reading == {"statistics/queries/counts.py", "statistics/queries/published.py"}  # the latter asks for the first month alone
    tables = (HOUSE / "statistics" / "queries" / "tables.py").read_text()
    assert "Table(" not in tables
    assert "Row(" not in tables


# ---------- Commented and published


def waiting(world):
    """The commentary that waits."""
    with world.at("birgit"):
        return Publication.objects.get()


@pytest.mark.function("S08", act="comment_figures")
def test_the_head_comments_and_publishes_and_nothing_changes_after_that(past):
    client = signed_in(past, "birgit")
    address = reverse("statistics:figures")
    first = client.get(address).content.decode()
    assert "Godkend til offentliggørelse" not in first  # there is no commentary yet
    assert client.post(address, {"comment": COMMENT, "version": "0"}).status_code == 302
    asked = client.get(reverse("statistics:publish"), {"periode": "2025"}).content.decode()
    assert asked.rindex("<table") < asked.index('data-act="publish_figures"')  # what is published is read before it is
    assert COMMENT in asked
    assert "bliver tal og kommentar låst" in asked
    assert client.post(reverse("statistics:publish") + "?periode=2025", {"version": "1"}).status_code == 302
    stands = client.get(address, {"periode": "2025"}).content.decode()
    assert "Tal og kommentar er låst" in stands
    with on(2025, 12):
        happened(past, "received", 50, source="school")  # what never happens: counted in months that are over
    assert client.get(address, {"periode": "2025"}).content.decode().count(">14<") == first.count(">14<")
    assert open_periods_of(past) == ["2026-1"]


def open_periods_of(world):
    """What may still be published, as it is called in addresses."""
    return [one.key for one in left_to_publish(world)]


def left_to_publish(world):
    """What may still be published."""
    with world.at("birgit"):
        return open_periods(world.brondby.pk, publications(world.brondby.pk))


def test_what_is_published_cannot_be_changed_and_no_month_is_published_twice(past):
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    with pytest.raises(Changed):
        publish_figures(past.birgit, past.brondby, period=YEAR, version=7)
    publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    with pytest.raises(Refused, match="offentliggjort før"):
        publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    with pytest.raises(Refused, match="offentliggjort før"):
        comment_figures(past.birgit, past.brondby, period=YEAR, comment="Noget helt andet nu.", version=1)
    for longer in (Period(date(2024, 1, 1), YEAR.last), Period(date(2025, 7, 1), YEAR.last)):
        with pytest.raises(Refused, match="offentliggjort før"):
            comment_figures(past.birgit, past.brondby, period=longer, comment=COMMENT, version=0)
    with past.at("birgit"):
        assert Publication.objects.update(comment="Andet") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.all().delete()


def test_what_is_published_stands_on_the_public_site_as_it_was_frozen_and_nothing_else_does(past, client):
    assert 'href="/tal/"' in client.get("/strategi/").content.decode()
    assert "Brøndby Kommune har ikke offentliggjort tal endnu" in client.get("/tal/").content.decode()
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    assert "har ikke offentliggjort tal endnu" in client.get("/tal/").content.decode()
    assert client.get("/tal/regneark/").status_code == client.get("/tal/", {"periode": "2025"}).status_code == 404
    publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    half = next(one for one in left_to_publish(past) if one.key == "2026-1")
    comment_figures(past.birgit, past.brondby, period=half, comment="Denne er ikke offentlig endnu.", version=0)
    with on(2025, 12):
        happened(past, "received", 50, source="school")
    for address in ("/tal/", "/tal/?periode=2025"):
        page = client.get(address).content.decode()
        for words in (COMMENT, "Tal for 2025", ">14<", "Sådan læses tallene", "Nogle er lagt sammen", "/tal/regneark/?periode=2025"):
            assert words in page, words
        for words in ("Birgit", "ikke offentlig endnu", ">64<", "har ikke offentliggjort"):
            assert words not in page, words
    assert client.get("/tal/", {"periode": "2026-1"}).status_code == 404
    assert "Albertslund Kommune har ikke offentliggjort tal endnu" in client.get("/k/albertslund/tal/").content.decode()
    assert client.get("/k/albertslund/tal/regneark/").status_code == 404


def test_in_english_the_published_figures_stay_in_the_language_they_were_published_in(past, client):
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    page = client.get("/en/tal/").content.decode()
    assert "Figures for 2025" in page
    assert '<h2 lang="da">Hvad blev resultatet?</h2>' in page
    assert "How to read the figures" in page
    assert "Nogle er lagt sammen" in page
    assert client.get("/en/tal/regneark/").content == client.get("/tal/regneark/").content


def test_the_public_spreadsheet_holds_what_was_published(past, client):
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    ours = signed_in(past, "birgit").get(reverse("statistics:sheet"), {"periode": "2025"})
    answer = client.get("/tal/regneark/", {"periode": "2025"})
    assert answer.content == ours.content
    assert answer["Content-Disposition"] == ours["Content-Disposition"]


def test_the_public_paper_holds_what_was_published_as_a_tagged_pdf(past, client):
    assert client.get("/tal/pdf/").status_code == 404
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    assert "/tal/pdf/?periode=2025" in client.get("/tal/").content.decode()
    assert 'href="/en/tal/pdf/?periode=2025" hreflang="da"' in client.get("/en/tal/").content.decode()
    answer = client.get("/en/tal/pdf/", {"periode": "2025"})
    said = words_of(answer.content)
    for words in (
        " ".join(COMMENT.split()),
        "Hvad blev resultatet?",
        "Sådan læses tallene",
        "Offentliggjort",
        "Kommunens kommentar",
        "Henvendelser om mulig radikalisering i",
    ):
        assert words in said, words
    assert "Birgit" not in said
    with pikepdf.open(io.BytesIO(answer.content)) as made:
        assert made.Root.MarkInfo.Marked
    assert client.get("/tal/pdf/", {"periode": "2026-1"}).status_code == client.get("/k/albertslund/tal/pdf/").status_code == 404


def test_an_empty_commentary_is_not_called_saved(past):
    client, address = signed_in(past, "birgit"), reverse("statistics:figures")
    answer = client.post(address, {"comment": "  ", "version": "0"})
    assert answer.status_code == 422
    assert "Skriv en kommentar" in answer.content.decode()
    assert client.post(address, {"comment": COMMENT, "version": "0"}).status_code == 302
    assert "Kommentaren er slettet." in client.post(address, {"comment": "", "version": "1"}, follow=True).content.decode()


def test_a_table_of_nothing_names_no_others():
    empty = counted("ST07", "Titel", "Tæller.", {str(n): str(n) for n in range(13)}, {})
    assert (empty.rows, empty.total) == ((), "0")


def test_figures_are_not_published_without_a_commentary(past):
    with pytest.raises(Refused, match="hjælper andre"):
        publish_figures(past.birgit, past.brondby, period=YEAR, version=0)
    comment_figures(past.birgit, past.brondby, period=YEAR, comment="Kort", version=0)
    with pytest.raises(Refused, match="hjælper andre"):
        publish_figures(past.birgit, past.brondby, period=YEAR, version=1)
    with pytest.raises(Refused, match="CPR"):
        comment_figures(past.birgit, past.brondby, period=YEAR, comment="Han hedder 010190-1234 her.", version=1)


@pytest.mark.parametrize("name", ["mette", "tove"])
def test_others_read_but_neither_comment_nor_publish(past, name):
    client = signed_in(past, name)
    page = client.get(reverse("statistics:figures")).content.decode()
    assert "har ikke skrevet en kommentar endnu" in page
    assert "<textarea" not in page
    assert client.get(reverse("statistics:publish")).status_code == 404
    with pytest.raises(Forbidden):
        comment_figures(getattr(past, name), past.brondby, period=YEAR, comment=COMMENT, version=0)
    with pytest.raises(Forbidden):
        publish_figures(getattr(past, name), past.brondby, period=YEAR, version=1)


def test_of_two_who_write_the_second_sees_both_texts(past):
    client = signed_in(past, "birgit")
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    answer = client.post(reverse("statistics:figures"), {"comment": "Min egen tekst", "version": "0"})
    assert answer.status_code == 409
    both = answer.content.decode()
    assert COMMENT in both
    assert "Min egen tekst" in both


def test_another_municipality_sees_nothing_of_it(past):
    comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
    with past.at("karen"):
        assert not Publication.objects.exists()
    page = signed_in(past, "karen").get(reverse("statistics:figures")).content.decode()
    assert COMMENT not in page


def test_that_figures_were_read_stands_in_the_log(past):
    signed_in(past, "mette").get(reverse("statistics:figures"))
    seal_log()
    with past.at("tove"):
        told = entries_of_authority(Wanted(past.brondby.pk)).entries[0]
    assert (told.act, told.codes["first"], told.codes["last"]) == ("read_figures", "2025-01-01", "2025-12-31")


# ---------- Taken along


def published(world):
    """The year with a commentary, published."""
    row = comment_figures(world.birgit, world.brondby, period=YEAR, comment=COMMENT, version=0)
    publish_figures(world.birgit, world.brondby, period=YEAR, version=row.version)


def test_the_spreadsheet_holds_what_the_page_shows(past):
    published(past)
    answer = signed_in(past, "mette").get(reverse("statistics:sheet"), {"periode": "2025"})
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert ["ST02", "Henvendelser efter kilde", "Skole", "14", "antal", "14"] in [row[:6] for row in rows]
    assert not any(row[3] == "3" for row in rows if row[0] == "ST16")
    assert "Status" not in rows[0]


def test_the_paper_is_tagged_and_says_whether_it_was_published(past):
    published(past)
    answer = signed_in(past, "birgit").get(reverse("statistics:paper"), {"periode": "2025"})
    with pikepdf.open(io.BytesIO(answer.content)) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang).startswith("da")
    assert "Tal for 2025.pdf" in answer["Content-Disposition"]
    assert "Kladde" not in answer["Content-Disposition"]


def test_no_line_of_the_paper_is_printed_over_another(past):
    published(past)
    answer = signed_in(past, "birgit").get(reverse("statistics:paper"), {"periode": "2025"})
    lines = []
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(answer.content)).pages):
        page.extract_text(
            visitor_text=lambda text, at, *_all, page=number: text.strip() and lines.append((page, round(at[5], 1), text.strip()))
        )
    heading = next(one for one in lines if one[2] == "Sådan læses tallene")
    after = next(one for one in lines[lines.index(heading) + 1 :] if one[2] != "•")
    assert heading[0] == after[0]
    assert heading[1] - after[1] > 12


def test_what_is_not_published_leaves_as_a_draft_in_the_heads_hands_alone(past):
    head = signed_in(past, "birgit")
    for file in ("sheet", "paper"):
        for name in ("mette", "tove"):
            assert signed_in(past, name).get(reverse(f"statistics:{file}"), {"periode": "2025"}).status_code == 404
        assert "Kladde. Tal for 2025" in head.get(reverse(f"statistics:{file}"), {"periode": "2025"})["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(head.get(reverse("statistics:sheet")).content.decode()[1:]), delimiter=";"))
    assert rows[0][-1] == "Status"
    assert {row[-1] for row in rows[1:]} == {"Kladde. Ikke offentliggjort endnu."}
    assert "Hent som PDF" not in signed_in(past, "mette").get(reverse("statistics:figures")).content.decode()


def test_of_open_periods_that_share_months_one_alone_is_told(past):
    """Two of them, one taken from the other, would tell what a table of the difference hides."""
    with on(2027, 3):
        head, mette = signed_in(past, "birgit"), signed_in(past, "mette")
        both = {"periode": "2025--2026"}
        assert ">14<" in mette.get(reverse("statistics:figures"), {"periode": "2025"}).content.decode()
        for client in (head, mette):
            page = client.get(reverse("statistics:figures"), both).content.decode()
            assert ">14<" not in page
            assert "Lige nu vises 2025." in page
        for file in ("sheet", "paper"):
            assert head.get(reverse(f"statistics:{file}"), both).status_code == 404
        assert head.get(reverse("statistics:publish"), both).status_code == 302
        address = reverse("statistics:figures") + "?periode=2025--2026"
        assert head.post(address, {"comment": COMMENT, "version": "0"}).status_code == 302  # this one is chosen
        assert ">14<" in mette.get(address).content.decode()
        assert ">14<" not in mette.get(reverse("statistics:figures"), {"periode": "2025"}).content.decode()
        with pytest.raises(Refused, match="vises nu"):
            row = comment_figures(past.birgit, past.brondby, period=YEAR, comment=COMMENT, version=0)
            with on(2027, 4):
                comment_figures(past.birgit, past.brondby, period=Period(YEAR.first, date(2026, 12, 31)), comment=COMMENT, version=1)
                publish_figures(past.birgit, past.brondby, period=YEAR, version=row.version)
