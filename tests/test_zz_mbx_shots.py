"""Scratch: pictures of the mailbox pages."""
import os
from pathlib import Path
import pytest
from infohus.db.context import acting
from infohus.mailboxes.models import Mailbox
from infohus.mailboxes import actions

OUT = Path("/tmp/w/shots-mbx"); OUT.mkdir(exist_ok=True)
AXE = (Path(__file__).parent / "browser" / "axe.min.js").read_text()

@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield b
        b.close()

def shot(page, name):
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=str(OUT / f"{name}-{width}.png"), full_page=True)
        page.evaluate(AXE + ";0")
        found = page.evaluate("axe.run()")
        for v in found["violations"]:
            print(name, width, v["id"], v["help"], [n["html"][:150] for n in v["nodes"]][:3])
        print(name, width, "overflow", page.evaluate("document.documentElement.scrollWidth - innerWidth"))

def test_mailbox(world, live_server, browser):
    receipt = world.file()
    base = live_server.url.replace("127.0.0.1", "localhost")
    ctx = browser.new_context(); page = ctx.new_page()
    page.goto(base + "/svar/"); shot(page, "code")
    page.fill("[name=code]", "K7QF-2M9T-XW4B-8HDN"); page.click("main button[type=submit]"); shot(page, "code-wrong")
    assert ctx.cookies() == []
    page.fill("[name=code]", receipt.code.lower().replace("-", " ")); page.click("main button[type=submit]")
    shot(page, "mailbox-empty")
    print(ctx.cookies())
    from django.db import transaction
    with acting(world.mette.context), transaction.atomic():
        box = Mailbox.objects.select_related("case__municipality", "municipality").get()
    with acting(world.mette.context), transaction.atomic(): actions.ask_reporter(world.mette, box, text="Tak, fordi du skrev. Det er svært, og det er godt, at du gjorde det. Du bestemmer selv, om du vil svare.\n\n1. Var der andre til stede i lørdags end din søn og hans ven?\n2. Er der en voksen i skolen eller klubben, han stoler på?\n\nVi kan ikke fortælle, hvad der sker videre. Sådan beskytter vi den, det handler om.")
    page.reload(); shot(page, "mailbox-asked")
    page.fill("[name=text]", "Der var to andre drenge."); page.click("text=Send svar")
    print(page.url, page.title())
    shot(page, "mailbox-sent")
    page.click("text=Luk postkassen"); shot(page, "mailbox-close-modal")
    page.click("dialog >> text=Luk for altid")
    print(page.url); shot(page, "closed"); print(ctx.cookies())


def sign_in_browser(ctx, base, world, name):
    from django.test import Client
    c = Client(); c.force_login(world.member(name).user); s = c.session; s["demo"] = True; s.save()
    ctx.add_cookies([{"name": "infohus", "value": s.session_key, "url": base}])


def test_professional(world, live_server, browser):
    base = live_server.url.replace("127.0.0.1", "localhost")
    ctx = browser.new_context(); page = ctx.new_page()
    page.on("console", lambda m: print("console", m.type, m.text))
    page.goto(base + "/fagperson/"); shot(page, "pro-start")
    page.click("[data-act=file_concern]"); shot(page, "pro-1")
    nxt = lambda: page.click("main button.button-primary >> nth=0")
    nxt(); shot(page, "pro-1-error")
    page.check("[name=under_18][value=yes]"); nxt()
    nxt(); shot(page, "pro-2-error")
    page.fill("[name=observed]", "I timen sagde han, at manden var en helt."); page.fill("[name=when_where]", "Mandag i 3. time"); page.check("[name=how_known][value=seen]"); page.fill("[name=alternatives]", "Han vil måske provokere.")
    page.click("text=Gem og fortsæt senere"); shot(page, "pro-saved")
    code = page.inner_text("#code-shown").replace("\n", "")
    ctx2 = browser.new_context(); p2 = ctx2.new_page(); p2.goto(base + "/svar/"); p2.fill("[name=code]", code); p2.click("main button[type=submit]")
    print(p2.url); shot(p2, "pro-draft")
    page = p2
    nxt(); shot(page, "pro-3"); nxt(); shot(page, "pro-4")
    page.fill("[name=who]", "Drengen i 9.B")
    page.check("[name=told_person][value=yes]"); page.fill("[name=told_person_how]", "Vi talte med ham. Han tav.")
    nxt(); shot(page, "pro-4-error")
    page.check("[name=told_parent_1][value=yes]"); page.fill("[name=told_parent_1_how]", "Mor blev ked af det.")
    page.check("[name=told_parent_2][value=no]"); page.fill("[name=told_parent_2_how]", "Vi kan ikke få fat i ham.")
    page.check("[name=interpreter][value=yes]"); page.fill("[name=interpreter_who]", "Far, arabisk"); nxt()
    page.check("[name=source][value=teacher]"); page.fill("[name=done]", "Samtale med mor."); page.fill("[name=workplace]", "Nordskolen, Skolevej 1"); page.fill("[name=reporter_name]", "Lis Møller"); page.fill("[name=reporter_phone]", "43 11 11 11")
    shot(page, "pro-5"); nxt(); shot(page, "pro-6")
    page.click("text=Send til kommunen"); shot(page, "pro-receipt")
    page.emulate_media(media="print"); shot(page, "pro-receipt-print"); page.emulate_media(media="screen")
    code = page.inner_text("#code-shown").replace("\n", "")
    page.goto(base + "/svar/"); page.fill("[name=code]", code); page.click("main button[type=submit]"); page.goto(base + "/svar/postkasse/sendt/"); shot(page, "mailbox-sheet")


def test_advice(world, live_server, browser):
    base = live_server.url.replace("127.0.0.1", "localhost")
    ctx = browser.new_context(); page = ctx.new_page()
    page.on("console", lambda m: print("console", m.type, m.text))
    page.goto(base + "/raad/"); shot(page, "ask")
    page.click("text=Send spørgsmålet"); shot(page, "ask-error")
    def fill(q):
        page.check("[name=group][value=school]"); page.select_option("[name=theme]", "CLASSROOM"); page.fill("[name=question]", q); page.check("[name=form][value=phone]"); page.fill("[name=contact]", "43 11 11 11, formiddag")
    fill("Peter Hansen, født 1. maj 2010, taler meget om krigen. Hvad gør jeg?"); page.click("text=Send spørgsmålet"); shot(page, "ask-named")
    fill("Vi er en skole. Flere elever i 8. klasse taler meget om krigen i nyhederne, og de bliver hurtigt uvenner. Hvordan taler vi om det i timerne, uden at nogen føler sig peget ud?"); page.click("text=Send spørgsmålet"); shot(page, "asked")
    page.goto(base + "/raad/"); fill("Hvordan taler man med en ven om det?"); page.check("[name=form][value=code]"); page.click("text=Send spørgsmålet")
    ctx2 = browser.new_context(); sign_in_browser(ctx2, base, world, "mette"); p = ctx2.new_page()
    p.goto(base + "/raadgivning/"); shot(p, "questions")
    p.click("td.act a >> nth=0"); shot(p, "answer")
    p.click("text=Gem svaret"); shot(p, "answer-error")
    p.fill("[name=answer]", "Tal om følelser først, og lov ingen, at I er enige."); p.check("[name=form][value=phone]"); p.fill("[name=minutes]", "20"); p.click("text=Gem svaret"); shot(p, "questions-answered")
    p.goto(base + "/raadgivning/ny/"); shot(p, "advice-note")
    p.goto(base + "/raadgivning/emner/"); shot(p, "advice-themes")
