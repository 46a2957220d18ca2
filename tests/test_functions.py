"""What holds of the whole house: what must never be built is nowhere in it, no case is forgotten, and every function that is due is shown."""

import ast
import functools
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import reverse

from infohus import cli
from infohus.access.rules import Act
from infohus.lib import TZ, clock_at
from infohus.persons.actions import note_relative
from infohus.ui.forms import Form
from tests import story
from tests.conftest import ROOT
from tests.estate import estate as estate
from tests.estate import undone
from tests.functions import LIST, Shown, mistakes, read_list, shown_by, state
from tests.html import read
from tests.oracle import CASES, is_with, opens
from tests.pages import CAST, ROWS, STAFF, addresses

HOUSE = ROOT / "infohus"
CODE = sorted(file for file in HOUSE.rglob("*.py") if "migrations" not in file.parts)
PAGES = sorted(HOUSE.rglob("templates/**/*.html"))
ZEROES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{3}\b")  # an id, a case number
HIDDEN = re.compile(r'<input type="hidden"[^>]*>')

# ---------- What is looked for


def words_of(name):
    """The words of a name in the code: `riskScore_of` is risk, score, of."""
    return set(re.findall(r"[a-zæøå]+", re.sub(r"(?<=[a-zæøå])([A-ZÆØÅ])", r"_\1", name).lower()))


@functools.cache
def names_in(source):
    """The names in a Python source, each with its words."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string: words_of(token.string) for token in tokens if token.type == tokenize.NAME}


def named(source, forbidden):
    """The names in a Python source that have one of the words in them."""
    return {name for name, words in names_in(source).items() if words & forbidden}


@functools.cache
def imported(source):
    """The modules a Python source imports, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return found


def importing(*modules):
    """The files of the house that import one of these modules, by their place."""
    return {
        place(file)
        for file in CODE
        if any(one == name or one.startswith(f"{name}.") for name in modules for one in imported(file.read_text()))
    }


def place(file):
    """A file by its place in the house."""
    return str(file.relative_to(HOUSE))


def ours():
    """The models of the house."""
    return [model for model in apps.get_models() if model.__module__.startswith("infohus.")]


def all_forms(of=Form):
    """The forms of the house, with those that are made of others."""
    for one in of.__subclasses__():
        yield from (one, *all_forms(one))


def controls(response):
    """The names of all fields of a page."""
    return {field.name for form in read(response).forms for field in form.fields}


def listed(*, files):
    """The addresses with their rows in tests/pages.py, of files or of pages; tests/test_pages.py sees to it that none is missing there."""
    for address in addresses():
        if address.name in ROWS and ROWS[address.name].file == files and address.name != "ui:gallery":
            yield address, ROWS[address.name]


def walk(estate, *people):
    """Every page but the gallery of components that these people get, each with the person and the answer; each is asked for once."""
    answers = vars(estate).setdefault("answers", {})
    for address, page in listed(files=False):
        for person in (one for one in people if page.gets(one) == 200):
            path = address.path(estate, page.about, page.given)
            if (person, path) not in answers:
                answers[person, path] = estate.client(person).get(path)
            yield person, path, answers[person, path]


SCORED = {
    "score", "scores", "scoring", "scored", "rank", "ranks", "ranking", "ranked", "rating", "risk", "risks", "risky", "danger", "dangerous",
    "severity", "likelihood", "probability", "predict", "prediction", "threat", "threats", "weight", "weights", "colour", "colours", "color",
    "suspicion", "suspect", "watchlist",
}  # fmt: skip
# What pictures and the database call so, and the strategy's own words: one half of an assessment's text, one kind of target group.
CALLED_SO = {"MOST_COLOUR_PROFILE", "_in_plain_colours", "_in_screen_colours", "severity_nonlocalized", "RISK", "risk", "TARGET_RISK"}
NUMBERS = {"version", "size", "amount"}  # which text one saved, the bytes of a file, one event more or less
BELIEF = re.compile(
    r"relig|muslim|kristen|jøde|\betni|nationalit|statsborger|race|hudfarve|fødeland|politisk|ideolog|sindelag", re.IGNORECASE
)
SENSITIVE = {
    "religion", "faith", "belief", "ethnicity", "ethnic", "nationality", "citizenship", "race", "ideology", "politics", "birthplace", "country",
}  # fmt: skip
SOCIAL = {"facebook", "instagram", "tiktok", "snapchat", "twitter", "telegram", "discord", "youtube", "scrape", "crawl"}
OF_SOMEBODY = SOCIAL | {"profile", "profiles", "handle", "username", "nickname", "url"}
FETCHING = (
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "urllib.request",
    "http.client",
    "socket",
    "ftplib",
    "imaplib",
    "poplib",
    "websockets",
)
MACHINES = {
    "openai", "anthropic", "mistralai", "cohere", "ollama", "langchain", "llama", "transformers", "torch", "tensorflow", "keras", "onnxruntime",
    "sklearn", "spacy", "nltk", "gpt", "llm", "chatbot", "embedding", "embeddings", "completion",
}  # fmt: skip
WRITTEN_BY_A_MACHINE = re.compile(
    r"sprogmodel|kunstig intelligens|chatbot|opsummér|resumé|foreslå (en )?tekst|skriv for mig", re.IGNORECASE
)
DRAWN = re.compile(r"<canvas|cytoscape|\bd3\b|vis-network|sigma\.js|netværksgraf", re.IGNORECASE)


@pytest.mark.parametrize(
    ("search", "planted"),
    [
        (lambda text: named(text, SCORED), "class Case:\n    risk_level = 3\n"),
        (lambda text: named(text, SCORED), "def trafficLight(person): return colourOf(person)\n"),
        (lambda text: named(text, SOCIAL), "facebook_profile = SealedText()\n"),
        (lambda text: named(text, MACHINES), "answer = client.llm(text)\n"),
        (lambda text: imported(text) & set(FETCHING), "def fetch():\n    from urllib import request\n    import httpx\n"),
        (BELIEF.search, "Hvilken religion har personen?"),
        (WRITTEN_BY_A_MACHINE.search, "Opsummér sagen"),
        (DRAWN.search, '<canvas id="net">'),
    ],
)
def test_what_is_planted_is_found(search, planted):
    assert search(planted)
    assert not search("goes_well = 'Han tegner.'\n")


# ---------- N01, S03: nothing is scored


@pytest.mark.function("S03", "N01")
def test_no_score_rank_or_colour_in_the_code(estate):
    assert {name for file in CODE for name in named(file.read_text(), SCORED)} <= CALLED_SO
    for model in ours():
        for field in model._meta.concrete_fields:
            assert not words_of(field.name) & (SCORED | SENSITIVE), f"{model._meta.label}.{field.name}"
            number = isinstance(field, (models.IntegerField, models.FloatField, models.DecimalField))
            if number and any(other.name == "case" for other in model._meta.fields):
                assert field.name in NUMBERS, f"{model._meta.label}.{field.name}: a number about a person"


@pytest.mark.function("S03", "N01")
def test_a_case_with_every_sign_looks_like_one_with_none(estate):
    world, signs = (
        estate.world,
        [{"code": code, "text": "Et tegn", "serious": code[0] == "A"} for code in ("A01", "A07", "B02", "B04", "B11")],
    )
    with undone(), clock_at(datetime(2027, 3, 1, 9, 0, tzinfo=TZ)):
        mette = estate.open_browser("mette")
        told = {"observed": "Han sagde det.", "under_18": "no"}
        none, many = world.concern(**told), world.concern(**told, signs=signs)
        inbox = mette.get(reverse("casefile:overview")).content.decode().split('id="inbox"')[1].split("</section>")[0]
        assert inbox.index(none.number) < inbox.index(many.number), "the longest waiting first, whatever its signs"
        for case in (none, many):
            world.register(case, person={"name": "Ib Prøve"}, under_18="no", report="")
        for path in (reverse("casefile:overview") + "?vis=ours", reverse("casefile:cases")):
            whole = all_of(mette, path)
            assert looks(rows_of(whole, none)) == looks(rows_of(whole, many)) != [], path
        for page in ("case", "person"):  # the register says word for word what was shared
            one, other = (mette.get(reverse(f"casefile:{page}", args=[case.pk])).content.decode() for case in (none, many))
            assert looks([one]) == looks([other]), page
        shown = mette.get(reverse("casefile:concerns", args=[many.pk])).content.decode()
        assert shown.count("Et tegn") == len(signs), "the signs stand as words"


def all_of(client, path):
    """A list with the pages after its first."""
    body = ""
    while path:
        page = client.get(path).content.decode()
        older = re.search(r'href="(\?vis=\w+&amp;efter=[^"]+)"', page)
        body, path = body + page, path.split("?")[0] + unescape(older[1]) if older else ""
    return body


def rows_of(body, case):
    """The lines of lists that tell of a case."""
    return [row for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL) if case.number in row]


def looks(parts):
    """How something looks: its markup without the ids, case numbers and hidden fields in it."""
    return [ZEROES.sub("0", HIDDEN.sub("", part)) for part in parts]


# ---------- N02: no register of persons; and nothing about belief or descent


@pytest.mark.function("N02")
def test_a_person_belongs_to_one_case_and_no_page_looks_for_people(estate):
    identified = {model._meta.label for model in ours() for field in model._meta.concrete_fields if words_of(field.name) & {"cpr", "birth"}}
    assert identified == {"persons.Person"}
    assert apps.get_model("persons.Person")._meta.get_field("case").one_to_one
    asked = {path: controls(answer) for who, path, answer in walk(estate, *STAFF) if looks_up(answer)}
    assert {name for names in asked.values() for name in names} <= {
        "number", "cpr", "words", "purpose", "who", "what", "case", "from_on", "until_on", "csrfmiddlewaretoken", "once", "writer"
    }, asked  # fmt: skip
    name, note = "Zqfullpersonzq", "Zqfullnotezq"
    mette, find = estate.client("mette"), reverse("casefile:find")
    with undone():
        assert estate.things["full.number"] in mette.post(find, {"words": note, "purpose": "contact"}).content.decode()
        for asked in ({"words": name, "purpose": "contact"}, {"cpr": name, "purpose": "contact"}, {"cpr": "6705", "purpose": "contact"}):
            assert estate.things["full.number"] not in mette.post(find, asked).content.decode(), asked
        assert f"Du har ingen sag med nummeret {name}." in mette.get(reverse("casefile:cases"), {"number": name}).content.decode()


def looks_up(response):
    """Whether something can be asked for on a page: by GET, or by the acts that look up."""
    return any(form.method == "get" or form.act.startswith("find_") for form in read(response).forms)


@pytest.mark.function("N02")
def test_no_field_asks_for_belief_descent_or_politics(estate):
    for form in all_forms():
        for name, field in form.base_fields.items():
            assert not words_of(name) & SENSITIVE, f"{form.__name__}.{name}"
            assert not BELIEF.search(str(field.label or "")), f"{form.__name__}.{name}"
    seen = {name for _who, _path, answer in walk(estate, *CAST) for name in controls(answer)}
    assert "observed" in seen
    assert not {name for name in seen if words_of(name) & SENSITIVE}


# ---------- N03: no lists of names as files


@pytest.mark.function("N03")
def test_no_file_tells_of_the_persons_of_several_cases(estate):
    files = 0
    for person in STAFF:
        for address, page in ((one, row) for one, row in listed(files=True) if row.gets(person) == 200):
            for about in CASES if "case_id" in address.parts else [page.about]:
                try:
                    path = address.path(estate, about, page.given)
                except KeyError:
                    continue  # this case has no such thing
                files += 1
                assert len(told_of(estate, estate.client(person).get(path))) <= 1, f"{path} for {person}"
    assert files > 20
    tove = estate.client("tove")
    with undone():
        exported = tove.post(reverse("oversight:export"), {})
    assert exported["Content-Disposition"].startswith("attachment")
    assert "Henvendelse registreret" in exported.content.decode()
    assert told_of(estate, exported) == set()


def told_of(estate, response):
    """Of which cases an answer has words in it."""
    body = response.content.decode(errors="replace")
    return {owner for owner, words in estate.words.items() if any(word in body for word in words)}


@pytest.mark.function("N03")
def test_only_the_log_and_the_figures_are_written_out_as_tables(estate):
    """Both tell of no person: the log has no names of citizens, the figures no number under five that can be worked out."""
    assert importing("csv", "openpyxl", "xlsxwriter", "odf", "pandas", "icalendar") == {"lib.py"}
    assert {place(file) for file in CODE if "spreadsheet(" in file.read_text()} == {"lib.py", "oversight/actions.py", "statistics/views.py"}
    for address, _page in listed(files=True):  # each is about one thing, or from a room that knows no case
        about_one = any(part == "pk" or part.endswith("_id") for part in address.parts)
        assert about_one or address.name.startswith(("accounts:", "catalogues:", "oversight:", "statistics:", "saml_")), address.name
    printed = {file.stem for file in HOUSE.glob("*/letters/*.typ")}
    assert printed - {"letter"} <= {
        "action_card",
        "code_slip",
        "flow_chart",
        "leaflet",
        "sheet",
        "information",
        "assessment",
        "figures",
        "case",
        "reporter",
        "certificate",
    }, "of how many persons does it tell?"


# ---------- N04: nothing is fetched


@pytest.mark.function("N04")
def test_nothing_is_fetched_and_nobody_is_watched(estate):
    # the mail that goes out, the virus scanner beside us, and our own process asking itself whether it is well
    assert importing(*FETCHING) <= {
        "gateways/clamav.py",
        "gateways/mail.py",
        "serve.py",
        "doctor.py",
        "accounts/outside.py",
    }  # the last: the login a municipality names
    assert not {name for file in CODE for name in named(file.read_text(), SOCIAL)}
    told = {form.__name__ for form in all_forms() for field in form.base_fields.values() if isinstance(field, forms.URLField)}
    assert told <= {"EditAuthority", "EditMunicipality"}, "an address of somebody's page"
    for person, path, answer in walk(estate, "nobody", "mette"):
        assert "connect-src 'self'" in answer["Content-Security-Policy"] or answer["Content-Security-Policy"].startswith(
            "default-src 'none'"
        )
        assert not {name for name in controls(answer) if words_of(name) & OF_SOMEBODY}, f"{path} for {person}"


@pytest.mark.function("N04")
def test_nothing_is_imported_from_other_registers(estate):
    assert set(cli.ROOMS) == {"setup", "invite", "keys rotate", "backup", "restore", "log export", "log verify", "log prune"}
    taking = {path for _who, path, answer in walk(estate, *STAFF) if 'type="file"' in answer.content.decode()}
    case = reverse("casefile:documents", args=[estate.cases[ROWS["casefile:documents"].about]])
    assert {path for path in taking if not path.startswith(("/bekymring/", "/fagperson/", "/svar/", "/k/"))} == {case}, (
        "to one case at a time"
    )


# ---------- N05: no graph


@pytest.mark.function("N05")
def test_no_person_or_case_is_tied_to_another(estate):
    for model in ours():
        related = [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]
        assert not [field for field in related if field.many_to_many], model._meta.label
        targets = [field.related_model._meta.label for field in related]
        assert not {"persons.Person", "persons.Relative"} & set(targets), f"{model._meta.label} is tied to a person"
        assert targets.count("cases.Case") <= 1, f"{model._meta.label} ties two cases"
    for file in PAGES:
        assert not DRAWN.search(file.read_text()), place(file)


@pytest.mark.function("N05", act="note_relative")
def test_the_same_father_in_two_cases_is_noticed_nowhere(estate):
    father = {"role": "father", "name": "Bo Prøve Holm", "contact": "20 30 40 50"}
    mette, keys = estate.client("mette"), ("full", "lifted")
    with undone():
        for key in keys:
            note_relative(estate.world.mette, story.seen(estate, key), **father)
        for key, other in (keys, keys[::-1]):
            page = mette.get(reverse("casefile:person", args=[estate.cases[key]])).content.decode()
            assert "Bo Prøve Holm" in page
            for shown in ("case", "person", "concerns", "deadlines", "more"):
                body = mette.get(reverse(f"casefile:{shown}", args=[estate.cases[key]])).content.decode()
                assert estate.things[f"{other}.number"] not in body, shown
                assert str(estate.cases[other]) not in body, shown
        found = mette.post(reverse("casefile:find"), {"words": "Prøve Holm", "purpose": "contact"}).content.decode()
        assert not [key for key in keys if estate.things[f"{key}.number"] in found]


# ---------- N10: no language model


@pytest.mark.function("N10")
def test_no_text_is_written_or_judged_by_a_machine(estate):
    assert not {name for file in CODE for name in named(file.read_text(), MACHINES)}
    packages = {one["name"] for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    assert not {name for name in packages if words_of(name) & MACHINES}
    for person, path, answer in walk(estate, *CAST):
        words = " ".join(read(answer).words)
        assert not WRITTEN_BY_A_MACHINE.search(words), f"{path} for {person}"


# ---------- S64: no case is forgotten


@pytest.mark.function("S64", page="casefile:case")
@pytest.mark.parametrize("who", ["mette", "soeren", "karen"])
def test_every_open_case_has_its_next_date(estate, who):
    client = estate.client(who)
    mine = {key for key, case in CASES.items() if is_with(who, case) and opens(who, case) and not case.closed_as}
    told = all_of(client, reverse("casefile:overview") + "?vis=ours")
    for key in mine:
        page = client.get(reverse("casefile:case", args=[estate.cases[key]])).content.decode()
        following = re.search(r"<dt>Næste frist</dt><dd>(.*?)</dd>", page, re.DOTALL)
        assert following, key
        assert 'class="due' in following[1], key
        assert estate.things[f"{key}.number"] in told, key
    assert len(mine) > 1


# ---------- The list of functions


def test_every_function_that_is_due_is_shown_by_a_test(request):
    """A run of the whole suite knows all tests already; a part of it reads them anew."""
    items, files = request.session.items, set((ROOT / "tests").rglob("test_*.py"))
    if request.config.option.keyword or {item.path for item in items} < files:
        told = subprocess.run([sys.executable, "-m", "tests.functions"], cwd=ROOT, capture_output=True, text=True)
        assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
        return
    shown = list(dict.fromkeys(one for item in items for one in shown_by(item)))
    assert mistakes(read_list(LIST.read_text()), shown, Act.values, {one.name for one in addresses()}) == []


LISTED = """
| No. | Function | It is true when | Here |
|---|---|---|---|
| S01 | One | it is so | now |
| S02 | Two | the half of it is so | now: a half |
| S03 | Three | one day it is so | later |
"""


def test_the_list_has_every_number_of_the_strategy_once():
    rows = read_list(Path(ROOT, "docs", "functions.md").read_text())
    wanted = [
        f"{kind}{number:0{digits}}"
        for kind, last, digits in (("S", 83, 2), ("G", 18, 1), ("C", 23, 2), ("N", 10, 2))
        for number in range(1, last + 1)
    ]
    assert list(rows) == wanted
    with pytest.raises(ValueError, match="twice"):
        read_list(LISTED + LISTED)


def test_a_marker_that_is_wrong_and_a_function_that_is_not_shown_are_told():
    rows, good = read_list(LISTED), [Shown("t::one", ("S01",), act="cover"), Shown("t::half", ("S02",), part="a half", page="ui:gallery")]
    assert [state(row, good) for row in rows.values()] == ["shown", "part", "open"]
    assert mistakes(rows, good, {"cover"}, {"ui:gallery"}) == []
    assert mistakes(rows, good[1:], {"cover"}, {"ui:gallery"}) == ["S01 One is open"]
    assert mistakes(rows, good[:1], {"cover"}, set()) == ["S02 Two is open"]
    assert mistakes(rows, [*good, Shown("t::x", ("S99",), act="fly")], {"cover"}, {"ui:gallery"}) == [
        "t::x: no act fly",
        "t::x: no function S99",
    ]
    assert mistakes(rows, [Shown("t::one", ("S01",), part="x"), good[1]], {"cover"}, {"ui:gallery"}) == ["S01 One is part"]
    assert mistakes(rows, [*good, Shown("t::x", ())], {"cover"}, {"ui:gallery"}) == ["t::x: it names no function"]
