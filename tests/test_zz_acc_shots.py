import re
import tests.browser.test_sign_in as t
from tests.browser.test_sign_in import chromium, opened  # noqa
plain = t.check
def check(page, where):
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", where); name = re.sub(r"adgang/[^/]+", "adgang", name)
        page.screenshot(path=f"/tmp/w/shots-acc/{name.replace('/', '_').replace(' ', '-')}-{width}.png", full_page=True)
    try: plain(page, where)
    except AssertionError as e: print("AXE", where, e)
t.check = check
test_c = t.test_a_session_that_ends_in_the_middle_of_a_text_loses_nothing
