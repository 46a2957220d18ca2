"""PDF, rewritten: its pages as they look, and nothing that runs, reaches out, or is not on a page."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from infohus.attachments.cleaning_images import jpeg2000_without_words, jpeg_without_words
from infohus.attachments.rules import Cleaned, Kind, Reason, name_as, refused

MOST_PAGES = 2_000
MOST_UNPACKED = 1024**3  # bytes of all streams together, counted without keeping them
MOST_OF_ONE = 32 * 1024**2  # bytes of one stream that the library unpacks to read the file's own tables
STEP = 1024**2
KEPT_OF_A_PAGE = {"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Parent"}
# What a page's parts may carry beside what is drawn: where it came from, what hangs on it, what it does, what it hides.
DROPPED = """
    /Metadata /PieceInfo /LastModified /AF /OC /OPI /Ref /Alternates /StructParent /StructParents /AA /A /JS /EF
    /F /FFilter /FDecodeParms /Measure /PtData /Annots /Thumb /B /ID
"""
EMPTIED = {"/OCG", "/OCMD", "/Action", "/Filespec", "/Annot", "/Sig"}  # by their type
ACTS = {f"/{act}" for act in ("JavaScript", "Launch", "URI", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie", "Sound")}
FREEING = {"/DCTDecode": jpeg_without_words, "/DCT": jpeg_without_words, "/JPXDecode": jpeg2000_without_words}
# The library's limits hold for the whole process, so they are set once, before anything is read.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_OF_ONE,
    png_max_memory=MOST_OF_ONE,
    tiff_max_memory=MOST_OF_ONE,
    run_length_max_memory=MOST_OF_ONE,
    dct_max_memory=MOST_OF_ONE,
    parser_max_nesting=100,
    parser_max_container_size=200_000,
    max_stream_filters=1,
    doc_max_warnings=500,
)


class Unclean(Exception):
    """Something in it cannot be freed of what stands beside the page, so the whole file is kept as it came."""


def clean_pdf(data: bytes, name: str, field: str = "files") -> Cleaned:
    """The pages written anew; a file whose pictures cannot be cleaned is kept as it came, marked, for download only."""
    if _unpacks_large(data):
        raise refused(Reason.UNPACKS_LARGE, name, field)
    kept_name, media_type, extension = name_as(name, Kind.PDF.extension), Kind.PDF.media_type, Kind.PDF.extension
    try:
        with Pdf.open(io.BytesIO(data)) as found:
            if reason := _beyond_us(found):
                raise refused(reason, name, field)
            remark = _("Skjulte lag er gjort synlige.") if "/OCProperties" in found.Root else ""
            written = _rewritten(found)
    except pikepdf.PasswordError as error:
        raise refused(Reason.LOCKED, name, field) from error
    except Unclean:
        return Cleaned(data, kept_name, media_type, extension, cleaned=False)
    return Cleaned(written, kept_name, media_type, extension, cleaned=True, remark=remark)


def _unpacks_large(data: bytes) -> bool:
    """Whether reading the file would take the memory or the time of others; its streams are found by their word, whatever tables say."""
    names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), data)
    # LZW has no limit in the library, and no real file uses it for its own tables.
    if re.search(rb"/LZW(Decode)?[\s/\]>\[<(%]", names) and re.search(rb"/XRef[\s/\]>\[<(%]", names):
        return True
    unpacked = 0
    for start in re.finditer(rb"stream\r?\n", data):
        unpacked += _unpacked(data, start.end(), MOST_UNPACKED - unpacked)
        if unpacked >= MOST_UNPACKED:
            return True
    return False


def _unpacked(data: bytes, start: int, most: int) -> int:
    """How many bytes the deflated stream that begins here unpacks to, counted up to `most`; 0 if it is none."""
    if start + 1 >= len(data) or data[start] & 0x0F != 8 or int.from_bytes(data[start : start + 2], "big") % 31:
        return 0
    unpacker, packed, total = zlib.decompressobj(), memoryview(data)[start:], 0
    try:
        while total < most and not unpacker.eof:
            piece, packed = packed[:STEP], packed[STEP:]
            feed: bytes | memoryview = piece
            while feed and total < most and not unpacker.eof:
                total += len(unpacker.decompress(feed, STEP))
                feed = unpacker.unconsumed_tail
            if not piece:
                break
    except zlib.error:
        pass
    return total


def _beyond_us(found: Pdf) -> Reason | None:
    """Why this file cannot be taken as pages: its content lies elsewhere, or there are too many."""
    if "/Collection" in found.Root:
        return Reason.COLLECTION
    form = found.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and "/XFA" in form and bool(found.Root.get("/NeedsRendering", False)):
        return Reason.LIVE_FORM
    return None if 0 < _count_pages(found.Root.Pages) <= MOST_PAGES else Reason.ODD_PDF


def _count_pages(top: Object) -> int:
    """How many pages the tree leads to, counted no further than is let in (a tree may lead to the same page a million times)."""
    waiting, pages = [top], 0
    for _seen in range(3 * MOST_PAGES):
        if not waiting:
            return pages
        node = waiting.pop()
        kids = node.get("/Kids") if isinstance(node, Dictionary) else None
        if not isinstance(kids, Array):
            pages += 1
        elif len(kids) + len(waiting) > MOST_PAGES:
            break
        else:
            waiting += list(kids)
    return MOST_PAGES + 1


def _rewritten(found: Pdf) -> bytes:
    """The pages in a new file that knows nothing else of the old one; filled-in fields and stamps become part of the page."""
    found.generate_appearance_streams()
    found.flatten_annotations("screen")
    for page in found.pages:
        for key in set(page.obj.keys()) - KEPT_OF_A_PAGE:
            del page.obj[key]
    written = Pdf.new()
    written.pages.extend(found.pages)
    for thing in written.objects:
        _free(thing)
    paper = io.BytesIO()
    written.save(
        paper,
        compress_streams=True,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return paper.getvalue()


def _free(thing: Object) -> None:
    """Take away, at every depth of one object, what stands beside the drawing."""
    if isinstance(thing, Array):
        for part in thing:
            if isinstance(part, Array | Dictionary) and not part.is_indirect:
                _free(part)
        return
    if not isinstance(thing, Dictionary | Stream):
        return
    kind = thing.get("/Type"), thing.get("/Subtype")
    if str(kind[0]) in EMPTIED or str(thing.get("/S")) in ACTS:
        for key in list(thing.keys()):
            del thing[key]
        return
    # A list of resources has names of its own choosing, one of which may be /A: only what says its kind is freed.
    if isinstance(thing, Stream) or any(isinstance(word, Name) for word in kind):
        for key in DROPPED.split():
            if key in thing:
                del thing[key]
    for key in list(thing.keys()):
        part = thing[key]
        if isinstance(part, Array | Dictionary) and not part.is_indirect:
            _free(part)
    if isinstance(thing, Stream):
        _free_stream(thing)


def _free_stream(thing: Stream) -> None:
    """Free the bytes of a picture of what stands beside its dots; one that we cannot look into makes the file unclean."""
    packing, settings = thing.get("/Filter"), thing.get("/DecodeParms")
    names = [str(one) for one in packing] if isinstance(packing, Array) else [str(packing)]
    if thing.get("/Subtype") == Name.PS or thing.get("/Type") == Name.EmbeddedFile:
        raise Unclean
    if not names or not (freeing := FREEING.get(names[-1])):
        return
    raw = thing.read_raw_bytes()
    if names[:-1] == ["/FlateDecode"]:
        raw = zlib.decompressobj().decompress(raw, MOST_OF_ONE)
    elif names[:-1]:
        raise Unclean
    settings = settings[-1] if isinstance(settings, Array) and len(settings) else settings
    thing.write(freeing(raw), filter=Name(names[-1]), decode_parms=settings if isinstance(settings, Dictionary) else None)
