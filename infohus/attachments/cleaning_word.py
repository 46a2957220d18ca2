"""Word documents, built anew: only parts that somebody reads, and in them only what is seen on the page."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring
from xml.sax.saxutils import quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from django.utils.translation import gettext as _

from infohus.attachments.cleaning_images import MOST_DOTS, Crop, picture_dots, recognise_picture, redraw
from infohus.attachments.cleaning_word_text import OFFICE_RELATIONS, R, W, Visible, hidden_styles, keep_settings, named_notes
from infohus.attachments.rules import PICTURES, Cleaned, Kind, Reason, name_as, refused

MOST_UNPACKED = 50 * 1024**2  # bytes, by what the file says and by what is read
MOST_OF_XML = 20 * 1024**2
MOST_PARTS = 2_000
MOST_PACKING = 200  # times; real documents pack ten to thirty times
MOST_ELEMENTS = 300_000
DEEPEST = 150
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The parts that are kept: their content type, by the last word of the relation that leads to them.
PARTS = {
    "styles": f"{WORD_TYPE}.styles+xml",
    "numbering": f"{WORD_TYPE}.numbering+xml",
    "settings": f"{WORD_TYPE}.settings+xml",
    "fontTable": f"{WORD_TYPE}.fontTable+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "footnotes": f"{WORD_TYPE}.footnotes+xml",
    "endnotes": f"{WORD_TYPE}.endnotes+xml",
    "header": f"{WORD_TYPE}.header+xml",
    "footer": f"{WORD_TYPE}.footer+xml",
}
