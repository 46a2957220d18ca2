import pytest
from pathlib import Path
from tests.conftest import signed_in
OUT = Path("/tmp/w/shots-cat"); OUT.mkdir(exist_ok=True)
AXE = (Path(__file__).parent / "browser" / "axe.min.js").read_text()
PAGES = {"kinds":"/katalog/","sign":"/katalog/sign/","basis":"/katalog/basis/","links":"/katalog/link/","rpl":"/katalog/basis/RPL115_2/","rpl-edit":"/katalog/basis/RPL115_2/ret/","linkcheck":"/katalog/link/kontrol/","number":"/katalog/number/","coord":"/katalog/number/COORDINATORS/","coord-edit":"/katalog/number/COORDINATORS/ret/","acute":"/katalog/text/ACUTE_BOX/ret/","term":"/katalog/term/Sign/ret/","flow":"/katalog/print/FLOW_RECEIVED/ret/","class":"/katalog/retention_class/R5/","addlink":"/katalog/link/ny/","ord":"/katalog/ord/","prints":"/katalog/kort/","words":"/ord/","cards":"/kort/","b04":"/katalog/sign/B04/", "worden":"/en/ord/"}
import os
ONLY = os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else list(PAGES)

def test_shots(world, live_server):
    from playwright.sync_api import sync_playwright
    base = live_server.url.replace("127.0.0.1", "localhost")
    c = signed_in(world, "nikolaj")
    if "b04" in ONLY:
        from infohus.catalogues import actions; from infohus.catalogues.rules import Kind; from infohus import lib; import datetime
        a = dict(text="Bruger mærker eller symboler, som voldelige grupper bruger", source="Egen ordlyd", also="mode, provokation", valid_from=lib.today())
        actions.edit_catalogue(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=0, **a)
        actions.edit_catalogue(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=1, **(a | {"text":"Bærer symboler, som kun voldelige grupper bruger", "valid_from": datetime.date(2027,1,1)}))
    with sync_playwright() as p:
        b = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        ctx = b.new_context(); ctx.add_cookies([{"name":"infohus","value":c.cookies["infohus"].value,"url":base}])
        page = ctx.new_page()
        for name in ONLY:
            r = page.goto(base + PAGES[name]); assert r.status == 200, (name, r.status)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=str(OUT / f"{name}-{width}.png"), full_page=True)
                page.evaluate(AXE + ";0")
                for v in page.evaluate("axe.run()")["violations"]:
                    print(name, width, v["id"], v["help"], [n["html"][:150] for n in v["nodes"]][:3])
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if over > 0: print(name, width, "overflow", over)
        page.goto(base + "/katalog/text/CODE_WRONG/ret/"); page.fill("[name=title]", "Koden passer desværre ikke")
        from infohus.catalogues import actions, queries; from infohus.catalogues.rules import Kind; from infohus import lib
        e = queries.entry(Kind.TEXT, "CODE_WRONG")
        actions.edit_catalogue(world.nikolaj, world.brondby, Kind.TEXT, "CODE_WRONG", version=0, text="Vi finder intet. Ring på {coordinator_phone}.", source="Egen ordlyd", valid_from=lib.today(), title="Prøv igen")
        page.click("text=Gem teksten")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900}); page.screenshot(path=str(OUT / f"stale-{width}.png"), full_page=True)
        page.goto(base + "/katalog/link/kontrol/"); page.click("main button[type=submit]")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900}); page.screenshot(path=str(OUT / f"checkerr-{width}.png"), full_page=True)
        b.close()
