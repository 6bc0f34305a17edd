"""Signs by which model files are told apart without opening them: each refused kind with its reason and the way out."""

import bz2
import io
import lzma
import pickletools
import zipfile
import zlib

from lifecycle.errors import BadInput

MOST_UNPACKED = 1024**3
MOST_PARTS = 200_000
PEEK = 64 * 1024
PICKLE_STEPS = 500
ANY_HEADER = 47  # zlib or gzip, whichever it is
MOST_LZMA = 256 * 1024**2
OLD_HEADER = 21  # "ZF" and a length in 19 signs: joblib before 0.10
ARCHIVE = b"PK\x03\x04"

OUT = (
    "Save the model with skops: skops.io.dump(model, 'model.skops'), convert it to ONNX with skl2onnx, "
    "or upload its predictions instead."
)
RUNS = "which can run any program when it is opened, so it was not opened."
SIGNS = (
    (
        b"\x89HDF\r\n\x1a\n",
        "a Keras or other HDF5 file, which can hold code. Convert it to ONNX with tf2onnx, or upload its predictions "
        "instead.",
    ),
    (
        b"CBM1",
        "a CatBoost file. Save it as ONNX: model.save_model('model.onnx', format='onnx'), or upload its predictions "
        "instead.",
    ),
    (
        b"tree\nversion=",
        "a LightGBM text file. Convert it to ONNX with onnxmltools, or upload its predictions instead.",
    ),
    (
        b"PAR1",
        "a Parquet table, not a model. If it holds predictions, upload it as predictions.",
    ),
    (b"\x93NUMPY", f"a NumPy array, not a model. {OUT}"),
)
LATER_SIGNS = (
    (b"TFL3", "a TensorFlow Lite file. Convert it to ONNX with tf2onnx, or upload its predictions instead."),
    (b"ORTM", "a file in ONNX Runtime's own format. Upload the ONNX file it was made from."),
)
WRAPS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"]\x00\x00", "lzma"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"ZF0x", "zlib"),
)
OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."


def is_archive(content: bytes) -> bool:
    """Whether it begins like a zip archive, as skops files do."""
    return content.startswith(ARCHIVE)


def check_archive(content: bytes) -> None:
    """Check from its table of contents that an archive is a skops file of bearable size; nothing is unpacked.

    Raises:
        BadInput: it is another kind of archive, cut short, or unpacks to more than 1 GB.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise BadInput(
            "The file begins like a skops file but is cut short or damaged. Save it again and upload it again."
        ) from None
    names = [part.filename for part in parts]
    if "schema.json" not in names:
        raise BadInput(_other_archive(names))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise BadInput(
            f"The file unpacks to {unpacked / 1024**2:,.0f} MB in {len(parts):,} parts, more than is opened "
            f"({MOST_UNPACKED // 1024**2:,} MB, {MOST_PARTS:,} parts). Make the model smaller, or upload its "
            "predictions instead."
        )


def _other_archive(names: list[str]) -> str:
    ends = {name.rpartition("/")[2] for name in names}
    if "data.pkl" in ends or "constants.pkl" in ends:
        return f"This is a PyTorch file. It holds a pickle, {RUNS} {_torch_out()}"
    if "model.weights.h5" in ends:
        return (
            "This is a Keras file, which can hold code, so it was not opened. Convert it to ONNX with tf2onnx, or "
            "upload its predictions instead."
        )
    if "[Content_Types].xml" in names:
        return (
            "This is an Office document, not a model. If it holds predictions, save the sheet as CSV and upload that."
        )
    return f"This is a zip archive, but not one that skops made. {OUT}"


def _torch_out() -> str:
    return "Convert the model to ONNX with torch.onnx.export, or upload its predictions instead."


def sign_of(content: bytes, name: str) -> str:
    """Say in a sentence what a file that is neither skops nor ONNX is, why it is refused, and the way out."""
    ending = name.lower().rpartition(".")[2]
    if wrapped := _wrapped(content):
        return _of_wrapped(content, wrapped, ending)
    if is_pickle(content):
        return _of_pickle(content, ending)
    for sign, what in SIGNS:
        if content.startswith(sign):
            return f"This is {what}"
    for sign, what in LATER_SIGNS:
        if content[4:8] == sign:
            return f"This is {what}"
    return _of_text(content.lstrip()[:PEEK]) or _of_ending(ending)


def _of_text(head: bytes) -> str:
    if head.startswith(b"<"):
        what = "PMML" if b"<PMML" in head else "XML or a web page"
        return f"This is {what}; only skops and ONNX files are opened here. {OUT}"
    if head.startswith((b"{", b"[")):
        return (
            "This is JSON, as XGBoost and others write it; only skops and ONNX files are opened here. Convert the "
            "model to ONNX with onnxmltools, or upload its predictions instead."
        )
    if head and b"\x00" not in head and b"," in head.partition(b"\n")[0]:
        return "This looks like a table (CSV), not a model. If it holds predictions, upload it as predictions."
    return ""


def _of_ending(ending: str) -> str:
    if ending in ("onnx", "skops"):
        kind = {"onnx": "ONNX", "skops": "skops"}[ending]
        return f"The file is called {kind} but is not, or is cut short or damaged. Save it again and upload it again."
    return f"This is no model file that is known here; only skops and ONNX files are opened. {OUT}"


def is_pickle(content: bytes) -> bool:
    """Whether the bytes read like a pickle of any protocol. They are followed as text, never run."""
    if len(content) > 2 and content[0] == 0x80 and 2 <= content[1] <= 5:
        return True
    steps = 0
    try:
        for opcode, _, _ in pickletools.genops(io.BytesIO(content)):
            steps += 1
            if opcode.name == "STOP" or steps == PICKLE_STEPS:
                return steps > 1
    except (ValueError, OverflowError, IndexError):
        return False
    return False


def _of_pickle(content: bytes, ending: str, packed: str = "") -> str:
    if content.startswith(OLD_TORCH) or ending in ("pt", "pth"):
        return f"This is a PyTorch file{packed}. It is a pickle, {RUNS} {_torch_out()}"
    head = content[:PEEK]
    for word, what in ((b"joblib", "a joblib file"), (b"cloudpickle", "a cloudpickle file"), (b"dill", "a dill file")):
        if word in head or ending == word.decode():
            return f"This is {what}{packed}. It is a pickle in all but name, {RUNS} {OUT}"
    return f"This is a pickle{packed}, {RUNS} {OUT}"


def _wrapped(content: bytes) -> str:
    for sign, name in WRAPS:
        if content.startswith(sign):
            return name
    zlib_made = content[:1] == b"\x78" and len(content) > 2 and int.from_bytes(content[:2], "big") % 31 == 0
    return "zlib" if zlib_made else ""


def _of_wrapped(content: bytes, how: str, ending: str) -> str:
    inside = _peek(content, how)
    if is_pickle(inside) or ending in ("joblib", "pkl", "pickle", "z"):
        return _of_pickle(inside, ending, f" (packed with {how})")
    return f"The file is packed with {how}. Unpack it and upload the skops or ONNX file inside."


def _peek(content: bytes, how: str) -> bytes:
    """Unpack at most the first 64 KB."""
    if how == "zlib" and content.startswith(b"ZF"):
        content = content[OLD_HEADER:].lstrip()
    try:
        if how in ("gzip", "zlib"):
            return zlib.decompressobj(ANY_HEADER).decompress(content, PEEK)
        if how == "bz2":
            return bz2.BZ2Decompressor().decompress(content, PEEK)
        if how in ("xz", "lzma"):
            return lzma.LZMADecompressor(memlimit=MOST_LZMA).decompress(content, PEEK)
    except (zlib.error, OSError, lzma.LZMAError, ValueError, EOFError):
        return b""
    return b""
