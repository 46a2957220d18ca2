"""A PDF as its reader has it: all its words, in its pages and beneath them."""

import io

import pikepdf
import pypdf


def words(content):
    """Its text, its metadata and its attachments, as one."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        meta = str(pdf.docinfo) + (pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else "")
        attached = " ".join(str(name) for name in pdf.attachments)
    return " ".join(" ".join([*(page.extract_text() for page in reader.pages), str(reader.metadata), meta, attached]).split())
