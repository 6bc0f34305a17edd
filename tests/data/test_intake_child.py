"""Reading one file: CSV or Parquet, and for everything else one sentence that says what, where and how to mend it."""

import io
import json
import pickle
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import intake_child
from data.intake_child import UnreadableError, read

TABLE = pa.table({"case_id": ["007", "8"], "score": [0.25, None], "n": [1, 2]})


def parquet(table: pa.Table = TABLE, **named: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **named)
    return buffer.getvalue()


def problem(content: bytes, text_columns: list[str] | None = None, declared: str = "") -> str:
    with pytest.raises(UnreadableError) as raised:
        read(content, text_columns or [], declared)
    return str(raised.value)


def outcome(content: bytes) -> int | str:
    """Read a file: how many rows it has, or why it cannot be read."""
    try:
        return read(content, [])[0].num_rows
    except UnreadableError as refused:
        return str(refused)


def test_csv_is_read_with_its_types() -> None:
    table, kind = read(b"id,score,n,ok,day\na,0.5,1,true,2026-01-02\nb,0.25,2,false,2026-01-03\n", [])
    assert kind == "csv"
    assert [str(one) for one in table.schema.types] == ["string", "double", "int64", "bool", "date32[day]"]
    assert table.column("score").to_pylist() == [0.5, 0.25]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"a,b\r\n1,x\r\n2,y\r\n", {"a": [1, 2], "b": ["x", "y"]}),
        (b"a,b\n1,x\n2,y", {"a": [1, 2], "b": ["x", "y"]}),
        ("\ufeffa,b\n1,ü\n".encode(), {"a": [1], "b": ["ü"]}),
        (b'a,b\n1,"x, y"\n2,"say ""hi"""\n', {"a": [1, 2], "b": ["x, y", 'say "hi"']}),
        (b'a,b\n1,"two\nlines"\n', {"a": [1], "b": ["two\nlines"]}),
        (b"a,b\n1,\n,y\n", {"a": [1, None], "b": [None, "y"]}),
        (b"a\n1\n2\n", {"a": [1, 2]}),
    ],
    ids=["windows", "no last line end", "byte order mark", "quoted", "quoted line end", "missing", "one column"],
)
def test_csv_is_read_as_it_is_written(content: bytes, wanted: dict[str, list[Any]]) -> None:
    assert read(content, [])[0].to_pydict() == wanted


def test_text_columns_are_kept_as_written() -> None:
    content = b"id,other,n\n007,007,1\n1e5,8,2\n+3,9,3\n"
    table, _ = read(content, ["id", "absent"])
    assert table.to_pydict() == {"id": ["007", "1e5", "+3"], "other": [7, 8, 9], "n": [1, 2, 3]}


def test_parquet_is_read_with_its_types() -> None:
    table, kind = read(parquet(), [])
    assert kind == "parquet"
    assert table.to_pydict() == TABLE.to_pydict()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"  \n\n ", "The file is empty."),
        (b"a,b\n", "The file has a header line but no rows below it."),
        (b"a;b\n1;2\n", "Line 1 is separated by semicolons; commas are needed."),
        (b"a\tb\n1\t2\n", "Line 1 is separated by tabs; commas are needed."),
        (b"a|b\n1|2\n", "Line 1 is separated by vertical bars; commas are needed."),
        (b"a,b\n1,2\n3\n4,5\n", "Line 3 has 1 value but the header has 2. Fill in what is missing, and try again."),
        (b"a,b,c\n1,2,3\n3,4\n", "Line 3 has 2 values but the header has 3. Fill in what is missing, and try again."),
        (b"a,b\n1,2\n3,4,5\n", "Line 3 has 3 values but the header has 2. Put texts with commas in quotes"),
        (b"a,b,a\n1,2,3\n", "Line 1: column 'a' stands twice."),
        (b"a,,c\n1,2,3\n", "Line 1: column 2 has no name."),
        (b"a,b, \n1,2,3\n", "Line 1: column 3 has no name."),
        (b"1,2.5\n3,4\n", "Line 1 holds numbers, not column names."),
        ("a,b\n1,x\n2,é\n".encode("latin-1"), "Line 3 has a character that is not UTF-8."),
        ("a,b\n1,2\n".encode("utf-16"), "The file is not text."),
        (b"a,b\n1,\x00\n", "The file is not text."),
        (b"PK\x03\x04" + b"\x00" * 40, "The file is an Excel workbook or a zip archive. Save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "The file is an old Excel workbook. Save the sheet as CSV"),
        (b"%PDF-1.7\n", "The file is a PDF. Export the table as CSV"),
        (b"\x89PNG\r\n", "The file is a picture. Export the table as CSV"),
        (pickle.dumps({"a": [1]}, protocol=4), "The file is a pickle, which can run code when it is read."),
        (pickle.dumps({"a": [1]}, protocol=5), "The file is a pickle, which can run code when it is read."),
        (pickle.dumps({"a": [1]}, protocol=2), "The file is not text."),
        (b"\x1f\x8b\x08\x00", "The file is compressed (gzip). Unpack it"),
        (b'{"a": [1, 2]}', "The file is JSON. Write the table as CSV or Parquet"),
        (b"<!DOCTYPE html><html></html>", "The file is a web page or XML, not a table."),
        (b'a,b\n1,2\n3,"x\n4,5\n', "Line 3: a quotation mark is opened and never closed."),
        (b'a,b\n1,"x\n', "Line 2: a quotation mark is opened and never closed."),
        (parquet()[:200], "The file begins like Parquet but is damaged."),
        (parquet()[:-3], "The file begins like Parquet but is damaged."),
        (b"PAR1" + b"\x07" * 400 + b"PAR1", "The file begins like Parquet but is damaged."),
        (parquet(pa.table({"a": [[1, 2], [3]]})), "Column 'a' holds lists or structures."),
        (parquet(pa.table({"b": [1], "a": [{"x": 1}]})), "Column 'a' holds lists or structures."),
        (parquet(pa.table({"a": pa.array([], pa.int64())})), "The file has columns but no rows."),
        (parquet(pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])), "Column 'a' stands twice."),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence_with_its_place(content: bytes, said: str) -> None:
    found = problem(content)
    assert found.startswith(said)
    assert found.endswith(".")
    assert "Traceback" not in found


def test_a_file_that_is_not_what_it_is_called_is_refused() -> None:
    assert problem(b"a,b\n1,2\n", declared="parquet").startswith("The file is called Parquet but is not Parquet.")
    assert problem(parquet(), declared="csv").startswith("The file is called CSV but is not text.")
    assert read(b"a,b\n1,2\n", [], "csv")[1] == "csv"
    assert read(parquet(), [], "parquet")[1] == "parquet"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_has_at_most_two_thousand_columns(kind: str) -> None:
    def wide(count: int) -> bytes:
        names = [f"c{number}" for number in range(count)]
        if kind == "parquet":
            return parquet(pa.table({name: [1] for name in names}))
        return f"{','.join(names)}\n{','.join('1' * count)}\n".encode()

    assert problem(wide(2001)) == "The file has 2,001 columns; at most 2,000 can be read."
    assert read(wide(2000), [])[0].num_columns == 2000


def test_parquet_that_unpacks_to_too_many_cells_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_child, "MOST_CELLS", 5)
    assert problem(parquet()) == "The file unpacks to 2 rows × 3 columns. Send it in parts."


@pytest.mark.parametrize("place", range(12))
def test_a_damaged_parquet_file_is_read_or_refused_but_nothing_else_happens(place: int) -> None:
    content = bytearray(parquet(pa.table({"a": list(range(500)), "b": [str(n) for n in range(500)]})))
    content[4 + place * (len(content) - 8) // 12] ^= 0xFF
    found = outcome(bytes(content))
    assert found == 500 or str(found).startswith("The file begins like Parquet but is damaged.")


SIGNS = "a1,;\"'\n\t| "
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=6)


def written(rows: list[list[str]]) -> bytes:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows).encode()


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=8))
def test_quoted_text_is_read_back_whatever_it_holds(rows: list[list[str]]) -> None:
    table, _ = read(written([["a", "b"], *rows]), ["a", "b"])
    assert table.num_rows == len(rows)
    assert [[a or "", b or ""] for a, b in zip(*table.to_pydict().values(), strict=True)] == [
        [_kept(cell) for cell in row] for row in rows
    ]


def _kept(cell: str) -> str:
    """What a cell is read as: some words stand for a missing value."""
    return "" if cell in {"NA", "NaN", "nan", "null", "NULL", "N/A", "n/a", "NaT", "<NA>", "#N/A"} else cell


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=60).filter(lambda c: b"\r" not in c) | st.text(SIGNS, max_size=40).map(str.encode))
def test_whatever_is_sent_is_read_or_refused_in_a_sentence(content: bytes) -> None:
    found = outcome(content)
    assert found != 0
    assert found != ""


@pytest.fixture
def order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Have main() serve one file in this process, without its limits; gives what it said and the folder."""
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(intake_child.resource, "setrlimit", lambda what, limit: limits.append((what, limit)))

    def serve(content: bytes, text: list[str] | None = None, declared: str = "") -> tuple[dict[str, str], Path]:
        (tmp_path / "upload").write_bytes(content)
        asked = {
            "file": str(tmp_path / "upload"),
            "out": str(tmp_path / "out"),
            "text": text or [],
            "declared": declared,
        }
        monkeypatch.setattr(intake_child.sys, "stdin", io.StringIO(json.dumps(asked) + "\n"))
        intake_child.main()
        assert dict(limits) == {
            intake_child.resource.RLIMIT_DATA: (intake_child.MOST_MEMORY,) * 2,
            intake_child.resource.RLIMIT_CPU: (intake_child.MOST_SECONDS,) * 2,
        }
        return json.loads(capsys.readouterr().out), tmp_path / "out"

    return serve


def test_a_served_file_is_written_for_who_asked(order: Any) -> None:
    said, out = order(b"id,n\n007,1\n", ["id"], "csv")
    assert said == {"format": "csv"}
    assert pa.ipc.open_file(out).read_all().to_pydict() == {"id": ["007"], "n": [1]}


def test_a_file_that_cannot_be_served_is_answered_with_the_problem(order: Any) -> None:
    said, out = order(b"")
    assert said["problem"].startswith("The file is empty.")
    assert not out.exists()


@pytest.mark.parametrize("memory", [MemoryError, pa.ArrowMemoryError])
def test_a_file_that_takes_too_much_memory_is_answered_with_what_to_do(
    order: Any, memory: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(*given: object) -> None:
        raise memory("realloc failed")

    monkeypatch.setattr(intake_child, "read", unpack)
    said, _ = order(b"a,b\n1,2\n")
    assert said == {"problem": "The file unpacks to more than can be read at once. Send it in parts."}


def test_a_child_that_is_not_needed_ends_in_silence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(intake_child.resource, "setrlimit", lambda what, limit: None)
    monkeypatch.setattr(intake_child.sys, "stdin", io.StringIO(""))
    intake_child.main()
    assert capsys.readouterr().out == ""
