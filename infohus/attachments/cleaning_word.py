"""Word documents, built anew from the few parts that somebody reads; what else a package carries is not taken over."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError
from django.utils.translation import gettext as _

from infohus.attachments.cleaning_images import Crop, Drawn, jpeg_without_words, recognise_picture, redraw
from infohus.attachments.cleaning_package import OFFICE, Package, Relation, Unclean, UnpacksLarge
from infohus.attachments.cleaning_word_fields import W
from infohus.attachments.cleaning_word_text import A, Visible, hidden_styles, keep_notes, keep_settings
from infohus.attachments.rules import Cleaned, Kind, Reason, name_as, refused

MOST_DOTS_OF_ALL = 100_000_000
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SHARED = ("styles", "numbering", "settings", "fontTable", "theme", "footnotes", "endnotes")  # parts of the whole document
LETTERHEADS = ("header", "footer")
ROOTS = {kind: f"{W}{kind}" for kind in ("styles", "numbering", "settings", "footnotes", "endnotes")}
ROOTS |= {"fontTable": f"{W}fonts", "header": f"{W}hdr", "footer": f"{W}ftr", "theme": f"{A}theme"}
CONTENT_TYPES = {kind: f"{WORD_TYPE}.{kind}+xml" for kind in ROOTS} | {
    "document": f"{WORD_TYPE}.document.main+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def clean_word(data: bytes, name: str, field: str = "files") -> Cleaned:
    """The document as it is seen after all changes; one that we cannot read is kept closed and marked, unless it carries programs."""
    kept_name, media_type, extension = name_as(name, Kind.DOCX.extension), Kind.DOCX.media_type, Kind.DOCX.extension
    try:
        package = Package(data)
        if b"macroEnabled" in (package.read("[Content_Types].xml") or b""):
            raise refused(Reason.MACROS, name, field)
        written, remark = Document(package).written()
    except UnpacksLarge as error:
        raise refused(Reason.UNPACKS_LARGE, name, field) from error
    except (zipfile.BadZipFile, zlib.error, DefusedXmlException) as error:
        raise refused(Reason.DAMAGED, name, field) from error
    except (Unclean, ParseError) as error:
        if package.carries_programs():
            raise refused(Reason.MACROS, name, field) from error
        return Cleaned(data, kept_name, media_type, extension, cleaned=False)
    return Cleaned(written, kept_name, media_type, extension, cleaned=True, remark=remark)


class Document:
    """The new document, built from the main part of the old one and what it leads to."""

    def __init__(self, package: Package) -> None:
        main = next((relation.part for relation in package.relations("").values() if relation.kind == "officeDocument"), None)
        if not main or (root := package.xml(main)).tag != f"{W}document":
            raise Unclean
        self.package, self.root, self.led = package, root, package.relations(main)
        self.hidden: frozenset[str] = frozenset()
        self.parts: dict[str, bytes] = {}
        self.leads: dict[str, list[tuple[str, str]]] = {}  # where each new part leads: kind and target, in the order of their ids
        self.letterheads: dict[str, str] = {}
        self.pictures: dict[tuple[str, Crop | None], str | None] = {}
        self.left_of_dots = MOST_DOTS_OF_ALL
        self.took_embedded = self.took_hidden = False

    def written(self) -> tuple[bytes, str]:
        """The bytes of the new package, and what the reader should know was taken away."""
        shared = {kind: root for kind in SHARED if (root := self._shared(kind)) is not None}
        if "styles" in shared:
            self.hidden = hidden_styles(shared["styles"])
        self._write("document", self.root, self.led)
        if "settings" in shared:
            keep_settings(shared["settings"])
        for kind, root in shared.items():
            if kind in ("footnotes", "endnotes"):
                keep_notes(root, self.root, kind.removesuffix("s"))
            self._write(kind, root, self._relations_of(kind))
            self.leads["document"].append((kind, f"{kind}.xml"))
        return self._packed(), self._remark()

    def _shared(self, kind: str) -> Element | None:
        """The root of a part that the whole document shares, if it is there and what it should be."""
        part = next((relation.part for relation in self.led.values() if relation.kind == kind), None)
        return self._root(kind, part) if part else None

    def _root(self, kind: str, part: str) -> Element | None:
        if part.lower() not in self.package.entries:
            return None
        root = self.package.xml(part)
        return root if root.tag == ROOTS[kind] else None

    def _relations_of(self, kind: str) -> dict[str, Relation]:
        part = next((relation.part for relation in self.led.values() if relation.kind == kind), None)
        return self.package.relations(part) if part and kind in ("footnotes", "endnotes") else {}

    def _write(self, name: str, root: Element, led: dict[str, Relation]) -> None:
        """Clean one part and write it under its new name; what it leads to is written as it is met."""
        leads = self.leads.setdefault(name, [])

        def lead(old: str, crop: Crop | None) -> str | None:
            relation = led.get(old)
            target = self._target(relation, crop) if relation else None
            if relation is None or target is None:
                return None
            if (relation.kind, target) not in leads:
                leads.append((relation.kind, target))
            return f"rId{leads.index((relation.kind, target)) + 1}"

        visible = Visible(lead, self.hidden)
        self.parts[f"word/{name}.xml"] = HEAD.encode() + tostring(visible.clean(root))
        self.took_embedded |= visible.took_embedded
        self.took_hidden |= visible.took_hidden

    def _target(self, relation: Relation, crop: Crop | None) -> str | None:
        """Where a relation leads in the new package: a picture or a letterhead, or nowhere."""
        if relation.part and relation.kind == "image":
            return self._picture(relation.part, crop)
        if relation.part and relation.kind in LETTERHEADS:
            return self._letterhead(relation.kind, relation.part)
        return None

    def _letterhead(self, kind: str, part: str) -> str | None:
        if part not in self.letterheads:
            if (root := self._root(kind, part)) is None:
                return None
            name = f"{kind}{len(self.letterheads) + 1}"
            self.letterheads[part] = f"{name}.xml"  # known before it is read: a letterhead may point at itself
            self._write(name, root, self.package.relations(part))
        return self.letterheads[part]

    def _picture(self, part: str, crop: Crop | None) -> str | None:
        """The picture cleaned, cut as it is shown, under a name that says nothing; None if it cannot be read."""
        if (part, crop) not in self.pictures:
            drawn = self._drawn(self.package.read(part) or b"", crop)
            name = f"media/image{len(self.pictures) + 1}.{drawn.extension}" if drawn else None
            self.pictures[part, crop] = name
            if drawn:
                self.parts[f"word/{name}"] = drawn.data
                self.left_of_dots -= drawn.dots
        return self.pictures[part, crop]

    def _drawn(self, data: bytes, crop: Crop | None) -> Drawn | None:
        """A whole JPEG keeps its dots, all else is drawn anew; never turned, for the document says how it lies."""
        kind = recognise_picture(data)
        try:
            if kind is Kind.JPEG and not crop:
                return Drawn(jpeg_without_words(data), kind.extension, 0)
            return redraw(kind, data, most=self.left_of_dots, crop=crop, turn=False) if kind else None
        except Exception:  # whatever a library says of a picture that it cannot read
            return None

    def _remark(self) -> str:
        """What somebody saw, or hid, that is not in the new document."""
        remarks = [_("Indlejrede filer, diagrammer eller tegninger er fjernet.")] if self.took_embedded else []
        return " ".join([*remarks, *([_("Skjult tekst er fjernet.")] if self.took_hidden else [])])

    def _packed(self) -> bytes:
        """The parts in a zip without times or names, its table of contents first."""
        overrides = {f"/word/{name}.xml": CONTENT_TYPES[name.rstrip("0123456789")] for name in self.leads}
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "jpg": "image/jpeg", "png": "image/png"}
        types = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items())
        types += "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        parts = {"[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{types}</Types>'.encode()}
        parts["_rels/.rels"] = _relations([("officeDocument", "word/document.xml")])
        for name, leads in self.leads.items():
            if leads:
                parts[f"word/_rels/{name}.xml.rels"] = _relations(leads)
        paper = io.BytesIO()
        with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, data in {**parts, **self.parts}.items():
                packed.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return paper.getvalue()


def _relations(leads: list[tuple[str, str]]) -> bytes:
    numbered = enumerate(leads, 1)
    lines = "".join(f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>' for number, (kind, target) in numbered)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'.encode()
