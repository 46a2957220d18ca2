"""Every page in a browser, wide and on a phone: axe finds nothing, nothing sticks out, nothing complains, and one button is the next step."""

import pytest

from tests.beyond import beyond
from tests.browser.axe import obstacles
from tests.estate import undone
from tests.html import inside, read
from tests.pages import CAST, ROWS, addresses

LOOKED_AT = sorted(name for name, page in ROWS.items() if 200 in {page.gets(one) for one in CAST} and not page.file)
PUBLIC = {address.name for address in addresses() if getattr(address.view, "door", "") == "public"}
PRIMARY = "[...document.querySelectorAll('main .button-primary')].filter(e => e.offsetParent && !e.closest('dialog')).map(e => e.textContent.trim())"


def look(desk, page, told):
    """What is wrong with a page as it stands in the window, at both widths."""
    found = [f"{told} {one}" for one in obstacles(page)]
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
        found += look(desk, page, path)
        primary = page.evaluate(PRIMARY)
        if "case_id" in address.parts and len(primary) > 1:
            found.append(f"{path} has more than one primary button: {primary}")
    assert not found, "\n".join(found)


# Of each room a page with a form that refuses, and those that are most used; the others come in the long rounds.
REFUSING = {
    "account_login", "mfa_activate_totp", "accounts:invite_user", "advice:ask", "assessments:conclude", "assessments:copy", "assessments:short",
    "casefile:case", "casefile:pass_to_police", "casefile:withhold", "catalogues:edit_catalogue", "closing:reopen", "concerns:note",
    "concerns:professional_form", "concerns:register", "concerns:report", "disclosures:note_received", "mailboxes:mailbox", "retention:kept",
    "rights:hold",
}  # fmt: skip


@pytest.mark.function("C12")
@pytest.mark.parametrize("name", [name if name in REFUSING else pytest.param(name, marks=pytest.mark.drill) for name in LOOKED_AT])
def test_a_form_that_refuses_can_be_used_by_everybody(desk, estate, name):
    """The same with every form of the page sent empty: errors at the top and at their fields."""
    person, _address, path = next(seen_by(estate, name))
    found, refused = [], 0
    for form in read(estate.client(person).get(path)).forms:
        target = inside(path, form.action or path)
        if form.method != "post" or not [one for one in form.fields if one.kind != "hidden"] or not target:
            continue
        with undone():
            response = estate.client(person).post(target, sent_empty(form))
        if response.status_code in (200, 422) and response["Content-Type"].startswith("text/html"):
            refused += 1
            found += look(desk, desk.shown(person, target, response), f"{target} refused")
    assert not found, "\n".join(found)
    assert refused or name not in REFUSING


@pytest.mark.parametrize("prefix", ["", pytest.param("/en", marks=pytest.mark.drill)])
def test_a_page_that_no_address_leads_to_can_be_used_by_everybody(desk, estate, prefix):
    """The steps of the public forms, their receipts, and what is said when something goes wrong."""
    found = []
    for name, person, path, response in beyond(estate, prefix):
        found += look(desk, desk.shown(person, path, response), f"{name} {prefix}")
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
