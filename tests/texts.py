"""`make texts`: what stands on each page, as the first of the cast who gets it reads it, and how hard the public pages are to read (LIX).

ARGS chooses pages by a part of their names: `make texts ARGS="front receipt"`; `ARGS=lix` prints the figures alone.
"""

import re
import sys

LONG = 6  # a long word has more letters than this
ENDS = re.compile(r"[?!:](?=\s|$)|\.(?=\s+[^\sa-zæøå0-9]|$)")  # of a sentence; the full stop of »kl. 8« and »stk. 1« is none


def lix(blocks):
    """How hard a text is to read: words a sentence + percentage of long words. A heading, an item of a list, a label is a sentence of its own."""
    words = [word for block in blocks for word in words_of(block)]
    sentences = sum(1 for block in blocks for part in ENDS.split(block) if words_of(part))
    return len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words) if sentences else 0


def words_of(text):
    """The words of a text, without what stands around them."""
    return [word for word in (re.sub(r"^\W+|\W+$", "", one) for one in text.split()) if word]


def texts(estate):
    """Every page in Danish, once: its name, whether it is public, who reads it, and its texts block by block."""
    from tests.beyond import beyond
    from tests.html import read
    from tests.pages import shown

    seen = set()
    pages = [(read(estate.client(who).get(path)), who) for _page, _address, path, who in shown(estate)]
    pages += [(read(response), who) for _name, who, _path, response in beyond(estate)]
    for page, who in pages:
        if page.name not in seen:
            seen.add(page.name)
            yield page.name, ("body", {"class": "public"}) in page.tags, who, page.words


def main(chosen):
    """Print them."""
    from tests.standing import standing

    figures = []
    with standing() as estate:
        for name, public, who, blocks in texts(estate):
            figures += [(lix(blocks), name)] if public else []
            if chosen != ["lix"] and (not chosen or any(part in name for part in chosen)):
                print(f"\n{name} ({who}){f', LIX {lix(blocks):.1f}' if public else ''}\n", *(f"  {block}\n" for block in blocks), sep="")
    if not chosen or chosen == ["lix"]:
        print("\nLIX", *(f"{number:5.1f}  {name}" for number, name in sorted(figures, reverse=True)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
