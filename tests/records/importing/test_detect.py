"""Layouts found by looking."""

import io

import pytest

from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing.detect import SAMPLE, encoding_of, layout_of, survey
from stationmaster.records.importing.layout import FileKind, Layout


def _layout(content: bytes) -> Layout:
    return layout_of(survey(io.BytesIO(content)))


GERMAN = "Name,Stadt\nMüller,Köln\nGrößmann,Düsseldorf\nJäger,Nürnberg\n" * 5


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("a,b\n1,2\n", "ascii", "utf-8"),
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8-sig"),
        (GERMAN, "utf-16", "utf-16"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-32", "utf-32"),
        (GERMAN, "cp1252", "cp1252"),
        ("имя,город\nИван Петров,Москва\nОльга,Казань\n", "cp1251", "cp1251"),
        ("名前,都市\n田中,東京\n鈴木,大阪\n", "shift_jis", "cp932"),
        ("姓名,城市\n王小明,北京\n李华,上海\n", "gb18030", "gb18030"),
    ],
)
def test_encodings(text: str, encoding: str, found: str) -> None:
    assert _layout(text.encode(encoding)).encoding == found


def test_a_few_broken_lines_do_not_make_another_encoding() -> None:
    content = GERMAN.encode() + b"M\xfcller,Ulm\n"
    letters = survey(io.BytesIO(content))
    assert (encoding_of(letters), letters.broken) == ("utf-8", 1)


def test_letters_late_in_the_file_count() -> None:
    content = b"a,b\n" * SAMPLE + "Köln,1\n".encode("cp1252") * 3
    assert _layout(content).encoding == "cp1252"


def test_long_lines_are_cut_between_characters() -> None:
    letters = survey(io.BytesIO(("ü€😀" * 100_000).encode()))
    assert (letters.beyond > 1, letters.broken) == (True, 0)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    rows = [("name", "note", "price"), ("Ann", "a, b; c", "1"), ("Bob", 'd | "e"', "2,5")]
    text = "\n".join(delimiter.join(f'"{c}"'.replace('"e"', '""e""') for c in r) for r in rows)
    assert _layout(text.encode()).delimiter == delimiter


def test_decimal_commas_do_not_make_columns() -> None:
    assert _layout(b"name;price\nA;1,5\nB;2,5\nC;3,5\n").delimiter == ";"


def test_one_column_is_a_column() -> None:
    layout = _layout(b"email\na@b.example\nc@d.example\n")
    assert (layout.delimiter, layout.header) == (",", True)


def test_excel_names_its_separator() -> None:
    layout = _layout(b"sep=;\r\na;b\r\n1,5;2\r\n")
    assert (layout.delimiter, layout.skip) == (";", 1)


def test_quoting() -> None:
    assert _layout(b"a,b\n'x, y',2\n'z',3\n").quote == "'"
    assert _layout(b'a,b\n"x \\" y, z",2\n"p",3\n').escape == "\\"
    assert _layout(b'a,b\n"x "" y",2\n').escape == ""


def test_headers() -> None:
    assert _layout(b"name,age\nAnn,31\n").header
    assert not _layout(b"31,2026-01-05,x\n32,2026-01-06,y\n").header
    assert not _layout(b"a@b.example\nc@d.example\n").header


def test_json_lines() -> None:
    assert _layout(b'\n {"a": 1}\n').kind is FileKind.JSONL
    assert _layout('\ufeff{"a": 1}\n'.encode()).kind is FileKind.JSONL


@pytest.mark.parametrize("content", [b" \n\r\n\t", b"\xef\xbb\xbf\n"])
def test_blanks_are_no_file(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="blanks"):
        _layout(content)
