"""The English of the public pages: `python -m infohus.ui.translations` compiles en/django.po and says what is missing in it.

gettext's own tools are on few machines, and all that is needed of them stands here.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment

ROOMS = Path(__file__).resolve().parent.parent
PO = ROOMS / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
CALLS = {"_", "_now", "_lazy", "gettext", "gettext_lazy", "gettext_noop", "ngettext"}
# What a reader of the public pages can be shown; their templates are found by what they extend.
CODE = (
    "ui/forms.py:-Specimen", "ui/rules.py", "cases/rules.py:Under18", "catalogues/rules.py:clock_in_words", "attachments/rules.py:Reason",
    "attachments/rules.py:check_count",
    "attachments/rules.py:plain_name", "attachments/cleaning*.py", "gateways/clamav.py", "persons/rules.py:check_without_cpr",
    "persons/rules.py:check_without_person", "mailboxes/rules.py", "mailboxes/queries.py", "mailboxes/actions.py:check_written",
    "mailboxes/actions.py:said_already", "mailboxes/views.py", "mailboxes/forms.py", "advice/public*.py",
    "advice/forms.py:Coded", "advice/rules.py:check_question", "advice/rules.py:check_length",
    "concerns/public*.py", "concerns/professional*.py", "concerns/answers.py", "concerns/promises.py", "concerns/rules/words.py:HowKnown",
    "concerns/rules/words.py:Told", "concerns/rules/words.py:Interpreter", "concerns/rules/filing.py:check_facts", "concerns/rules/filing.py:check_signs",
    "statistics/queries/published.py:how_to_read", "statistics/rules/periods.py:Period",
    "concerns/rules/filing.py:check_reporter", "concerns/rules/filing.py:check_somebody_left",
    "concerns/rules/professional.py:professional_refusals", "concerns/rules/professional.py:_told_refusals",
)  # fmt: skip
TEMPLATES = (
    "concerns/left.html", "statistics/_tables.html",
    "ui/base.html", "ui/dkfds.html", "ui/_toasts.html", "ui/4*.html", "ui/5*.html", "ui/error.html", "ui/refused.html",
)  # fmt: skip

Key = tuple[str, ...]  # (msgid,) or (msgid, plural)


def in_code(file: Path, inside: str = "") -> Iterator[Key]:
    """The texts that a Python file gives to gettext; `inside`: only one class or function of it, or with a hyphen all but that one."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = inside.removeprefix("-")
    kept = [part for part in tree.body if not named or (getattr(part, "name", "") == named) != inside.startswith("-")]
    nodes = [node for part in kept for node in ast.walk(part)]
    for call in (node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS):
        said = [part.value for part in call.args[: 2 if call.func.id == "ngettext" else 1] if isinstance(part, ast.Constant)]  # type: ignore[attr-defined]
        if said:
            yield tuple(str(text) for text in said)


def in_template(file: Path) -> Iterator[Key]:
    """The texts of a template."""
    environment = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, autoescape=True)
    for _line, _call, said in environment.extract_translations(file.read_text(encoding="utf-8")):  # type: ignore[attr-defined]
        parts = said if isinstance(said, tuple) else (said,)
        yield tuple(part for part in parts if isinstance(part, str))


def public_templates() -> list[Path]:
    """The templates that extend the public frame, and what they are made of."""
    known = {str(file.relative_to(file.parents[1])): file for file in ROOMS.glob("*/templates/*/*.html")}
    public = {"ui/public.html"}
    while found := {name for name, file in known.items() if name not in public and set(extended(file)) & public}:
        public |= found
    parts = {part for name in public for part in re.findall(r'include "([\w/]+\.html)"', known[name].read_text(encoding="utf-8"))}
    frames = {name for name in known for pattern in TEMPLATES if Path(name).match(pattern)}
    return [known[name] for name in sorted(public | parts | frames)]


def extended(file: Path) -> list[str]:
    """Which templates a template extends."""
    return re.findall(r'{% extends "([\w/]+\.html)"', file.read_text(encoding="utf-8"))


def needed() -> dict[Key, str]:
    """All texts that must have an English one, with where each stands first."""
    found: dict[Key, str] = {}
    for entry in CODE:
        pattern, _colon, inside = entry.partition(":")
        for file in sorted(ROOMS.glob(pattern)):
            for key in in_code(file, inside):
                found.setdefault(key, str(file.relative_to(ROOMS)))
    for file in public_templates():
        for key in in_template(file):
            found.setdefault(key, str(file.relative_to(ROOMS)))
    return found


# ---------- The two formats of gettext


def read_po(text: str) -> dict[Key, Key]:
    """The entries of a .po file: msgid (and plural) with their msgstr."""
    entries: dict[Key, Key] = {}
    for block in re.split(r"\n\s*\n", text):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if found := re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line):
                name = found[1]
                parts[name] = ast.literal_eval(found[2])
            elif line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        if "msgid" in parts:
            key = (parts["msgid"], parts["msgid_plural"]) if "msgid_plural" in parts else (parts["msgid"],)
            entries[key] = tuple(value for name, value in parts.items() if name.startswith("msgstr"))
    return entries


def mo(entries: dict[Key, Key]) -> bytes:
    """The same as a .mo file, sorted as its readers expect; what has no translation is left out."""
    rows = sorted(("\0".join(key).encode(), "\0".join(said).encode()) for key, said in entries.items() if all(said))
    start = 28 + 16 * len(rows)
    ids = b"".join(key + b"\0" for key, _said in rows)
    table_of_keys, table_of_texts, at_key, at_text = b"", b"", start, start + len(ids)
    for key, said in rows:
        table_of_keys += struct.pack("<II", len(key), at_key)
        table_of_texts += struct.pack("<II", len(said), at_text)
        at_key, at_text = at_key + len(key) + 1, at_text + len(said) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + table_of_keys + table_of_texts + ids + b"".join(said + b"\0" for _key, said in rows)


def missing(entries: dict[Key, Key]) -> dict[Key, str]:
    """What a public page can show and no English is written for, with where it stands."""
    return {key: where for key, where in needed().items() if not all(entries.get(key, ("",)))}


def quoted(text: str) -> str:
    """A text as it stands in a .po file."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def main(arguments: Iterable[str]) -> int:
    """Compile; with --add, write what is missing into the .po file first, to be filled in."""
    entries = read_po(PO.read_text(encoding="utf-8"))
    lacking = missing(entries)
    if "--add" in arguments:
        with PO.open("a", encoding="utf-8") as file:
            for key, where in lacking.items():
                plural = f'msgid_plural {quoted(key[1])}\nmsgstr[0] ""\nmsgstr[1] ""' if len(key) > 1 else 'msgstr ""'
                file.write(f"\n#: {where}\nmsgid {quoted(key[0])}\n{plural}\n")
    MO.write_bytes(mo(entries))
    for key, where in lacking.items():
        sys.stdout.write(f"{where}: {key[0]}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
