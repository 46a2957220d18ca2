"""Everything that stands in an answer, seen or not: of a page its texts, attributes and comments; of a PDF its pages, metadata and attachments."""

import io
import re
import unicodedata
import zipfile
from html.parser import HTMLParser

import pikepdf
import pypdf

from tests.test_attachments_documents import spelled_out

ONCE = {"csrfmiddlewaretoken", "writer", "once", "token"}  # fields whose value is made anew for each page
MADE = re.compile(r"D:\d{14}Z|\d{4}-\d\d-\d\dT[\d:+]+|<xmpMM:(?:Instance|Document)ID>[^<]*<")  # when and as which a PDF was made


def words(*texts):
    """The words of texts, as they are compared."""
    whole = unicodedata.normalize("NFKC", " ".join(map(str, texts))).replace("\u00ad", "").casefold()
    return set(re.findall(r"\w+", whole))


class Whole(HTMLParser):
    """Every text of a page, seen or not: words, attributes, comments, scripts."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.texts = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """A tag's attributes."""
        self.texts += (f"{name} {value}" for name, value in attrs if not (name == "value" and dict(attrs).get("name") in ONCE))

    handle_data = handle_comment = handle_decl = handle_pi = unknown_decl = lambda self, data: self.texts.append(data)


def strings(thing):
    """Every string of a PDF's object, however deep."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            yield from strings(one)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for name, one in thing.items():
            if not getattr(one, "is_indirect", False) and name not in ("/Parent", "/ID"):
                yield from strings(one)


def of_pdf(data):
    """The words of a PDF: its pages, its information, its XMP, its attachments, and whatever else is a string in it."""
    reader, texts = pypdf.PdfReader(io.BytesIO(data)), []
    texts += [page.extract_text() for page in reader.pages]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts += [text for one in pdf.objects for text in strings(one)]
        texts += [str(pdf.docinfo), *(pdf.Root.Metadata.read_bytes().decode() for _once in "x" if "/Metadata" in pdf.Root)]
        for name, kept in pdf.attachments.items():
            texts += [name, kept.get_file().read_bytes().decode("utf-8", "replace")]
    return words(*(MADE.sub(" ", text) for text in texts))


def inside_word(data):
    """Every part of a Word note, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [name + " " + packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]


def of_file(name, data):
    """The words of a file that went along; of a photo all that looks like one."""
    if name.endswith(".pdf"):
        return of_pdf(data)
    return words(*inside_word(data)) if name.endswith(".docx") else words(data.decode("latin-1"))


def of(response):
    """The words of an answer, whatever it is, with its headers."""
    kept = words(*(f"{name} {value}" for name, value in response.headers.items() if name not in ("Content-Length", "ETag")))
    if response["Content-Type"].startswith("text/html"):
        return kept | words(*Whole(response.content.decode()).texts)
    return kept | (of_pdf(response.content) if response["Content-Type"] == "application/pdf" else set())


def planted_in(data):
    """The planted words in the bytes of an answer or a file; of a PDF with nothing packed."""
    return {word.decode() for word in re.findall(rb"Zq\w+?zq", spelled_out(data) if data.startswith(b"%PDF") else data)}
