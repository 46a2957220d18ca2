"""A crawler, signed in as each of the cast, follows every link: nothing that is offered ends at a closed door or points to nothing."""

from collections import Counter
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.estate import estate as estate
from tests.html import inside, read
from tests.pages import CAST, OUTSIDE

START = {"reporter": "/svar/postkasse/", "drafter": "/fagperson/gemt/"}
MOST = 1500  # pages of one person; more means that links breed links
TEXTS, ALIKE = (
    2,
    8,
)  # so many of the 400 texts of the catalogues, of each kind and page; so many of any other page that is asked for in one way
AWAY = ("https://", "tel:", "mailto:")


class Crawler:
    """One of the cast on their way: what they found, and what is wrong with it."""

    def __init__(self, estate, name, known, all_of_them=False):
        self.estate, self.name, self.known, self.all_of_them = estate, name, known, all_of_them
        self.found, self.wrong, self.targets, self.asked, self.alike = {}, [], set(), [], Counter()

    def crawl(self, *starts):
        """Everything that can be reached from here by links."""
        self.asked = [(start, "the start") for start in starts]
        while self.asked:
            path, source = self.asked.pop(0)
            if path in self.found or self.is_enough(path):
                continue
            self.found[path] = self.visit(path, source)
            assert len(self.found) < MOST, f"{self.name} finds no end: {list(self.found)[-5:]}"
        self.wrong += [
            f"{source}: no place #{place} on {path}" for source, path, place in self.targets if place not in self.found.get(path, [place])
        ]

    def is_enough(self, path):
        """Whether many pages of just this kind were seen."""
        parts, asked = path.split("/"), urlsplit(path)
        of_catalogue = parts[1] == "katalog" and len(parts) > 4
        kind = (parts[2], *parts[4:]) if of_catalogue else (view_of(path), *sorted(parse_qs(asked.query)))
        self.alike[kind] += 1
        return not self.all_of_them and self.alike[kind] > (TEXTS if of_catalogue else ALIKE)

    def visit(self, path, source):
        """Look at a page, note where its links lead; the ids on it."""
        response = self.known.get(path) or self.estate.client(self.name).get(path)
        if response.status_code in (301, 302):
            self.follow(path, source, response["Location"])
            return set()
        if response.status_code != 200:
            self.wrong.append(f"{source} leads to {path}: {response.status_code}")
            return set()
        if door(path) == "public":
            self.known[path] = response  # the same for everybody
        if not response["Content-Type"].startswith("text/html"):
            return set()
        return self.read(path, response)

    def read(self, path, response):
        """The links of a page."""
        page = read(response)
        self.wrong += [f"{path}: {one}" for one in page.inline]
        for href, _act in page.links:
            self.follow(path, path, href)
        for form in page.forms:
            if form.method == "get":
                self.follow(path, path, form.action or path)
        return {at["id"] for _tag, at in page.tags if at.get("id")}

    def follow(self, path, source, href):
        """Remember where a link leads; outside of the house it must be https, a telephone or a mail."""
        parts = urlsplit(urljoin(path, href))
        target = inside(path, href)
        if not target:
            self.wrong += [] if href.startswith(AWAY) else [f"{source} leads to {href}"]
            return
        self.asked.append((target, source))
        if parts.fragment:
            self.targets.add((source, target, parts.fragment))


def view_at(path):
    """What answers at an address, in either language; None for nothing."""
    try:
        return resolve("/" + urlsplit(path).path.removeprefix("/en").lstrip("/"))
    except Resolver404:
        return None


def view_of(path):
    """The name of what answers at an address, or the address itself."""
    found = view_at(path)
    return found.view_name if found else path


def door(path):
    """Which door an address has."""
    found = view_at(path)
    return getattr(found.func, "door", "staff") if found else ""


@pytest.fixture(scope="module")
def known():
    """The public pages as somebody saw them already; they are the same for all."""
    return {}


@pytest.mark.parametrize("name", CAST)
def test_no_link_is_a_dead_end(estate, known, name):
    walk(Crawler(estate, name, known), name)


@pytest.mark.drill
@pytest.mark.parametrize("name", CAST)
def test_no_link_at_all_is_a_dead_end(estate, known, name):
    walk(Crawler(estate, name, known, all_of_them=True), name)


def walk(crawler, name):
    """From the front page, or from their own first page, wherever links lead."""
    crawler.crawl("/", START.get(name, "/" if name in OUTSIDE else "/hjem/"))
    assert crawler.wrong == []
    assert {"/", "/en/", "/bekymring/", "/en/bekymring/"} <= set(crawler.found), "the public site, in both languages"


def test_a_dead_end_is_noticed(estate):
    crawler = Crawler(estate, "mette", {})
    for href in ("/katalog/link/ny/", "/findes-ikke/", "/#ingen", "javascript:void(0)", "http://eksempel.example/"):
        crawler.follow("/", "a page", href)
    asked, crawler.asked = crawler.asked, []
    for path, source in asked:
        crawler.found[path] = crawler.visit(path, source)
    assert len(crawler.wrong) == 4
