"""A page as a browser reads it: its tags, forms, links, acts and words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style", "template", "title", "svg"}
BLOCKS = {
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "td", "th", "label", "legend", "summary", "div", "section", "tr", "ul", "ol", "dl",
    "table", "form", "fieldset", "header", "footer", "nav", "main", "article", "aside", "button", "option", "blockquote", "figure", "caption", "br",
}  # fmt: skip


@dataclass
class Field:
    """One field of a form: its name, kind, what it holds, and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list = field(default_factory=list)
    chosen: bool = False


@dataclass
class Form:
    """One form: how and where it is sent, the act it performs, its fields and its buttons."""

    method: str
    action: str
    act: str
    files: bool
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)

    @property
    def filled(self):
        """What is sent when nothing is changed."""
        sent = []
        for one in self.fields:
            if one.kind in ("radio", "checkbox"):
                sent += [(one.name, one.value)] if one.chosen else []
            elif one.kind not in ("file", "submit", "button"):
                sent.append((one.name, one.value))
        return sent


class Page(HTMLParser):
    """What was read."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.forms, self.links, self.acts, self.blocks, self.stack = [], [], [], [], [""], []
        self.name, self.form, self.select, self.area, self.inline = "", None, None, None, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """A tag begins."""
        at = dict(attrs)
        self.tags.append((tag, at))
        self.inline += [f"{tag} {name}" for name in at if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and not at.get("src")) else []
        self.inline += [f"{tag} javascript:" for value in at.values() if (value or "").strip().lower().startswith("javascript:")]
        if tag == "main":
            self.name = at.get("data-page", "")
        if act := at.get("data-act"):
            self.acts.append(act)
        if tag == "a" and at.get("href") is not None:
            self.links.append((at["href"], at.get("data-act")))
        self.read_form(tag, at)
        if tag in BLOCKS or "meta" in (at.get("class") or "").split():
            self.blocks.append("")
        if tag not in VOID:
            self.stack.append((tag, "hidden" in at or at.get("aria-hidden") == "true"))

    def read_form(self, tag, at):
        """Forms and what is in them."""
        if tag == "form":
            self.form = Form((at.get("method") or "get").lower(), at.get("action") or "", at.get("data-act") or "", "enctype" in at)
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input" and at.get("name"):
            kind = at.get("type", "text")
            one = Field(at["name"], kind, at.get("value") or ("on" if kind == "checkbox" else ""), chosen="checked" in at)
            (self.form.buttons if kind == "submit" else self.form.fields).append(one)
        elif tag == "button" and at.get("type", "submit") == "submit":
            self.form.buttons.append(Field(at.get("name") or "", "submit", at.get("value") or ""))
        elif tag == "textarea" and at.get("name"):
            self.area = Field(at["name"], "textarea")
            self.form.fields.append(self.area)
        elif tag == "select" and at.get("name"):
            self.select = Field(at["name"], "select")
            self.form.fields.append(self.select)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(at.get("value") or "")
            if "selected" in at or len(self.select.choices) == 1:
                self.select.value = at.get("value") or ""

    def handle_endtag(self, tag):
        """A tag ends."""
        if tag in BLOCKS:
            self.blocks.append("")
        self.form = None if tag == "form" else self.form
        self.select = None if tag == "select" else self.select
        self.area = None if tag == "textarea" else self.area
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """Words."""
        if self.area is not None:
            self.area.value += data
        if any(tag in UNSEEN or hidden for tag, hidden in self.stack):
            return
        if any(tag == "main" for tag, _hidden in self.stack):
            self.blocks[-1] += data

    @property
    def words(self):
        """The texts of the page's main part, block by block."""
        return [text for text in (" ".join(block.split()) for block in self.blocks) if text]


def read(response):
    """The page of a response."""
    return Page(response.content.decode())


def twice(page):
    """The ids that stand more than once, so that a label or a link may lead to the wrong field."""
    ids = [at["id"] for _tag, at in page.tags if at.get("id")]
    return sorted({one for one in ids if ids.count(one) > 1})


def inside(path, href):
    """The address a link of this page leads to, without its fragment; '' where that is not ours."""
    if href.startswith(("http:", "https:", "mailto:", "tel:", "sms:", "//", "data:")):
        return ""
    return urljoin(path, href).split("#")[0]
