"""What is seen on the page of a Word document: its words and pictures as they stand after all changes, and nothing behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, register_namespace

from infohus.attachments.cleaning_images import Crop
from infohus.attachments.cleaning_word_fields import LIVING, W, dead_fields, is_on, shown_by

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741, its usual prefix
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
XML = "{http://www.w3.org/XML/1998/namespace}"
for _prefix, _space in {"w": W, "r": R, "m": M, "a": A, "wp": WP, "pic": PIC, "v": V, "o": O}.items():
    register_namespace(_prefix, _space.strip("{}"))


def _tags(space: str, names: str) -> set[str]:
    return {f"{space}{name}" for name in names.split()}


KEPT = (W, M, A, WP, PIC, V)  # every other vocabulary is an addition that readers must be able to do without
WRAPPERS = _tags(W, "ins moveTo hyperlink smartTag customXml sdt sdtContent")
EMBEDDED = _tags(W, "object control altChunk subDoc contentPart movie")
BEFORE_CHANGES = _tags(
    W,
    "del moveFrom delText delInstrText rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange trPrChange tcPrChange "
    "numberingChange cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart "
    "customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd "
    "customXmlMoveToRangeStart customXmlMoveToRangeEnd",
)
BESIDE_THE_TEXT = _tags(
    W,
    "commentRangeStart commentRangeEnd commentReference annotationRef bookmarkStart bookmarkEnd permStart permEnd proofErr rsid rsids "
    "tblCaption tblDescription docVars attachedTemplate numPicBullet lvlPicBulletId embedRegular embedBold embedItalic embedBoldItalic",
)
BEHIND_THE_TEXT = _tags(W, "vanish specVanish webHidden sdtPr sdtEndPr smartTagPr customXmlPr dataBinding ffData fldData")
IN_DRAWINGS = _tags(A, "extLst hlinkClick hlinkHover hlinkMouseOver snd audioFile videoFile wavAudioFile quickTimeFile")
DROPPED = BEFORE_CHANGES | BESIDE_THE_TEXT | BEHIND_THE_TEXT | IN_DRAWINGS | EMBEDDED
WITH_WORDS = _tags(W, "t instrText") | _tags(WP, "posOffset align") | {f"{M}t", f"{A}t"}
WORDLESS_ATTRIBUTES = {"descr", "title", "alt", "href", "src", "target", "equationxml", "gfxdata"}
RULERS = _tags(O, "hr hralign hrstd hrnoshade spt")  # a line across the page is drawn by these alone
MUST_END_IN_A_PARAGRAPH = _tags(W, "tc txbxContent footnote endnote hdr ftr")
SETTINGS = {f"{M}mathPr"} | _tags(
    W,
    "zoom mirrorMargins gutterAtTop autoHyphenation hyphenationZone defaultTabStop evenAndOddHeaders characterSpacingControl "
    "footnotePr endnotePr compat themeFontLang clrSchemeMapping decimalSymbol listSeparator",
)

Lead = Callable[[str, Crop | None], str | None]  # from a relation in the old document to one in the new; None if it is not kept


@dataclass
class Visible:
    """Cleans the parts of one document; `hidden` are the styles that hide what is written in them."""

    lead: Lead
    hidden: frozenset[str] = frozenset()
    took_embedded: bool = False
    took_hidden: bool = False
    _shown: dict[Element, str] = field(default_factory=dict)
    _led: set[Element] = field(default_factory=set)  # a drawing may stand in a drawing, and is met twice

    def clean(self, root: Element) -> Element:
        """The root of one part with what is seen of it, changed in place."""
        (root,) = self._kept(root, False)
        gone = dead_fields(root, self._shown)
        for parent in root.iter():
            if any(child in gone for child in parent):
                parent[:] = [child for child in parent if child not in gone]
        return root

    def _kept(self, element: Element, hidden: bool) -> list[Element]:
        """What stands in the place of one element: itself, what it wraps, or nothing."""
        if element.tag == f"{MC}AlternateContent":
            return self._fallback(element, hidden)
        if not element.tag.startswith(KEPT) or element.tag in DROPPED:
            self.took_embedded |= element.tag in EMBEDDED
            return []
        if _row_or_cell_deleted(element) or self._is_hidden(element, hidden):
            return []
        if element.tag == f"{W}fldChar" and (choice := shown_by(element)):
            self._shown[element] = choice
        mark_deleted = element.tag == f"{W}p" and _mark_deleted(element)
        hidden = self._hides(element) if element.tag == f"{W}p" else hidden
        element[:] = [part for child in element for part in self._kept(child, hidden)]
        if element.tag in WRAPPERS or (element.tag == f"{W}fldSimple" and not LIVING.fullmatch(element.get(f"{W}instr", ""))):
            return list(element)
        return [] if self._is_left_empty(element, mark_deleted) else [_bare(element)]

    def _fallback(self, element: Element, hidden: bool) -> list[Element]:
        """Of several ways to draw the same, the oldest: it needs none of the additions that are not kept."""
        fallback = element.find(f"{MC}Fallback")
        kept = [part for child in (() if fallback is None else fallback) for part in self._kept(child, hidden)]
        self.took_embedded |= not kept
        return kept

    def _is_hidden(self, element: Element, in_hidden_paragraph: bool) -> bool:
        """Whether a run is written so that nobody sees it."""
        if element.tag not in (f"{W}r", f"{M}r"):
            return False
        vanish, style = element.find(f"{W}rPr/{W}vanish"), element.find(f"{W}rPr/{W}rStyle")
        if vanish is not None:
            is_hidden = is_on(vanish)
        else:
            is_hidden = in_hidden_paragraph or (style is not None and style.get(f"{W}val") in self.hidden)
        self.took_hidden |= is_hidden
        return is_hidden

    def _hides(self, paragraph: Element) -> bool:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return style is not None and style.get(f"{W}val") in self.hidden

    def _is_left_empty(self, element: Element, mark_deleted: bool) -> bool:
        """Whether nothing is left to stand; what must end in a paragraph gets one."""
        if element.tag == f"{W}p":
            return mark_deleted and all(child.tag == f"{W}pPr" for child in element)
        if element.tag == f"{W}tbl":
            return not any(child.tag == f"{W}tr" for child in element)
        if element.tag == f"{W}tr":
            return not any(child.tag == f"{W}tc" for child in element)
        if element.tag in MUST_END_IN_A_PARAGRAPH and (not len(element) or element[-1].tag != f"{W}p"):
            element.append(Element(f"{W}p"))
        if element.tag in (f"{W}headerReference", f"{W}footerReference"):
            return not self._leads(element, f"{R}id")
        if element.tag in (f"{W}drawing", f"{W}pict") and not self._pictures_lead(element):
            self.took_embedded = True
            return True
        return False

    def _pictures_lead(self, drawing: Element) -> bool:
        """Lead every picture of a drawing to its cleaned self, cut as it is shown; False if one has none, or if nothing is drawn."""
        pictures = 0
        for part in drawing.iter():
            if part.tag == f"{PIC}blipFill":
                blip, rectangle = part.find(f"{A}blip"), part.find(f"{A}srcRect")
                crop = _crop(rectangle, ("l", "t", "r", "b")) if rectangle is not None else None
                if blip is None or not self._leads(blip, f"{R}embed", crop):
                    return False
                pictures += 1
            elif part.tag == f"{V}imagedata":
                crop = _crop(part, ("cropleft", "croptop", "cropright", "cropbottom"))
                if not self._leads(part, f"{R}id", crop):
                    return False
        return bool(pictures) or drawing.tag == f"{W}pict"

    def _leads(self, element: Element, key: str, crop: Crop | None = None) -> bool:
        """Point an element, once, at where its relation leads in the new document; False if nowhere."""
        if element not in self._led:
            if (new := self.lead(element.get(key, ""), crop)) is None:
                return False
            element.set(key, new)
            self._led.add(element)
        return True


def hidden_styles(styles: Element) -> frozenset[str]:
    """The styles that hide their text, themselves or by what they are based on."""
    own: dict[str, bool] = {}
    base: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name, vanish, based = style.get(f"{W}styleId", ""), style.find(f"{W}rPr/{W}vanish"), style.find(f"{W}basedOn")
        if vanish is not None:
            own[name] = is_on(vanish)
        if based is not None:
            base[name] = based.get(f"{W}val", "")
    hidden = {name for name, is_hidden in own.items() if is_hidden}
    for name in base:
        line = [name]
        while line[-1] not in own and line[-1] in base and base[line[-1]] not in line:
            line.append(base[line[-1]])
        if line[-1] in hidden:
            hidden.add(name)
    return frozenset(hidden)


def keep_settings(settings: Element) -> None:
    """Of the settings only those that shape the page."""
    settings[:] = [setting for setting in settings if setting.tag in SETTINGS]


def keep_notes(notes: Element, document: Element, kind: str) -> None:
    """Of the notes (`kind`: footnote, endnote) only those that the document still points at, and the lines that part them from the page."""
    named = {mark.get(f"{W}id") for mark in document.iter(f"{W}{kind}Reference")}
    notes[:] = [note for note in notes if note.get(f"{W}id") in named or note.get(f"{W}type") not in (None, "normal")]


def _bare(element: Element) -> Element:
    """The element without words that are not shown and without attributes that tell of people, files or places."""
    element.tail = None
    if element.tag not in WITH_WORDS:
        element.text = None
    leads = element.tag in (f"{A}blip", f"{V}imagedata", f"{W}headerReference", f"{W}footerReference")
    for key in list(element.attrib):
        space, _brace, local = key.rpartition("}")
        if space == W[:-1]:
            kept = local not in ("author", "initials", "date", "tooltip", "original", "docLocation") and not local.startswith("rsid")
        elif space:
            kept = key in RULERS or key == f"{XML}space" or (leads and key in (f"{R}embed", f"{R}id"))
        else:
            kept = local not in WORDLESS_ATTRIBUTES
        if not kept:
            del element.attrib[key]
    if element.tag in (f"{WP}docPr", f"{PIC}cNvPr"):
        element.set("name", "Billede")
    return element


def _row_or_cell_deleted(element: Element) -> bool:
    if element.tag == f"{W}tr":
        return element.find(f"{W}trPr/{W}del") is not None
    return element.tag == f"{W}tc" and element.find(f"{W}tcPr/{W}cellDel") is not None


def _mark_deleted(paragraph: Element) -> bool:
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and (marks.find(f"{W}del") is not None or marks.find(f"{W}moveFrom") is not None)


def _crop(element: Element, sides: tuple[str, str, str, str]) -> Crop | None:
    """What is cut away at each side (left, top, right, bottom), taken out of the element; None if nothing is."""
    parts = [_part(element.attrib.pop(side, "")) for side in sides]
    return Crop(*parts) if any(parts) else None


def _part(written: str) -> float:
    """A part of one, as drawings write it: 100,000ths, 65,536ths (`f`), or a fraction; never below 0 nor wholly 1."""
    try:
        if written.endswith("f"):
            part = int(written[:-1]) / 65_536
        elif "." in written:
            part = float(written)
        else:
            part = int(written or 0) / 100_000
    except ValueError:
        return 0.0
    return part if 0 < part < 1 else 0.0
