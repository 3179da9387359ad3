"""Rows are read one by one; a bad one says why, and costs no other row."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.importing.files import CSV, rows_of, write

from stationmaster.core.errors import InvalidInput
from stationmaster.records.importing import rows as reading
from stationmaster.records.importing.layout import FileKind, Layout, visible
from stationmaster.records.importing.opening import opened

AB = ("a", "b")
JSONL = Layout(FileKind.JSONL, "utf-8")


def _cells(path: Path, layout: Layout = CSV) -> list[tuple[object, ...]]:
    return [tuple(row.cells) for row in rows_of(path, AB, layout) if not row.problem]


def test_rows_keep_their_lines(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path, '1,2\n"x\ny",3\n\n,\n4,5'), AB)
    assert [(r.line, tuple(r.cells)) for r in rows] == [
        (1, ("1", "2")),
        (2, ("x\ny", "3")),
        (6, ("4", "5")),
    ]
    assert rows[1].raw == '"x\ny",3'


def test_any_line_end_ends_a_line(tmp_path: Path) -> None:
    path = write(tmp_path, '1,2\r\n3,4\r5,6\n"7\r\n",8\r\n')
    assert _cells(path) == [("1", "2"), ("3", "4"), ("5", "6"), ("7\r\n", "8")]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, '1,2\n3,"four\n5,6\n7,"8"\n9,0\n')
    bad = [r for r in rows_of(path, AB) if r.problem]
    assert [(r.line, r.raw) for r in bad] == [(2, '3,"four')]
    assert "quote" in bad[0].problem
    assert _cells(path) == [("1", "2"), ("5", "6"), ("7", "8"), ("9", "0")]


def test_a_quote_open_at_the_end_costs_one_row(tmp_path: Path) -> None:
    path = write(tmp_path, '1,"2\n3,4\n5,6')
    assert [r.line for r in rows_of(path, AB) if r.problem] == [1]
    assert _cells(path) == [("3", "4"), ("5", "6")]


def test_a_quote_inside_a_bare_cell_is_text(tmp_path: Path) -> None:
    assert _cells(write(tmp_path, '12" screen,2\n3,4\n')) == [('12" screen', "2"), ("3", "4")]


def test_a_wrong_number_of_cells_is_said(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path, "1\n1,2,3\n1,2,,\n"), AB)
    assert [r.problem for r in rows] == [
        "it has 1 cells instead of 2",
        "it has 3 cells instead of 2",
        "",
    ]


def test_bytes_of_another_encoding_name_their_cell(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path, b"1,M\xfcller\n2,M\xc3\xbcller\n"), AB)
    assert (rows[0].column, rows[1].cells) == (1, ["2", "Müller"])
    assert "encoding" in rows[0].problem
    assert visible(rows[0].raw) == "1,M\\xfcller"


def test_nul_names_its_cell(tmp_path: Path) -> None:
    (row,) = rows_of(write(tmp_path, "a\0b,2\n"), AB)
    assert (row.column, "NUL" in row.problem, visible(row.raw)) == (0, True, "a\\x00b,2")


@pytest.mark.parametrize("quoted", [True, False])
def test_a_cell_of_ten_megabytes_is_read(tmp_path: Path, quoted: bool) -> None:
    cell = ("x" * 999 + ("\n" if quoted else " ")) * 10_000
    path = write(tmp_path, f'1,"{cell}"\n3,4\n' if quoted else f"1,{cell}\n3,4\n")
    assert [(len(str(b)), a) for a, b in _cells(path)] == [(10_000_000, "1"), (1, "3")]


@pytest.mark.parametrize("end", ["\n", " "])
def test_a_row_without_end_is_given_up(
    tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_ROW", 100)
    long = f"x{end}" * 200
    rows = rows_of(write(tmp_path, f'1,2\n3,"{long}"\n5,6\n'), AB)
    assert tuple(rows[0].cells) == ("1", "2")
    assert "longer" in rows[1].problem
    assert tuple(rows[-1].cells) == ("5", "6")


_PIECES = st.sampled_from(
    ('"', '""', ",", "\n", "\r\n", "a", "b c", "é", "'", "\\", "1,2\n", '"x"')
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_no_line_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever the quotes do, every line that says anything is in exactly one row, in order."""
    path = write(tmp_path_factory.mktemp("rows"), text or " ")
    found = [line for row in rows_of(path, AB) for line in row.lines]
    said = [line for line in text.splitlines(keepends=True) if line.strip('", \r\n')]
    assert [line for line in found if line.strip('", \r\n')] == said


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1),
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str]],
    delimiter: str,
    end: str,
    encoding: str,
) -> None:
    quoted = [[f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row] for row in cells]
    text = "".join(delimiter.join(row) + end for row in quoted)
    path = write(tmp_path_factory.mktemp("rows"), text.encode(encoding))
    layout = Layout(FileKind.CSV, encoding, delimiter, header=False)
    assert _cells(path, layout) == cells


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        '{"a": 1, "b": [1, "x"]}',
        "",
        "{broken",
        "[1]",
        '{"a": 1, "a": 2}',
        '{"c": 1}',
        '{"a": NaN}',
        '{"b": "\\ud800"}',
        '{"b": "\\u0000"}',
        '{"b": null}',
    ]
    rows = rows_of(write(tmp_path, "\n".join(lines)), AB, JSONL)
    assert [(r.line, list(r.cells)) for r in rows if not r.problem] == [
        (1, [1, [1, "x"]]),
        (10, [None, None]),
    ]
    problems = {r.line: r.problem for r in rows if r.problem}
    assert sorted(problems) == [3, 4, 5, 6, 7, 8, 9]
    assert '"a" twice' in problems[5]
    assert '"c"' in problems[6]
    assert "NaN" in problems[7]


def test_deep_json_is_refused(tmp_path: Path) -> None:
    (row,) = rows_of(write(tmp_path, '{"a": ' + "[" * 100_000 + "\n"), AB, JSONL)
    assert "not JSON" in row.problem


def test_gzip_is_unpacked_and_hashed_as_it_lies_there(tmp_path: Path) -> None:
    packed = gzip.compress(b"1,2\n")
    path = write(tmp_path, packed, "file.csv.gz")
    assert _cells(path) == [("1", "2")]
    with opened(path) as one, opened(write(tmp_path, packed, "other")) as other:
        assert one.digest() == other.digest()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (gzip.compress(b"1,2\n" * 1000)[:-20], "damaged"),
        (gzip.compress(b"1,2\n" * 1000)[:20] + b"x" * 50, "damaged"),
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_files_that_hold_no_rows(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        rows_of(write(tmp_path, content), AB)
    assert caught.value.way_out


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="folder"):
        rows_of(tmp_path, AB)
    with pytest.raises(InvalidInput, match="not there"):
        rows_of(tmp_path / "none.csv", AB)
