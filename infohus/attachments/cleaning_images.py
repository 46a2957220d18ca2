"""Pictures, drawn anew: what leaves here is dots and nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from infohus.attachments.rules import PICTURES, Cleaned, Kind, Reason, name_as, refused

MOST_DOTS = 50_000_000  # what the largest ordinary telephone cameras make
MOST_DOTS_OF_A_PNG = 10_000_000  # above it a PNG takes too long to write; such a picture is a photo
MOST_SCANS = 100  # passes of a progressive JPEG: real ones have about ten, hostile ones thousands
MOST_WORK = 1_000_000_000  # dots times passes
MOST_COLOUR_PROFILE = 4 * 1024**2  # bytes
MOST_SEGMENTS = 5_000
MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
LOSSLESS = (Kind.PNG, Kind.GIF, Kind.TIFF)
SUBFILE = 254  # the tag of TIFF that says what a further picture is
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Crop:
    """What a document cuts away from a picture at each side, as parts of its width and height."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew."""

    data: bytes
    extension: str
    dots: int
    moved: bool = False  # it was a moving picture, of which this is the first


class SeveralPages(Exception):
    """A scan of several pages, of which only the first would be kept."""


def recognise_picture(data: bytes) -> Kind | None:
    """The kind of picture by its first bytes, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return Kind.TIFF
    # A telephone's picture stands in the same box as a film; its brand tells them apart.
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"):
        return Kind.HEIC
    return None


def clean_picture(kind: Kind, data: bytes, name: str, field: str = "files") -> Cleaned:
    """The picture turned the right way up and drawn anew as JPEG or PNG, without anything that stood beside its dots."""
    try:
        drawn = redraw(kind, data)
    except TOO_LARGE as error:
        raise refused(Reason.TOO_MANY_DOTS, name, field) from error
    except SeveralPages as error:
        raise refused(Reason.PAGES, name, field) from error
    except Exception as error:  # whatever a library says of a picture that it cannot read
        raise refused(Reason.PHONE if kind is Kind.HEIC else Reason.DAMAGED, name, field) from error
    media_type = next(picture.media_type for picture in PICTURES if picture.extension == drawn.extension)
    remark = _("Kun det første billede er gemt.") if drawn.moved else ""
    return Cleaned(drawn.data, name_as(name, drawn.extension), media_type, drawn.extension, cleaned=True, inline=True, remark=remark)


def redraw(kind: Kind, data: bytes, *, most: int = MOST_DOTS, crop: Crop | None = None, turn: bool = True) -> Drawn:
    """The picture drawn anew; any exception of a library if it cannot be read, a DecompressionBombError above `most` dots."""
    image = _opened(kind, data, min(most, MOST_DOTS))
    dots, moved = image.width * image.height, bool(getattr(image, "is_animated", False))
    if turn:
        image = _upright(image)
    image = _in_plain_colours(image)
    if crop:
        image = _cropped(image, crop)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    paper = io.BytesIO()
    if kind in LOSSLESS and image.width * image.height <= MOST_DOTS_OF_A_PNG:
        bare.save(paper, "PNG", compress_level=4)
        return Drawn(paper.getvalue(), Kind.PNG.extension, dots, moved)
    bare.save(paper, "JPEG", quality=85)
    return Drawn(paper.getvalue(), Kind.JPEG.extension, dots, moved)


def _opened(kind: Kind, data: bytes, most: int) -> Image.Image:
    """The first picture of the file, its size checked before any dot is read."""
    if kind is Kind.HEIC:
        heif = pillow_heif.open_heif(data)
        _check_dots(heif.size, most)
        return heif.to_pillow()  # already turned: its orientation is set to 1
    image = Image.open(io.BytesIO(data), formats=[kind.name])
    _check_dots(image.size, most)
    if kind is Kind.JPEG:
        scans = sum(1 for marker, _segment in segments(data) if marker == 0xDA)
        if scans > MOST_SCANS or scans * image.width * image.height > MOST_WORK:
            raise Image.DecompressionBombError("too many scans")
    if kind is Kind.TIFF:
        _check_single(image)
    image.load()
    return image


def _check_dots(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise Image.DecompressionBombError(f"{size[0]} x {size[1]}")


def _check_single(image: Image.Image) -> None:
    """Refuse a scan of several pages; a small copy of the picture, which a camera puts beside it, is no page."""
    try:
        image.seek(1)
    except EOFError:
        return
    if not image.tag_v2.get(SUBFILE, 0) & 1:
        raise SeveralPages
    image.seek(0)


def _upright(image: Image.Image) -> Image.Image:
    """The picture as it was meant to be seen; what it says of itself may be nonsense, and then it stays as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # whatever a library says of EXIF that it cannot read
        return image


def _in_plain_colours(image: Image.Image) -> Image.Image:
    """RGB or grey in the colours of the screen, on white: what hides under transparency, or in a profile, is gone."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        image = _in_eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        image = ground.convert("RGB")
    if profile and image.mode in ("RGB", "L", "CMYK") and len(profile) <= MOST_COLOUR_PROFILE:
        image = _in_screen_colours(image, profile)
    return image if image.mode in ("RGB", "L") else image.convert("L" if image.mode == "1" else "RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """A picture of finer greys, spread over the 256 that a screen shows."""
    image = image.convert("F")
    image.info.pop("transparency", None)
    darkest, lightest = image.getextrema()
    scale = 255 / ((lightest - darkest) or 1)
    return image.point(lambda grey: grey * scale - darkest * scale).convert("L")


def _in_screen_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours of its own profile as sRGB; a profile that cannot be read changes nothing."""
    try:
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), screen, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _cropped(image: Image.Image, crop: Crop) -> Image.Image:
    """What a document shows of the picture; at least one dot."""
    left, top = int(image.width * crop.left), int(image.height * crop.top)
    right, bottom = image.width - int(image.width * crop.right), image.height - int(image.height * crop.bottom)
    left, top = min(left, image.width - 1), min(top, image.height - 1)
    return image.crop((left, top, max(right, left + 1), max(bottom, top + 1)))


def segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of the first picture in a JPEG, each as marker and bytes (with marker and, after a scan's head, its dots), to its end."""
    at = count = 0
    while (start := jpeg.find(b"\xff", at)) >= 0 and start + 1 < len(jpeg):
        marker = jpeg[start + 1]
        if marker in (0x00, 0xFF):
            at = start + 1
            continue
        end = start + 2
        if marker != 0xD8 and marker != 0xD9 and not 0xD0 <= marker <= 0xD7:
            end += int.from_bytes(jpeg[end : end + 2], "big")
        if marker == 0xDA:
            end = _end_of_scan(jpeg, end)
        if (count := count + 1) > MOST_SEGMENTS:
            raise ValueError("too many segments")
        yield marker, jpeg[start:end]
        if marker == 0xD9:
            return
        at = end


def _end_of_scan(jpeg: bytes, at: int) -> int:
    """Where the dots of a scan end: the next marker that is neither stuffing nor a restart."""
    found = MARKER_AFTER_SCAN.search(jpeg, at)
    return found.start() if found else len(jpeg)


def jpeg_without_words(jpeg: bytes) -> bytes:
    """A JPEG with its dots untouched and all that stood beside them gone (for pictures inside a PDF, where nothing is drawn anew)."""
    kept = []
    for marker, segment in segments(jpeg):
        if marker == 0xE0 and segment[4:9] == b"JFIF\0":
            kept.append(b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0")  # says how its colours are meant, without its small copy
        elif marker == 0xEE and segment[4:9] == b"Adobe":
            kept.append(b"\xff\xee\x00\x0e" + segment[4:16])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
    return b"".join(kept)


def jpeg2000_without_words(jpeg: bytes) -> bytes:
    """As for JPEG: of a JPEG 2000 its boxes of dots and colours stay, and the comments before its dots go."""
    if jpeg.startswith(b"\xff\x4f"):
        return _codestream_without_words(jpeg)
    kept, at = [], 0
    while at + 8 <= len(jpeg):
        length, kind, head = int.from_bytes(jpeg[at : at + 4], "big"), jpeg[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(jpeg[at + 8 : at + 16], "big"), 16
        body = jpeg[at + head : at + length] if length else jpeg[at + head :]
        if kind in (b"jP  ", b"ftyp", b"jp2h", b"jp2c"):
            body = _codestream_without_words(body) if kind == b"jp2c" else body
            kept.append((len(body) + 8).to_bytes(4, "big") + kind + body)
        at = at + max(length, 8) if length else len(jpeg)
    return b"".join(kept)


def _codestream_without_words(dots: bytes) -> bytes:
    kept, at = [dots[:2]], 2
    while at + 4 <= len(dots) and dots[at : at + 2] != b"\xff\x90":
        end = at + 2 + int.from_bytes(dots[at + 2 : at + 4], "big")
        if dots[at : at + 2] != b"\xff\x64":
            kept.append(dots[at:end])
        at = end
    return b"".join([*kept, dots[at:]])
