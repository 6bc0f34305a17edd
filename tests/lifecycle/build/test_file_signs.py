"""Signs of files: each kind that is refused is called by its name, with the reason and the way out; none is run."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import zipfile
import zlib
from pathlib import Path
from typing import Any

import cloudpickle
import joblib
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifecycle.build import file_signs
from lifecycle.build.file_signs import check_archive, is_archive, is_pickle, sign_of
from lifecycle.errors import BadInput


class Payload:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.mark}",)


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def joblib_made(value: Any, compress: Any = 0) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(value, buffer, compress=compress)
    return buffer.getvalue()


def archive_problem(content: bytes) -> str:
    with pytest.raises(BadInput) as raised:
        check_archive(content)
    return str(raised.value)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_of_any_protocol_is_refused_and_its_payload_does_not_run(protocol: int, tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    content = pickle.dumps(Payload(str(mark)), protocol=protocol)
    said = sign_of(content, "model.bin")
    assert said.startswith("This is a pickle, which can run any program when it is opened, so it was not opened.")
    assert "skops.io.dump(model, 'model.skops')" in said
    assert "skl2onnx" in said
    assert said.endswith("or upload its predictions instead.")
    assert not mark.exists()
    pickle.loads(content)
    assert mark.exists(), "the payload is a real one"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("value", [{"a": [1, 2.5, "x"]}, [None, True], (1, b"x"), np.arange(4)], ids=str)
def test_whatever_is_pickled_is_known_as_a_pickle(value: Any, protocol: int) -> None:
    assert is_pickle(pickle.dumps(value, protocol=protocol))


@pytest.mark.parametrize("content", [b"", b".", b"hello", b"a,b\n1,2\n", b"\x08\x09\x3a", b"\x80\x09ab", b"(" * 9])
def test_other_bytes_are_no_pickle(content: bytes) -> None:
    assert not is_pickle(content)


@pytest.mark.parametrize("how", ["zlib", "gzip", "bz2", "xz", "lzma"])
def test_a_packed_joblib_file_is_known_and_its_payload_does_not_run(how: str, tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    said = sign_of(joblib_made([np.arange(9), Payload(str(mark))], (how, 3)), "m.bin")
    assert said.startswith(f"This is a joblib file (packed with {how}). It is a pickle in all but name, which can run")
    assert not mark.exists()


@pytest.mark.parametrize(
    ("content", "name", "start"),
    [
        (joblib_made({"w": np.arange(9)}), "m.bin", "This is a joblib file. It is a pickle in all but name"),
        (joblib_made({"w": 1}), "m.joblib", "This is a joblib file. It is a pickle in all but name"),
        (cloudpickle.dumps(lambda x: x), "m.bin", "This is a cloudpickle file. It is a pickle in all but name"),
        (pickle.dumps(1), "m.dill", "This is a dill file. It is a pickle in all but name"),
        (gzip.compress(pickle.dumps([1])), "m", "This is a pickle (packed with gzip), which can run"),
        (b"ZF0x1c               " + zlib.compress(pickle.dumps([1])), "m", "This is a pickle (packed with zlib)"),
        (b"\x04\x22\x4d\x18????", "m.joblib", "This is a joblib file (packed with lz4)"),
        (b"\x28\xb5\x2f\xfd????", "m.pkl", "This is a pickle (packed with zstandard)"),
        (gzip.compress(b"hello"), "m.onnx.gz", "The file is packed with gzip. Unpack it"),
        (bz2.compress(b"hello"), "m", "The file is packed with bz2. Unpack it"),
        (lzma.compress(b"hello"), "m", "The file is packed with xz. Unpack it"),
        (b"\xfd7zXZ\x00broken", "m", "The file is packed with xz. Unpack it"),
        (file_signs.OLD_TORCH + b"...", "m.bin", "This is a PyTorch file. It is a pickle, which can run"),
        (pickle.dumps([1]), "m.pth", "This is a PyTorch file. It is a pickle, which can run"),
        (
            b"\x89HDF\r\n\x1a\n....",
            "m.h5",
            "This is a Keras or other HDF5 file, which can hold code. Convert it to ONNX",
        ),
        (b"CBM1....", "m.cbm", "This is a CatBoost file. Save it as ONNX"),
        (b"tree\nversion=v4\n", "m.txt", "This is a LightGBM text file. Convert it to ONNX with onnxmltools"),
        (b"\x1c\x00\x00\x00TFL3....", "m.tflite", "This is a TensorFlow Lite file."),
        (b"\x1c\x00\x00\x00ORTM....", "m.ort", "This is a file in ONNX Runtime's own format."),
        (b"PAR1....", "m.parquet", "This is a Parquet table, not a model. If it holds predictions"),
        (b"\x93NUMPY....", "m.npy", "This is a NumPy array, not a model."),
        (b'<?xml version="1.0"?>\n<PMML version="4.4">', "m.pmml", "This is PMML; only skops and ONNX files"),
        (b"<!DOCTYPE html>", "m.onnx", "This is XML or a web page; only skops and ONNX files"),
        (json.dumps({"learner": {}}).encode(), "m.json", "This is JSON, as XGBoost and others write it"),
        (b"id,score\n1,0.5\n", "m.csv", "This looks like a table (CSV), not a model."),
        (b"\x01\x02\x03", "m.onnx", "The file is called ONNX but is not, or is cut short or damaged."),
        (b"\x01\x02\x03", "m.skops", "The file is called skops but is not, or is cut short or damaged."),
        (b"\x01\x02\x03", "m", "This is no model file that is known here; only skops and ONNX files are opened."),
    ],
)
def test_each_kind_is_called_by_its_name_with_the_way_out(content: bytes, name: str, start: str) -> None:
    said = sign_of(content, name)
    assert said.startswith(start)
    assert said.endswith(".")
    assert "upload" in said.casefold()


@pytest.mark.parametrize(
    ("parts", "start"),
    [
        ({"archive/data.pkl": b""}, "This is a PyTorch file. It holds a pickle, which can run any program"),
        ({"m/constants.pkl": b""}, "This is a PyTorch file."),
        ({"config.json": b"{}", "model.weights.h5": b""}, "This is a Keras file, which can hold code"),
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, "This is an Office document, not a model."),
        ({"readme.txt": b""}, "This is a zip archive, but not one that skops made."),
        ({"in/schema.json": b""}, "This is a zip archive, but not one that skops made."),
    ],
)
def test_other_archives_are_called_by_their_name(parts: dict[str, bytes], start: str) -> None:
    assert is_archive(zipped(parts))
    assert archive_problem(zipped(parts)).startswith(start)


def test_an_archive_with_a_schema_passes() -> None:
    check_archive(zipped({"schema.json": b"{}", "1.npy": b"x" * 1000}))


def test_an_archive_that_unpacks_to_too_much_is_refused_from_its_table_of_contents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped({"schema.json": b"{}", "1.npy": b"\x00" * 20_000_000})
    assert len(bomb) < 50_000
    check_archive(bomb)
    monkeypatch.setattr(file_signs, "MOST_UNPACKED", 10 * 1024**2)
    said = archive_problem(bomb)
    assert said.startswith("The file unpacks to 19 MB in 2 parts, more than is opened (10 MB, 200,000 parts).")
    monkeypatch.setattr(file_signs, "MOST_UNPACKED", 1024**3)
    monkeypatch.setattr(file_signs, "MOST_PARTS", 1)
    assert archive_problem(bomb).startswith("The file unpacks to")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_archive_cut_short_is_said_to_be_so(share: float) -> None:
    content = zipped({"schema.json": b"{}" * 100, "1.npy": os.urandom(500)})
    assert archive_problem(content[: int(len(content) * share)]).startswith(
        "The file begins like a skops file but is cut short or damaged."
    )


def test_looking_into_a_packed_file_unpacks_no_more_than_its_head() -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    assert len(file_signs._peek(bomb, "gzip")) == file_signs.PEEK
    assert sign_of(bomb, "m").startswith("The file is packed with gzip.")


@settings(max_examples=200, deadline=None)
@given(content=st.binary(min_size=1, max_size=80), name=st.sampled_from(["m", "m.onnx", "m.joblib", "m.pt"]))
@example(content=b"I" + b"9" * 5000 + b"\n.", name="m")
@example(content=b"\x8e" + b"\xff" * 8, name="m")
def test_whatever_is_sent_gets_a_sentence(content: bytes, name: str) -> None:
    said = sign_of(content, name)
    assert said.endswith(".")
    assert said[0].isupper()
