"""`make screenshots`: every page as each of the cast who gets it sees it, wide and on a phone: var/screenshots/<page>-<who>-<width>.png.

Pages with a public door are the same for everybody; they are taken as nobody sees them, in both languages. A part of the name chooses:
`make screenshots ARGS="overview receipt"`, and `ARGS="overview-mette-390"` is one picture. `ARGS=readme` takes the README's own anew,
in the demo as its story is told.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path

from tests.standing import standing

FOLDER = Path(__file__).resolve().parent.parent / "var" / "screenshots"


def pictures(estate):
    """What there is to be seen: the name of the picture, who looks, the address, and the response where no address leads there."""
    from tests.beyond import beyond
    from tests.pages import visits

    for page, address, path, who, gets in visits(estate):
        if gets != 200 or page.file:
            continue
        place = "-albertslund" if "slug" in address.parts else ""
        public = getattr(address.view, "door", "") == "public"
        if not public or who == "nobody":
            yield f"{page.name.replace(':', '.')}{place}-{who}", who, path, None
            if public and not place:
                yield f"{page.name.replace(':', '.')}-en-{who}", who, f"/en{path}", None
    for prefix, language in (("", ""), ("/en", "-en")):
        for name, who, path, response in beyond(estate, prefix):
            yield f"{name}{language}-{who}", who, path, response


def named(pictures):
    """The same, where two pictures of one name are told apart by a number."""
    seen = Counter()
    for name, *rest in pictures:
        seen[name] += 1
        yield f"{name}-{seen[name]}" if seen[name] > 1 else name, *rest


def wanted(picture, chosen):
    """Whether one of the chosen names is part of this one."""
    return not chosen or any(part in picture for part in chosen)


def readme():
    """The two pictures of the README."""
    from infohus.demo import story
    from tests.estate import Estate
    from tests.serving import Desk, chromium, served

    with standing(lambda: Estate(story.tell(lambda chapter: None))) as demo, served() as address, chromium() as browser:
        desk = Desk(browser, address, demo)
        for name, who, path in (("front", "nobody", "/"), ("overview", "mette", "/overblik/")):
            page = desk.at(who, path)
            page.set_viewport_size({"width": 1440, "height": 900})
            page.screenshot(path=FOLDER.parent.parent / "docs" / "pictures" / f"{name}.png", full_page=True)
        desk.close()


def main(chosen):
    """Take the pictures that were chosen, or all."""
    if chosen == ["readme"]:
        readme()
        return
    from tests.serving import WIDTHS, Desk, chromium, served

    if not chosen:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = 0
    with standing() as estate:
        todo = [
            (*one, widths)
            for one in named(pictures(estate))
            if (widths := [width for width in WIDTHS if wanted(f"{one[0]}-{width}", chosen)])
        ]
        with served() as address, chromium() as browser:
            desk = Desk(browser, address, estate)
            for name, who, path, response, widths in todo:
                page = desk.shown(who, path, response) if response else desk.at(who, path)
                for width in widths:
                    page.set_viewport_size({"width": width, "height": 900})
                    page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
                    taken += 1
                    print(f"\r{taken} af {sum(len(one[-1]) for one in todo)} billeder", end="", flush=True)
            desk.close()
    print(f"\r{taken} billeder i {FOLDER.relative_to(Path.cwd()) if FOLDER.is_relative_to(Path.cwd()) else FOLDER}     ")


if __name__ == "__main__":
    main(sys.argv[1:])
