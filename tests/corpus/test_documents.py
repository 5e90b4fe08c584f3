"""A site's own documents: every kind and encoding is read, and a bad file gets one clear line."""

import io
from pathlib import Path

import pytest

from guidebot.corpus.documents import Block, read_document
from guidebot.errors import DocumentError

pypdf = pytest.importorskip("pypdf")
docx = pytest.importorskip("docx")

CHINESE = "本院神经内科门诊每周二开放。请带上出院小结和正在吃的药。"


def _pdf(lines: list[str], password: str = "") -> bytes:
    """Return a PDF of one page with the given lines of Latin text, by hand: pypdf cannot draw."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(400, 400)
    font = pypdf.generic.DictionaryObject(
        {
            pypdf.generic.NameObject("/Type"): pypdf.generic.NameObject("/Font"),
            pypdf.generic.NameObject("/Subtype"): pypdf.generic.NameObject("/Type1"),
            pypdf.generic.NameObject("/BaseFont"): pypdf.generic.NameObject("/Helvetica"),
        }
    )
    fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
    page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
        {pypdf.generic.NameObject("/Font"): fonts}
    )
    drawn = " T* ".join(f"({line}) Tj" for line in lines)
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 14 TL 20 350 Td {drawn} ET".encode())
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_it_reads_chinese_text_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "clinic.txt"
    path.write_bytes((CHINESE * 4).encode(encoding))
    assert read_document(path).blocks[0].text == CHINESE * 4


def test_it_reads_traditional_text_in_big5(tmp_path):
    text = "本院神經內科門診每週二開放。請帶上出院摘要和正在吃的藥。" * 4
    path = tmp_path / "clinic.txt"
    path.write_bytes(text.encode("big5"))
    assert read_document(path).blocks[0].text == text


def test_it_keeps_headings_and_table_rows_of_markdown(tmp_path):
    path = tmp_path / "clinic.md"
    table = "| day | hours |\n|---|---|\n| Tue | 9 |"
    path.write_text(f"# Stroke clinic\n\nOpen on Tuesdays.\n\n{table}")
    assert read_document(path).blocks == (
        Block("Stroke clinic", "Open on Tuesdays."),
        Block("Stroke clinic", "day · hours"),
        Block("Stroke clinic", "Tue · 9"),
    )


def test_it_reads_a_table_row_by_row_with_its_columns(tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text("day,doctor\nTuesday,Dr Lin\nFriday,\n", "utf-8")
    assert [block.text for block in read_document(path).blocks] == [
        "day: Tuesday; doctor: Dr Lin",
        "day: Friday",
    ]


def test_it_leaves_out_menus_and_footers_of_a_page(tmp_path):
    path = tmp_path / "page.html"
    words = "on rehabilitation after a stroke, with what to bring along and whom to call."
    body = "".join(f"<p>Paragraph {number} {words}</p>" for number in range(9))
    path.write_text(
        "<html><body><nav><a href='/'>Home</a><a href='/jobs'>Jobs here</a></nav>"
        f"<article><h1>Our stroke ward</h1>{body}</article>"
        "<footer>Imprint and cookies</footer></body></html>"
    )
    text = " ".join(block.text for block in read_document(path).blocks)
    assert "Paragraph 8 on rehabilitation" in text
    assert "Jobs here" not in text
    assert "cookies" not in text


def test_it_reads_a_pdf(tmp_path):
    path = tmp_path / "leaflet.pdf"
    path.write_bytes(_pdf(["Our ward is on the third floor.", "Visits are from two to five."]))
    text = " ".join(block.text for block in read_document(path).blocks)
    assert "third floor" in text
    assert "two to five" in text


def test_it_reads_paragraphs_and_rows_of_a_word_document(tmp_path):
    made = docx.Document()
    made.add_heading("卒中病房", 1)
    made.add_paragraph(CHINESE)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "周二", "林医生"
    made.save(str(tmp_path / "ward.docx"))
    assert read_document(tmp_path / "ward.docx").blocks == (
        Block("卒中病房", CHINESE),
        Block("卒中病房", "周二 · 林医生"),
    )


BAD = {
    "empty.txt": (b"", "no text"),
    "scan.pdf": (_pdf([]), "no text"),
    "locked.pdf": (_pdf(["secret"], "password"), "encrypted"),
    "broken.pdf": (b"%PDF-1.7 and then nothing", "damaged"),
    "renamed.pdf": (b"PK\x03\x04 this is a zip", "not what .pdf promises"),
    "renamed.txt": (b"%PDF-1.7", "not what .txt promises"),
    "broken.docx": (b"PK\x03\x04 no zip", "no Word document"),
    "picture.png": (b"\x89PNG", "kind .png"),
    "noise.txt": (bytes(range(256)) * 40, "no text"),
}


@pytest.mark.parametrize("name", BAD)
def test_it_says_in_one_line_what_is_wrong_with_a_file(tmp_path, name):
    content, words = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert caught.value.cure


def test_it_refuses_a_huge_file_without_reading_it(tmp_path, monkeypatch):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    with pytest.raises(DocumentError, match="200 MB; at most 50"):
        read_document(path)
