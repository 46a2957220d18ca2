"""A package of Office: a zip of parts that lead to each other, read within limits."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import XMLParser

from infohus.attachments.rules import Kind, Reason

MOST_UNPACKED = 50 * 1024**2  # bytes, both by what the package says and by what is read
MOST_OF_XML = 20 * 1024**2
MOST_PARTS = 2_000
MOST_PACKING = 200  # times smaller than unpacked; real documents pack ten to thirty times
SMALL = 1024**2  # bytes below which it does not matter how well a part is packed
MOST_ELEMENTS = 200_000
DEEPEST = 150
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROGRAMS = ("vbaproject", "activex", "oleobject", "/embeddings/", ".exe", ".bin")


class UnpacksLarge(Exception):
    """More comes out of the package than is let in."""


class Unclean(Exception):
    """It is no document that we know how to read, so it is kept closed."""


@dataclass(frozen=True)
class Relation:
    """How one part of a package leads to another: as what, and where it lies (None: outside the package)."""

    kind: str
    part: str | None


def recognise_package(data: bytes) -> Kind | Reason:
    """What a zip is: a Word document, or why it is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [entry.filename for entry in package.infolist()[: MOST_PARTS + 1]]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Reason.DAMAGED
    if any(name.startswith("word/") for name in names):
        return Kind.DOCX
    office = any(name.startswith(("xl/", "ppt/", "visio/")) for name in names) or b"mimetypeapplication/vnd.oasis" in data[:200]
    return Reason.OFFICE if office else Reason.ARCHIVE


class Package:
    """The parts of a zip, each read within what all of them may fill."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        entries = self.zip.infolist()
        self.entries = {entry.filename.lower(): entry for entry in entries}
        self.left, self.left_of_xml, self.left_of_elements = MOST_UNPACKED, MOST_OF_XML, MOST_ELEMENTS
        if len(self.entries) != len(entries) or any(entry.flag_bits & 1 for entry in entries):
            raise zipfile.BadZipFile("two parts of one name, or a locked one")
        packed_hard = any(entry.file_size > SMALL and entry.file_size > MOST_PACKING * entry.compress_size for entry in entries)
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED or packed_hard:
            raise UnpacksLarge

    def carries_programs(self) -> bool:
        """Whether a part is, by its name, something that runs."""
        return any(sign in name for name in self.entries for sign in PROGRAMS)

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, None if there is none; UnpacksLarge if more comes out than is let in, whatever the package said."""
        if not (entry := self.entries.get(part.lower())):
            return None
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile("packed in a way that Word does not use")
        with self.zip.open(entry) as opened:
            data = opened.read(min(self.left, entry.file_size) + 1)
        self.left -= len(data)
        if self.left < 0:
            raise UnpacksLarge
        return data

    def xml(self, part: str) -> Element:
        """The root of a part of XML, read without document types and entities."""
        data = self.read(part)
        if data is None:
            raise Unclean
        self.left_of_xml -= len(data)
        if self.left_of_xml < 0:
            raise UnpacksLarge
        counted = Counted(self.left_of_elements)
        parser = XMLParser(target=counted, forbid_dtd=True)
        parser.feed(data)
        root: Element = parser.close()
        self.left_of_elements = counted.left
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads, by the ids it uses; the empty part is the package itself."""
        folder, file = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{file}.rels")
        if place.lower() not in self.entries:
            return {}
        led = {}
        for relation in self.xml(place):
            office, _slash, kind = relation.get("Type", "").rpartition("/")
            within = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            outside = relation.get("TargetMode") == "External"
            led[relation.get("Id", "")] = Relation(kind if office == OFFICE else "", None if outside else within)
        return led


class Counted:
    """Builds a tree and stops when it grows past what is let in."""

    def __init__(self, left: int) -> None:
        self.left, self.depth, self.builder = left, 0, TreeBuilder()

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        """An element opens."""
        self.left -= 1
        self.depth += 1
        if self.left < 0 or self.depth > DEEPEST:
            raise UnpacksLarge
        return self.builder.start(tag, attributes)

    def end(self, tag: str) -> Element:
        """An element closes."""
        self.depth -= 1
        return self.builder.end(tag)

    def data(self, words: str) -> None:
        """Words stand here."""
        self.builder.data(words)

    def close(self) -> Element:
        """The root."""
        return self.builder.close()
