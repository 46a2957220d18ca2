"""Fields of a Word document: what is filled in by itself, of which only what it showed last is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LIVING = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)(\s+\\\*\s*(MERGEFORMAT|[Aa]rabic|[Rr]oman|ROMAN))*\s*")


@dataclass
class Field:
    """One field while it is read: its instruction, what belongs to it, and whether its result has begun."""

    marks: list[Element] = field(default_factory=list)
    within: list[Element] = field(default_factory=list)
    instruction: str = ""
    result: bool = False
    chosen: str = ""  # what a box or list of a form shows


def dead_fields(root: Element, shown: dict[Element, str]) -> set[Element]:
    """What fields are made of, where only their result is kept (all but page numbers); `shown` is what boxes and lists of a form show."""
    gone: set[Element] = set()
    unended: list[Field] = []
    for part in root.iter():
        if part.tag == f"{W}fldChar":
            _step(part, unended, gone, shown)
        elif part.tag == f"{W}instrText":
            if unended:
                unended[-1].instruction += part.text or ""
                unended[-1].marks.append(part)
            else:
                gone.add(part)
        elif part.tag in (f"{W}t", f"{W}drawing", f"{W}pict", f"{W}sym", f"{W}tab", f"{W}br"):
            for one in unended:
                if not one.result:
                    one.within.append(part)
    return gone.union(*(one.marks for one in unended))


def _step(mark: Element, unended: list[Field], gone: set[Element], shown: dict[Element, str]) -> None:
    """Go on in the reading of fields at one of their marks: begin, separate, end."""
    step = mark.get(f"{W}fldCharType")
    if step == "begin":
        unended.append(Field([mark], chosen=shown.get(mark, "")))
    elif not unended:
        gone.add(mark)
    elif step == "separate":
        unended[-1].marks.append(mark)
        unended[-1].result = True
        gone.update(unended[-1].within)
    else:
        ended = unended.pop()
        if not ended.result:
            gone.update(ended.within)
        if not LIVING.fullmatch(ended.instruction):
            gone.update(ended.marks)
            if ended.chosen:
                mark.tag, mark.text, mark.attrib = f"{W}t", ended.chosen, {}
            else:
                gone.add(mark)


def shown_by(begin: Element) -> str:
    """What a form's box or list shows, which stands in its settings and not in the text."""
    if (box := begin.find(f"{W}ffData/{W}checkBox")) is not None:
        set_by_hand, preset = box.find(f"{W}checked"), box.find(f"{W}default")
        switch = set_by_hand if set_by_hand is not None else preset
        return "☒" if switch is not None and is_on(switch) else "☐"
    if (choices := begin.find(f"{W}ffData/{W}ddList")) is not None:
        entries = [entry.get(f"{W}val", "") for entry in choices.iter(f"{W}listEntry")]
        number = next((mark.get(f"{W}val", "") for name in ("result", "default") if (mark := choices.find(f"{W}{name}")) is not None), "0")
        return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    return ""


def is_on(switch: Element) -> bool:
    """Whether a switch of Word is on: it is, when it stands there and does not say no."""
    return switch.get(f"{W}val", "true") not in ("0", "false", "off")
