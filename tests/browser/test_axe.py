"""Every page in a browser, wide and on a phone: axe finds nothing, nothing sticks out, nothing complains, and one button is the next step."""

import pytest

from tests.beyond import beyond
from tests.browser.axe import WIDTHS, obstacles
from tests.estate import undone
from tests.html import inside, read
from tests.pages import CAST, ROWS, addresses

LOOKED_AT = sorted(name for name, page in ROWS.items() if 200 in {page.gets(one) for one in CAST} and not page.file)
PUBLIC = {address.name for address in addresses() if getattr(address.view, "door", "") == "public"}
PRIMARY = "[...document.querySelectorAll('main .button-primary')].filter(e => e.offsetParent && !e.closest('dialog')).map(e => e.textContent.trim())"


PHONE = WIDTHS[-1:]  # where a page has least room: of a page that was looked at wide in one language, or before it refused


def look(desk, page, told, widths=WIDTHS):
    """What is wrong with a page as it stands in the window."""
    found = [f"{told} {one}" for one in obstacles(page, widths)]
    found, desk.wrong[:] = found + [f"{told}: {one}" for one in desk.wrong], []
    return found


def seen_by(estate, name):
    """The addresses of a page, each with the first of the cast who gets it; of public pages the English one too, of one municipality."""
    page = ROWS[name]
    person = next(one for one in CAST if page.gets(one) == 200)
    for address in (one for one in addresses() if one.name == name and "slug" not in one.parts):
        path = address.path(estate, page.about, page.given)
        yield person, address, path
        if name in PUBLIC:
            yield person, address, f"/en{path}"


@pytest.mark.function("C12")
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_can_be_used_by_everybody(desk, estate, name):
    found = []
    for person, address, path in seen_by(estate, name):
        page = desk.window(person)
        assert page.goto(path).status == 200, path
        found += look(desk, page, path, PHONE if path.startswith("/en") else WIDTHS)
        primary = page.evaluate(PRIMARY)
        if "case_id" in address.parts and len(primary) > 1:
            found.append(f"{path} has more than one primary button: {primary}")
    assert not found, "\n".join(found)


def room(name):
    """The room of a page; a page of a library's has none."""
    return name.split(":")[0]


OFTEN = {
    "casefile:case", "casefile:pass_to_police", "casefile:person", "casefile:note", "concerns:register", "concerns:note", "concerns:report",
    "assessments:copy", "assessments:social", "assessments:short", "assessments:joint", "closing:close", "retention:confirm",
}  # fmt: skip
SEEN_REFUSING = {
    room(name): name for name in reversed(LOOKED_AT)
}.values()  # one of each room, and the pages that are most used; the others in the long rounds


@pytest.mark.function("C12")
@pytest.mark.parametrize(
    "name", [name if name in SEEN_REFUSING or name in OFTEN else pytest.param(name, marks=pytest.mark.drill) for name in LOOKED_AT]
)
def test_a_form_that_refuses_can_be_used_by_everybody(desk, estate, name):
    """The same with every form of the page sent empty: errors at the top and at their fields."""
    person, _address, path = next(seen_by(estate, name))
    found = []
    for form in read(estate.client(person).get(path)).forms:
        target = inside(path, form.action or path)
        if form.method != "post" or not [one for one in form.fields if one.kind != "hidden"] or not target:
            continue
        with undone():
            response = estate.client(person).post(target, sent_empty(form))
        if response.status_code in (200, 422) and response["Content-Type"].startswith("text/html"):
            found += look(desk, desk.shown(person, target, response), f"{target} refused", PHONE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.drill)])
def test_a_page_that_no_address_leads_to_can_be_used_by_everybody(desk, estate, prefix):
    """The steps of the public forms, their receipts, and what is said when something goes wrong."""
    found = []
    for name, person, path, response in beyond(estate, prefix):
        found += look(desk, desk.shown(person, path, response), f"{name} {prefix}", PHONE if prefix else WIDTHS)
    assert not found, "\n".join(found)


def sent_empty(form):
    """What a form sends when nothing was filled in."""
    return {one.name: one.value for one in [*form.fields, *form.buttons] if one.kind in ("hidden", "submit")}


@pytest.mark.parametrize(("person", "path", "name"), [("nobody", "/findes-ikke/", "ui.not_found"), ("mette", "/findes-ikke/", "ui.not_found"),
                                                       ("mette", "/katalog/link/ny/", "ui.forbidden"), ("nobody", "/konti/adgang/gammelt/", "accounts.link_closed")])  # fmt: skip
def test_a_page_that_says_no_can_be_used_by_everybody(desk, person, path, name):
    page = desk.window(person)
    page.goto(path)
    assert page.locator("main").get_attribute("data-page") == name
    desk.wrong.clear()  # the browser itself reports the status
    assert look(desk, page, path) == []
