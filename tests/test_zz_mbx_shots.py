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
