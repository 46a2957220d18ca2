"""The pages that no address leads to: those of the public forms, one after another, and those that refuse, each as a visitor meets it."""

import copy
import re
from pathlib import Path
from unittest.mock import patch

from django.test import Client, override_settings

from infohus.gateways import limits
from tests.estate import undone
from tests.visitor import Visitor

TOLD = {
    "observed": "Min søns ven viste en lukket gruppe på sin telefon og sagde, at manden var en helt.",
    "when_where": "I fredags hos os.",
}
ACUTE_SIGN = "A04"
WRITTEN = {
    "under_18": "yes", "observed": "I timen sagde han, at manden var en helt.", "when_where": "Mandag i 3. time", "how_known": ["seen"],
    "alternatives": "Han vil måske provokere.", "who": "Drengen i 9.B", "told_person": "yes", "told_person_how": "Vi talte med ham. Han tav.",
    "told_parent_1": "yes", "told_parent_1_how": "Mor blev ked af det.", "told_parent_2": "nobody", "interpreter": "no", "source": "teacher",
    "done": "Samtale med mor.", "workplace": "Nordskolen, Skolevej 1", "reporter_name": "Lis Møller", "reporter_phone": "43 11 11 11",
}  # fmt: skip
ASKED = {"group": "school", "theme": "CLASSROOM", "question": "Hvornår er en stærk mening noget, vi skal tale om?", "form": "code"}


def beyond(estate, prefix=""):
    """Each of them: its name, who meets it, an address and the response. Nothing that was sent on the way is kept."""
    estate.client("mette")  # signed in for good
    with undone():
        limits.forget()
        walked = [*concern(prefix), *in_trouble(prefix), *professional(prefix), *question(prefix), *stopped(estate, prefix)]
        limits.forget()
    return [(visitor.reading.page, who, visitor.at, visitor.response) for who, visitor in walked]


def on(visitor, act="", /, **answers):
    """The next page, in a window of its own."""
    following = copy.copy(visitor)
    following.act = act or visitor.act
    return following.press(answers.pop("go", visitor.onward()), **answers)


def steps(visitor, last, answers):
    """One page after another, up to the last."""
    while visitor.page != last:
        yield visitor
        here = {name: value for name, value in answers.items() if name in visitor.reading.controls}
        visitor = on(visitor, **here)
    yield visitor


def told(prefix, **answers):
    """The public form, filled in."""
    return list(steps(Visitor(Client(), f"{prefix}/bekymring/"), "check", {**TOLD, **answers}))


def concern(prefix):
    """From the first step to the receipt; sent once more with other words, and those as an addition."""
    walked = told(prefix, signs=[ACUTE_SIGN], who="En ven af min søn", age="16", under_18="yes")
    checked = walked[-1]
    receipt, differs = on(checked, go="send"), on(checked, "write_to_mailbox", go="send", observed="Noget andet end før.")
    return [("nobody", one) for one in (*walked[1:], on(checked, go="quit"), receipt, differs, on(differs, go="submit"))]


def in_trouble(prefix):
    """What comes when it cannot be stored, and when too many write at once."""
    checked = told(prefix)[-1]
    with patch("infohus.concerns.public.file_concern", side_effect=OSError):
        yield "nobody", on(checked, go="send")
    with override_settings(FLOOD_LIMITS=((1, 100), (60, 900))):
        on(told(prefix)[-1], go="send")
        yield "nobody", on(checked, go="send")
    limits.forget()


def professional(prefix):
    """A professional's form, what is shown when it is saved, and its receipt."""
    walked = list(steps(Visitor(Client(), f"{prefix}/fagperson/skema/"), "professional_check", WRITTEN))
    return [("nobody", one) for one in (*walked[1:], on(walked[1], go="save"), on(walked[-1], go="send"))]


def question(prefix):
    """A question without a person; then with other words."""
    asked = Visitor(Client(), f"{prefix}/raad/", "ask_advice")
    return [
        ("nobody", on(asked, go="submit", **ASKED)),
        ("nobody", on(asked, go="submit", **{**ASKED, "question": "Må vi spørge klubben?"})),
    ]


def stopped(estate, prefix):
    """What does not exist, may not be done, or is over."""
    for who, path in (("nobody", "/findes-ikke/"), ("nobody", "/konti/adgang/gammelt/"), ("mette", "/katalog/link/ny/")):
        if not prefix:
            yield who, Visitor(estate.client(who), path)


# ---------- Which there are


def public_templates():
    """The names of all pages of the public site: those whose templates stand, by whatever frame between, in its own."""
    rooms = Path(__file__).resolve().parent.parent / "infohus"
    texts = {f"{file.parent.name}/{file.name}": file.read_text() for file in rooms.glob("*/templates/*/*.html")}
    frames = {name: re.search(r'{% extends "([^"]+)" %}', text) for name, text in texts.items()}
    for name in texts:
        frame = name
        while found := frames.get(frame):
            frame = found[1]
            if frame == "ui/public.html" and not name.split("/")[1].startswith("_"):
                yield name.removesuffix(".html").replace("/", ".")
