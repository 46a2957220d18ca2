"""Documents at the door: a PDF and a Word note as they look, and nothing behind what is seen."""

import io
import re
import time
import tracemalloc
import zipfile
import zlib

import pikepdf
import pytest
from defusedxml import ElementTree
from PIL import Image

from infohus.attachments import cleaning_pdf, queries
from infohus.attachments.cleaning_word_text import W
from infohus.attachments.rules import Kind
from tests.test_attachments_cleaning import CASES, NAMES, NOTE, PDF, PICTURE, case, drawn_as, refusal, taken, zipped

# PDF


def made_pdf():
    """A PDF that does, carries and tells all that a PDF can."""
    pdf = pikepdf.new()
    photo = pdf.make_stream(case(PICTURE), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=640, Height=480)
    photo.Filter, photo.ColorSpace, photo.BitsPerComponent = pikepdf.Name.DCTDecode, pikepdf.Name.DeviceRGB, 8
    photo.Metadata = pdf.make_stream(b"<x>SKJULT</x>")
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="SKJULT lag"))
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(XObject={"/A": photo}, Properties={"/L": layer})
    page.Contents = pdf.make_stream(b"q 100 0 0 100 50 50 cm /A Do Q")
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('KOERT-SCRIPT')")
    away = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://sporing.example.invalid/")
    look = pdf.make_stream(b"BT /F1 12 Tf (UDFYLDT) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 90, 20])
    box = {"Type": pikepdf.Name.Annot, "Rect": [0, 0, 90, 20], "F": 4}
    note = pikepdf.Dictionary(**box, Subtype=pikepdf.Name.Text, Contents="SKJULT kommentar", T="Grethe Prøvesen")
    field = {"FT": pikepdf.Name.Tx, "T": "felt", "V": "UDFYLDT", "AP": {"/N": look}, "AA": {"/K": script}}
    filled = pikepdf.Dictionary(**box, Subtype=pikepdf.Name.Widget, **field)
    link = pikepdf.Dictionary(**box, Subtype=pikepdf.Name.Link, A=away)
    page.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(one) for one in (note, filled, link)]))
    page.AA, page.PieceInfo = {"/O": script}, {"/X": {"/Private": "SKJULT"}}
    pdf.Root.AcroForm = {"/Fields": [page.Annots[1]], "/XFA": pdf.make_stream(b"<xdp>SKJULT</xdp>")}
    pdf.Root.OpenAction, pdf.Root.OCProperties = script, {"/OCGs": [layer], "/D": {"/OFF": [layer]}}
    pdf.Root.Names = {"/JavaScript": {"/Names": ["a", script]}}
    pdf.attachments["SKJULT.txt"] = b"SKJULT fil"
    pdf.docinfo["/Author"] = "Grethe Prøvesen"
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = ["Grethe Prøvesen"]
    return pdf


def bytes_of(pdf, **how):
    paper = io.BytesIO()
    pdf.save(paper, **how)
    return paper.getvalue()


def spelled_out(data):
    """A PDF with nothing packed, so that words can be searched for."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized}
        return bytes_of(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable, **how)


RUNS = (
    b"JavaScript",
    b"OpenAction",
    b"SubmitForm",
    b"Launch",
    b"/AA",
    b"/URI",
    b"/AcroForm",
    b"/XFA",
    b"/Annots",
    b"EmbeddedFile",
    b"KOERT",
)
TELLS = (b"SKJULT", b"Grethe", b"/Author", b"/Metadata", b"/PieceInfo", b"/OCG", b"Exif", b"KOMMENTAR")


def test_a_pdf_runs_nothing_carries_nothing_and_tells_nothing():
    raw = bytes_of(made_pdf())
    before, written = spelled_out(raw), taken("formular.pdf", raw)
    after = spelled_out(written.data)
    for word in (*RUNS[1:2], *RUNS[4:], *TELLS[:1], b"/Author", b"Exif"):
        assert word in before, word
    for word in (*RUNS, *TELLS):
        assert word not in after, word
    assert b"UDFYLDT" in after  # what was filled in stands on the page
    assert (written.inline, written.cleaned, written.media_type) == (False, True, "application/pdf")
    assert written.remark == "Skjulte lag er gjort synlige."
    with pikepdf.open(io.BytesIO(written.data)) as pdf:
        photo = pdf.pages[0].Resources.XObject["/A"]
        assert pikepdf.PdfImage(photo).as_pil_image().size == (640, 480)


def test_the_pdf_that_runs_a_script_keeps_its_page():
    written = taken(PDF)
    after = spelled_out(written.data)
    assert not [word for word in (*RUNS, *TELLS) if word in after]
    with pikepdf.open(io.BytesIO(written.data)) as new, pikepdf.open(CASES / PDF) as old:
        assert new.pages[0].Contents.read_bytes() == old.pages[0].Contents.read_bytes()
        assert list(new.pages[0].MediaBox) == [0, 0, 595, 842]


def test_a_pdf_page_keeps_what_it_has_from_the_pages_above_it():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    del pdf.pages[0].MediaBox
    pdf.Root.Pages.MediaBox, pdf.Root.Pages.Rotate = [0, 0, 300, 400], 90
    with pikepdf.open(io.BytesIO(taken("side.pdf", bytes_of(pdf)).data)) as new:
        assert [list(new.pages[0].MediaBox), new.pages[0].Rotate] == [[0, 0, 300, 400], 90]


def test_a_pdf_that_cannot_be_taken_as_pages_is_refused_in_words():
    locked = bytes_of(made_pdf(), encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "adgangskode" in refusal("låst.pdf", locked)
    assert taken("læsbar.pdf", bytes_of(made_pdf(), encryption=pikepdf.Encryption(owner="a", user=""))).cleaned
    collection, living, endless = made_pdf(), made_pdf(), made_pdf()
    collection.Root.Collection = {"/View": pikepdf.Name.D}
    assert "andre filer" in refusal("mappe.pdf", bytes_of(collection))
    living.Root.NeedsRendering = True
    assert "formular" in refusal("formular.pdf", bytes_of(living))
    endless.Root.Pages.Kids = [endless.Root.Pages.Kids[0]] * 2_001
    assert "kan ikke læses" in refusal("uden ende.pdf", bytes_of(endless))
    long = pikepdf.new()
    for _page in range(2_001):
        long.add_blank_page()
    assert "udskriv den til PDF" in refusal("lang.pdf", bytes_of(long))
    del long.pages[0]
    assert taken("lang.pdf", bytes_of(long)).cleaned


def test_a_pdf_with_a_picture_that_nobody_can_look_into_is_kept_as_it_came():
    pdf = made_pdf()
    pdf.pages[0].Resources.XObject["/A"].Filter = [pikepdf.Name.ASCII85Decode, pikepdf.Name.DCTDecode]
    raw = bytes_of(pdf, compress_streams=False)
    kept = taken("pakket.pdf", raw)
    assert (kept.data, kept.cleaned, kept.inline) == (raw, False, False)


def packed_pdf(packed, packing):
    """A PDF whose first page is said to lie in a packed table."""
    paper, places = io.BytesIO(), {}

    def put(number, body):
        places[number] = paper.tell()
        paper.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def stream(words, data):
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (words, len(data), data)

    paper.write(b"%PDF-1.5\n")
    put(1, b"<</Type/Catalog/Pages 2 0 R>>")
    put(2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
    put(4, stream(b"/Type/ObjStm/N 1/First 10/Filter/%b" % packing, packed))
    rows = [(0, 0), (1, places[1]), (1, places[2]), (2, 4), (1, places[4]), (1, paper.tell())]
    put(5, stream(b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R", b"".join(bytes([kind]) + at.to_bytes(4, "big") + b"\0" for kind, at in rows)))
    paper.write(b"startxref\n%d\n%%%%EOF\n" % places[5])
    return paper.getvalue()


def test_a_pdf_that_unpacks_without_end_is_refused(monkeypatch):
    packed = zlib.compress(bytes(40_000_000), 9)
    assert "kan ikke læses" in refusal("bombe.pdf", packed_pdf(packed, b"FlateDecode"))  # more than one table may be
    monkeypatch.setattr(cleaning_pdf, "MOST_UNPACKED", 50_000_000)
    assert "pakkes ud" in refusal("bombe.pdf", packed_pdf(packed, b"FlateDecode") + b"stream\n" + packed)
    assert "pakkes ud" in refusal("bombe.pdf", packed_pdf(b"\x80\x0b\x60\x50", b"LZ#57Decode"))


# Word


def words_of(data, part="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        root = ElementTree.fromstring(packed.read(part))
    return " ".join("".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))


def all_of(data):
    """Every name and every byte of a package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")


def check_whole(data):
    """A package is whole if every part has a type and every relation leads to a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        types = ElementTree.fromstring(packed.read("[Content_Types].xml"))
        typed = {one.get("PartName", "").lstrip("/") for one in types} | {one.get("Extension") for one in types}
        assert all(name in typed or name.rpartition(".")[2] in typed for name in names if name != "[Content_Types].xml")
        for name in names:
            root = ElementTree.fromstring(packed.read(name)) if name.endswith(("xml", "rels")) else ()
            if name.endswith(".rels"):
                folder = "word/" if name.startswith("word/") else ""
                assert {folder + relation.get("Target") for relation in root} <= names
                ids = {relation.get("Id") for relation in root}
                part = ElementTree.fromstring(packed.read(name.replace("_rels/", "").removesuffix(".rels"))) if folder else ()
                used = {value for one in (part.iter() if folder else ()) for key, value in one.attrib.items() if "relationships}" in key}
                assert used <= ids


def test_a_word_note_reads_as_it_stands_after_all_changes():
    raw, note = case(NOTE), taken(NOTE)
    assert all(name in all_of(raw) for name in NAMES)
    assert words_of(note.data) == (
        "Notat om en elev (opdigtet) Skrevet som øvelse. Ingen personer findes. Eleven har de sidste uger trukket sig fra gruppen."
    )
    assert not [name for name in (*NAMES, "docProps", "customXml", "rsid", "<w:ins ", "<w:del ") if name in all_of(note.data)]
    assert (note.name, note.cleaned, note.inline) == (NOTE, True, False)
    assert note.media_type == Kind.DOCX.media_type
    check_whole(note.data)


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OPEN = "http://schemas.openxmlformats.org"
SPACES = (
    f'xmlns:w="{OPEN}/wordprocessingml/2006/main" xmlns:r="{OFFICE}" xmlns:mc="{OPEN}/markup-compatibility/2006" xmlns:w14="urn:later" '
    f'xmlns:a="{OPEN}/drawingml/2006/main" xmlns:wp="{OPEN}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:pic="{OPEN}/drawingml/2006/picture" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def run(text, properties=""):
    return f"<w:r w:rsidR='00AA'><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field_of(instruction, result, form=""):
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{step}">{form if step == "begin" else ""}</w:fldChar></w:r>'
        for step in ("begin", "separate", "end")
    ]
    return f"{marks[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{marks[1]}{result}{marks[2]}"


def picture(relation, cut="", name="C:\\Users\\Grethe\\foto.png"):
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{name}" descr="SKJULT"/><a:graphic><a:graphicData uri="pic"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="0" name="{name}"/></pic:nvPicPr><pic:blipFill><a:blip {relation}/><a:srcRect {cut}/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def made_word(body, parts=(), relations=()):
    """A Word document with this body, further parts (path, bytes) and relations (id, kind, target, more)."""
    lines = "".join(f'<Relationship Id="{one}" Type="{OFFICE}/{kind}" Target="{to}" {more}/>' for one, kind, to, more in relations)
    main = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="/word/document2.xml"/>'
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f"<Relationships {space}>{main}</Relationships>",
            "word/document2.xml": f'<w:document {SPACES} mc:Ignorable="w14"><w:body>{body}</w:body></w:document>',
            "word/_rels/document2.xml.rels": f"<Relationships {space}>{lines}</Relationships>",
            **dict(parts),
        }
    )


def part(kind, content):
    return f"<w:{kind} {SPACES}>{content}</w:{kind}>"


def test_words_that_were_deleted_moved_hidden_or_said_beside_the_text_are_gone():
    by = 'w:id="1" w:author="Grethe Prøvesen" w:date="2026-11-18T09:00:00Z"'
    styles = part(
        "styles",
        '<w:style w:styleId="Skjult"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Under"><w:basedOn w:val="Skjult"/></w:style>',
    )
    body = f"""
        <w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr><w:del {by}><w:r><w:delText>SKJULT</w:delText></w:r></w:del></w:p>
        <w:p><w:moveFrom {by}>{run("SKJULT")}</w:moveFrom><w:moveTo {by}>{run("Flyttet.")}</w:moveTo></w:p>
        <w:p><w:pPr><w:pPrChange {by}><w:pPr><w:pStyle w:val="SKJULT"/></w:pPr></w:pPrChange></w:pPr>{run("Ramt.")}</w:p>
        <w:p>{run("SKJULT", "<w:vanish/>")}{run("Set.", '<w:vanish w:val="0"/>')}{run("SKJULT", '<w:rStyle w:val="Under"/>')}</w:p>
        <w:p><w:pPr><w:pStyle w:val="Under"/></w:pPr>{run("SKJULT")}</w:p>
        <w:p><w:commentRangeStart w:id="3"/>{run("Talt om.")}<w:r><w:commentReference w:id="3"/></w:r>
            <w:bookmarkStart w:id="4" w:name="SKJULT"/></w:p>
        <w:tbl><w:tr><w:trPr><w:del {by}/></w:trPr><w:tc><w:p>{run("SKJULT")}</w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p>{run("Række.")}</w:p></w:tc>
            <w:tc><w:tcPr><w:cellDel {by}/></w:tcPr><w:p>{run("SKJULT")}</w:p></w:tc></w:tr></w:tbl>
        <w:sdt><w:sdtPr><w:alias w:val="SKJULT"/></w:sdtPr><w:sdtContent><w:p>{run("Felt.")}</w:p></w:sdtContent></w:sdt>
        <w:p><w:hyperlink r:id="rLink" w:tooltip="SKJULT">{run("Link.")}</w:hyperlink><w14:hemmelig>SKJULT</w14:hemmelig></w:p>
        <w:p>{run("Note.")}<w:r><w:footnoteReference w:id="2"/></w:r><w:del {by}><w:r><w:footnoteReference w:id="5"/></w:r></w:del></w:p>
        <w:sectPr><w:headerReference w:type="default" r:id="rTop"/>
            <w:sectPrChange {by}><w:sectPr><w:headerReference r:id="rOld"/></w:sectPr></w:sectPrChange>
        </w:sectPr>"""
    notes = part(
        "footnotes",
        f'<w:footnote w:id="2"><w:p>{run("Fodnote.")}</w:p></w:footnote><w:footnote w:id="5"><w:p>{run("SKJULT")}</w:p></w:footnote>',
    )
    parts = {
        "word/styles.xml": styles,
        "word/footnotes.xml": notes,
        "word/top.xml": part("hdr", f"<w:p>{run('Skolen')}</w:p>"),
        "word/gammel.xml": part("hdr", f"<w:p>{run('SKJULT')}</w:p>"),
        "word/comments.xml": part("comments", f"<w:comment w:initials='GP'><w:p>{run('SKJULT')}</w:p></w:comment>"),
        "word/settings.xml": part(
            "settings", '<w:rsids><w:rsid w:val="SKJULT"/></w:rsids><w:evenAndOddHeaders/><w:docVars><w:docVar w:val="SKJULT"/></w:docVars>'
        ),
    }
    kinds = [("styles", "styles.xml"), ("footnotes", "footnotes.xml"), ("comments", "comments.xml"), ("settings", "settings.xml")]
    relations = [(f"r{kind}", kind, target, "") for kind, target in kinds]
    relations += [("rTop", "header", "top.xml", ""), ("rOld", "header", "gammel.xml", "")]
    relations += [("rLink", "hyperlink", "https://skjult.example.invalid/SKJULT", 'TargetMode="External"')]
    raw = made_word(body, parts, relations)
    note = taken("notat.docx", raw)
    assert all_of(raw).count("SKJULT") > 15
    assert words_of(note.data).split() == ["Flyttet.", "Ramt.", "Set.", "Talt", "om.", "Række.", "Felt.", "Link.", "Note."]
    assert words_of(note.data, "word/footnotes.xml") == "Fodnote."
    assert words_of(note.data, "word/header1.xml") == "Skolen"
    assert not [word for word in ("SKJULT", "Grethe", "rsid", "vanish", "http://skjult") if word in all_of(note.data)]
    assert "evenAndOddHeaders" in all_of(note.data)
    assert note.remark == "Skjult tekst er fjernet."
    check_whole(note.data)


def test_fields_keep_what_they_showed_and_page_numbers_stay_alive():
    checked, unchecked = (f'<w:ffData><w:checkBox><w:checked w:val="{on}"/></w:checkBox></w:ffData>' for on in (1, 0))
    inner = field_of("MERGEFIELD SKJULT", run("SKJULT"))
    chosen = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="SKJULT"/><w:listEntry w:val="skole"/></w:ddList></w:ffData>'
    body = f"""
        <w:p>{field_of(' HYPERLINK "https://SKJULT.example.invalid" ', run("her"))}</w:p>
        <w:p>{field_of(" IF " + inner + "<w:r><w:instrText>SKJULT</w:instrText></w:r>", run("valgt"))}</w:p>
        <w:p>{field_of(" FORMCHECKBOX ", "", checked)}
            {field_of(" FORMCHECKBOX ", "", unchecked)}{field_of(" FORMDROPDOWN ", "", chosen)}</w:p>
        <w:p>{field_of(" PAGE ", run("1"))}<w:fldSimple w:instr=" NUMPAGES "> {run("2")}</w:fldSimple></w:p>
        <w:p><w:fldSimple w:instr=" AUTHOR SKJULT ">{run("Åse")}</w:fldSimple></w:p>"""
    note = taken("notat.docx", made_word(body))
    assert words_of(note.data).split() == ["her", "valgt", "☒☐skole", "12", "Åse"]
    written = all_of(note.data)
    assert "SKJULT" not in written
    assert re.findall(r"<w:instrText>([^<]*)<", written) == [" PAGE "]
    assert written.count("fldCharType") == 3


def test_words_that_a_tab_or_a_new_line_parts_are_read_as_two():
    note = taken("notat.docx", made_word(f"<w:p>{run('Min')}<w:r><w:br/></w:r>{run('datter')}<w:r><w:tab/></w:r>{run('kom')}</w:p>"))
    assert queries._words_of_word(note.data) == "Min datter kom"


def test_pictures_in_a_note_are_cleaned_and_cut_as_they_are_shown():
    half = Image.new("RGB", (100, 50), "red")
    half.paste("blue", (50, 0, 100, 50))
    info = {"word/media/grethe.jpg": case(PICTURE), "word/media/halv.png": drawn_as("PNG", half), "word/media/x.emf": b"emf"}
    relations = [("rA", "image", "media/grethe.jpg", ""), ("rB", "image", "media/halv.png", ""), ("rC", "image", "media/x.emf", "")]
    relations += [("rD", "image", "http://sporing.example.invalid/pixel.png", 'TargetMode="External"')]
    pictures = [picture('r:embed="rA"'), picture('r:embed="rB"', 'l="50000"'), picture('r:embed="rC"'), picture('r:link="rD"')]
    old = (
        '<w:pict><v:shape alt="SKJULT" href="http://SKJULT"><v:imagedata r:id="rB" o:title="SKJULT" cropright="32768f"/></v:shape></w:pict>'
    )
    inner = f"<v:textbox><w:txbxContent><w:p>{pictures[0]}</w:p></w:txbxContent></v:textbox></v:shape>"
    boxed = f"<w:r>{old.replace('</v:shape>', inner)}</w:r>"
    newer = "<mc:Choice Requires='w14'><w14:ny/></mc:Choice>"
    two_ways = f"<w:r><mc:AlternateContent>{newer}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    note = taken("notat.docx", made_word(f"<w:p>{''.join(pictures)}</w:p><w:p>{two_ways}{boxed}</w:p>", info, relations))
    check_whole(note.data)
    with zipfile.ZipFile(io.BytesIO(note.data)) as packed:
        shown = {name: Image.open(io.BytesIO(packed.read(name))) for name in packed.namelist() if "media/" in name}
    assert sorted(image.size for image in shown.values()) == [(50, 50), (50, 50), (640, 480)]
    assert {image.getpixel((9, 9)) for image in shown.values() if image.size == (50, 50)} == {(255, 0, 0), (0, 0, 255)}
    written = all_of(note.data)
    assert not [word for word in ("SKJULT", "Grethe", "grethe", "sporing", "Exif", "KOMMENTAR") if word in written]
    assert note.remark == "Indlejrede filer, diagrammer eller tegninger er fjernet."


def test_what_runs_or_is_embedded_does_not_come_along():
    body = (
        '<w:p><w:r><w:object><o:OLEObject r:id="rO"/></w:object></w:r></w:p><w:altChunk r:id="rO"/><w:p><w:r><w:t>Tekst</w:t></w:r></w:p>'
    )
    parts = {"word/embeddings/regneark.bin": "SKJULT", "word/vbaProject.bin": "SKJULT"}
    raw = made_word(body, parts, [("rO", "oleObject", "embeddings/regneark.bin", "")])
    note = taken("notat.docx", raw)
    assert words_of(note.data).strip() == "Tekst"
    assert "SKJULT" not in all_of(note.data)
    assert "er fjernet" in note.remark
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        every = {name: packed.read(name) for name in packed.namelist()}
    every["[Content_Types].xml"] = b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    macros = zipped(every)
    assert "makroer" in refusal("notat.docx", macros)


@pytest.fixture
def memory():
    """Counts the memory that is taken, in bytes at its highest."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_the_note_that_unpacks_to_150_mb_is_refused_in_no_time_and_no_memory(memory):
    raw, started = case("bombe-pakket-150-mb.docx"), time.monotonic()
    assert "pakkes ud" in refusal("bombe-pakket-150-mb.docx")
    # The same when the package lies about what is in it.
    said, lie = (150_001_589).to_bytes(4, "little"), (150_001).to_bytes(4, "little")
    assert said in raw
    assert "kan ikke læses" in refusal("bombe.docx", raw.replace(said, lie))
    assert time.monotonic() - started < 2
    assert memory() < 10 * 1024**2


def test_a_note_that_grows_in_the_reading_is_refused():
    many = "".join("<w:p/>" for _ in range(200_001))
    assert "pakkes ud" in refusal("mange.docx", made_word(many))
    assert "pakkes ud" in refusal("dyb.docx", made_word("<w:p>" * 200 + "</w:p>" * 200))
    laughs = '<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    document = {"word/document2.xml": f"{laughs}<w:document {SPACES}><w:body><w:p>&b;</w:p></w:body></w:document>"}
    assert "kan ikke læses" in refusal("haha.docx", made_word("", document))


def test_a_note_that_nobody_can_read_is_kept_closed_unless_it_carries_programs():
    strange = made_word("", {"word/document2.xml": "<ukendt/>"})
    kept = taken("fremmed.docx", strange)
    assert (kept.data, kept.cleaned, kept.inline) == (strange, False, False)
    assert "makroer" in refusal("fremmed.docx", made_word("", {"word/document2.xml": "<ukendt/>", "word/vbaProject.bin": ""}))
