"""One who visits the public pages with a browser that knows no JavaScript: reads a page, fills in its form, presses its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

EMPTY = {"input", "br", "img", "link", "meta", "hr", "wbr", "use", "path", "col"}


class Reading(HTMLParser):
    """What stands on a page: its name, the words outside of tags, links, and the controls of the form that files a concern."""

    def __init__(self, html: str, act: str) -> None:
        super().__init__()
        self.act, self.page, self.action = act, "", None
        self.words: list[str] = []
        self.links: list[str] = []
        self.fields: list[tuple[str, str]] = []
        self.controls: set[str] = set()
        self.buttons: list[dict[str, str]] = []
        self.inside = self.area = self.quiet = None
        self.list_name, self.calls = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Note what a tag is for the visitor."""
        at = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "noscript", "title"):
            self.quiet = tag
        if tag == "main":
            self.page = at.get("data-page", "")
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
            self.calls = at["href"].startswith("tel:")
        if tag == "form" and at.get("data-act") == self.act and self.action is None:
            self.inside, self.action = True, at.get("action", "")
        if self.inside and tag == "option" and "selected" in at:
            self.fields.append((self.list_name, at.get("value", "")))
        if not self.inside or "name" not in at:
            return
        kind = at.get("type", "submit" if tag == "button" else "text")
        if tag == "button":
            self.buttons.append(at)
        elif tag == "textarea":
            self.area = [at["name"], ""]
        elif tag == "select":
            self.list_name = at["name"]
            self.controls.add(at["name"])
        elif tag == "input":
            self.controls.add(at["name"])
            if kind != "file" and (kind not in ("checkbox", "radio") or "checked" in at):
                self.fields.append((at["name"], at.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        """A textarea is a field when it ends; a form ends the fields."""
        if tag == "textarea" and self.area:
            name, value = self.area
            self.controls.add(name)
            self.fields.append((name, value.removeprefix("\n")))
            self.area = None
        if tag == "form":
            self.inside = None
        if tag == "a" and self.calls:
            self.words.append("\0")  # a number that can be called stands in its sentence
            self.calls = False
        if tag == self.quiet:
            self.quiet = None

    def handle_data(self, data: str) -> None:
        """Words, and what stands in a textarea."""
        if self.area:
            self.area[1] += data
        elif not self.quiet:
            self.words.append(data)


class Visitor:
    """Walks through the public form as one does without JavaScript; `client` takes the cookies, and there should be none."""

    def __init__(self, client: Client, start: str = "/bekymring/", act: str = "file_concern", address: str = "192.0.2.10") -> None:
        self.client, self.act, self.address = client, act, address
        self.see(client.get(start, REMOTE_ADDR=address), start)

    def see(self, response: HttpResponse, at: str) -> Visitor:
        """Read a page."""
        self.response, self.at = response, at
        self.html = response.content.decode()
        self.reading = Reading(self.html, self.act)
        return self

    @property
    def page(self) -> str:
        """The name of the page, without its room."""
        return self.reading.page.removeprefix("concerns.")

    @property
    def text(self) -> str:
        """All words of the page."""
        return " ".join(" ".join(self.reading.words).replace(" \0 ", "").split())

    def field(self, name: str) -> Any:
        """What a field of the form holds now: a string, a list if it has several, None if it is not there."""
        values = [value for key, value in self.reading.fields if key == name]
        return values[0] if len(values) == 1 else values or None

    def press(self, go: str = "next", *, files: Any = None, **answers: Any) -> Visitor:
        """Fill in some fields (a list for checkboxes) and press a button; the other fields go along as they stand."""
        data: dict[str, list[Any]] = {}
        for name, value in self.reading.fields:
            data.setdefault(name, []).append(value)
        for name, value in answers.items():
            assert name in self.reading.controls, f"{self.page} has no field {name}"
            data[name] = list(value) if isinstance(value, (list, tuple)) else [value]
        if any(button.get("value") == go for button in self.reading.buttons):
            data["go"] = [go]
        elif go != "submit":
            raise AssertionError(f"{self.page} has no button {go}")
        if files:
            data["files"] = list(files)
        where = self.reading.action or self.at
        return self.see(self.client.post(where, data, REMOTE_ADDR=self.address, HTTP_SEC_FETCH_SITE="same-origin"), where)

    def jump(self, go: str, **answers: Any) -> Visitor:
        """Send the form to another step than its buttons lead to."""
        self.reading.buttons.append({"value": go})
        return self.press(go, **answers)

    def walk_to(self, page: str, **answers: Any) -> Visitor:
        """Go on from step to step, answering what is asked there, until a page is reached."""
        for _step in range(9):
            if self.page == page:
                return self
            here = {name: value for name, value in answers.items() if name in self.reading.controls}
            self.press("check" if self.page == "acute" and page == "check" else self.onward(), **here)
        raise AssertionError(f"never came to {page}, but to {self.page}: {self.text[:500]}")

    def onward(self) -> str:
        """The button that leads on: the first of the page that is not the way back."""
        values = [button.get("value", "") for button in self.reading.buttons]
        return "next" if "next" in values else next((value for value in values if value.isdigit()), "send")


def send(client: Client, files: Any = None, start: str = "/bekymring/", address: str = "192.0.2.10", **answers: Any) -> Visitor:
    """Answer all six steps and send."""
    answers = {"observed": "Han sagde, at manden var en helt.", **answers}
    return Visitor(client, start, address=address).walk_to("check", **answers).press("send", files=files)


def code_on(page: Mapping[str, Any] | Visitor) -> str:
    """The code as it stands on a receipt."""
    html = page.html  # type: ignore[union-attr]
    return html.split('class="code" id="code-shown"><span>')[1].split("</p>")[0].replace("</span><wbr><span>", "").replace("</span>", "")
