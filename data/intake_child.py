"""Reads one uploaded file in a process with limits, because a small file can unpack to far more than it weighs.

`python -m data.intake_child` waits for a line of JSON {"file", "out", "text", "declared"} on standard input, reads the
file, writes an Arrow file to "out", and answers with a line of JSON {"format"} or {"problem"}.
"""

import csv
import io
import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

MOST_MEMORY = 3 * 1024**3
MOST_SECONDS = 120
MOST_CELLS = 400_000_000
MOST_COLUMNS = 2000
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
SIGNS = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive. Save the sheet as CSV (comma separated)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save the sheet as CSV (comma separated)"),
    (b"\x1f\x8b", "compressed (gzip). Unpack it"),
    (b"%PDF", "a PDF. Export the table as CSV"),
    (b"\x89PNG", "a picture. Export the table as CSV"),
    (b"\x80\x04", "a pickle, which can run code when it is read. Write it as CSV or Parquet"),
    (b"<", "a web page or XML, not a table. Export the table as CSV"),
    (b"{", "JSON. Write the table as CSV or Parquet"),
    (b"\x80\x05", "a pickle, which can run code when it is read. Write it as CSV or Parquet"),
)


class UnreadableError(Exception):
    """The file is not what it says; the message is one plain sentence."""


def read(content: bytes, text_columns: list[str], declared: str = "") -> tuple[pa.Table, str]:
    """Read CSV or Parquet; returns the table and "csv" or "parquet".

    `text_columns` are kept as written. `declared` is what the file says it is: "csv", "parquet" or nothing.

    Raises:
        UnreadableError: with one sentence that says what is wrong, where, and how to mend it.

    """
    if not content.strip():
        raise UnreadableError("The file is empty. Choose the file with the data, with one header line.")
    for sign, what in SIGNS:
        if content.startswith(sign):
            raise UnreadableError(f"The file is {what} and try again.")
    found = "parquet" if content[:4] == b"PAR1" else "csv"
    if declared and declared != found:
        names = {"csv": "CSV", "parquet": "Parquet"}
        is_not = f"is called {names[declared]} but is not" + (" Parquet" if declared == "parquet" else " text")
        raise UnreadableError(f"The file {is_not}. Give it the name of what it is, or write it again.")
    if found == "parquet":
        return _read_parquet(content), "parquet"
    return _read_csv(content, text_columns), "csv"


def _read_csv(content: bytes, text_columns: list[str]) -> pa.Table:
    text = _decode(content)
    header = _check_header(text)
    bad: list[Any] = []

    def refuse(row: Any) -> str:
        bad.append(row)
        return "error"

    try:
        table = pacsv.read_csv(
            io.BytesIO(text.encode()),
            read_options=pacsv.ReadOptions(use_threads=False, block_size=max(1 << 20, len(content) + 1)),
            parse_options=pacsv.ParseOptions(invalid_row_handler=refuse, newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in text_columns if name in header}, strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid as problem:
        if bad:
            raise UnreadableError(_short_row(bad[0], header, text)) from None
        raise UnreadableError(f"The file is not a table of comma-separated values: {problem}.") from None
    if text.count('"') % 2:
        line = text[: text.rindex('"')].count("\n") + 1
        raise UnreadableError(f"Line {line}: a quotation mark is opened and never closed. Close it and try again.")
    if table.num_rows == 0:
        raise UnreadableError("The file has a header line but no rows below it.")
    return table


def _decode(content: bytes) -> str:
    if b"\x00" in content[:4096]:
        raise UnreadableError("The file is not text. Save it as CSV in UTF-8, or as Parquet, and try again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise UnreadableError(
            f"Line {line} has a character that is not UTF-8. Save the file as CSV in UTF-8 and try again."
        ) from None


def _check_header(text: str) -> list[str]:
    header = next(csv.reader(io.StringIO(text)), [])
    if len(header) == 1:
        for sign, name in SEPARATORS.items():
            if sign in header[0]:
                raise UnreadableError(
                    f"Line 1 is separated by {name}; commas are needed. "
                    "Save the file as CSV (comma separated) and try again."
                )
    if empty := [i + 1 for i, name in enumerate(header) if not name.strip()]:
        raise UnreadableError(f"Line 1: column {empty[0]} has no name. Give every column a name in the header.")
    _check_names(header, "Line 1: column")
    if len(header) > 1 and all(re.fullmatch(r"-?\d+(\.\d+)?", name.strip()) for name in header):
        raise UnreadableError("Line 1 holds numbers, not column names. Put a header line on top.")
    return header


def _check_names(names: list[str], where: str) -> None:
    if len(names) > MOST_COLUMNS:
        raise UnreadableError(f"The file has {len(names):,} columns; at most {MOST_COLUMNS:,} can be read.")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UnreadableError(f"{where} {name!r} stands twice. Give each column a name of its own.")
        seen.add(name)


def _short_row(row: Any, header: list[str], text: str) -> str:
    line = row.number if row.number is not None else text[: text.find(row.text)].count("\n") + 1
    has = f"{row.actual_columns} value{'s' if row.actual_columns != 1 else ''}"
    mend = "Fill in what is missing" if row.actual_columns < len(header) else "Put texts with commas in quotes"
    return f"Line {line} has {has} but the header has {len(header)}. {mend}, and try again."


def _read_parquet(content: bytes) -> pa.Table:
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        names = file.schema_arrow.names
    except (pa.ArrowException, OSError):
        raise UnreadableError("The file begins like Parquet but is damaged. Write it again and try again.") from None
    _check_names(names, "Column")
    for field in file.schema_arrow:
        if pa.types.is_nested(field.type):
            raise UnreadableError(f"Column {field.name!r} holds lists or structures. Make it a column of plain values.")
    rows = file.metadata.num_rows
    if rows == 0:
        raise UnreadableError("The file has columns but no rows.")
    if rows * len(names) > MOST_CELLS:
        raise UnreadableError(f"The file unpacks to {rows:,} rows × {len(names)} columns. Send it in parts.")
    try:
        return file.read(use_threads=False)
    except (pa.ArrowException, OSError):
        raise UnreadableError("The file begins like Parquet but is damaged. Write it again and try again.") from None


def main() -> None:
    """Serve one file."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    line = sys.stdin.readline()
    if not line:
        return
    order = json.loads(line)
    try:
        table, kind = read(Path(order["file"]).read_bytes(), order["text"], order["declared"])
        with pa.OSFile(order["out"], "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        answer = {"format": kind}
    except UnreadableError as problem:
        answer = {"problem": str(problem)}
    except (MemoryError, pa.ArrowMemoryError):
        answer = {"problem": "The file unpacks to more than can be read at once. Send it in parts."}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
