"""What every page is held against in a browser: axe finds nothing, and nothing is wider than the window."""

WIDTHS = (1440, 390)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, {runOnly: tags, preload: false, resultTypes: ['violations']})"
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(e => !e.closest(".sr-only, svg, .skipnav, dialog:not([open])")
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName + "." + e.className)"""


def violations(page):
    """What axe finds, one line each, once the page stands with its styles. Axe comes as a file, which the browser keeps as it was compiled."""
    page.wait_for_load_state("load")
    page.wait_for_function("document.readyState == 'complete'")
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(url="/static/axe.min.js")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in page.evaluate(RUN, TAGS)["violations"]]


def obstacles(page, widths=WIDTHS):
    """What axe finds and what sticks out, at each width."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width}: {one}" for one in violations(page)]
        found += [f"at {width} sticks out: {one}" for one in page.evaluate(TOO_WIDE)[:3]]
    return found
