"""An ONNX file as a model that gives scores. To be used in a process with limits (`data.model_child`), nowhere else."""

import importlib.metadata
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.build.model_files import PREDICTIONS, ModelTask, check_columns, listed, match_classes, plain
from lifecycle.build.onnx_scan import scan
from lifecycle.build.skops_model import in_order
from lifecycle.errors import BadInput

FLOATS = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}
WHOLE = {"tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(bool)": np.bool_}
TEXT = "tensor(string)"
QUIET = 4
IN_DATA_ORDER = (
    "The file does not name its classes; its columns were taken as {}, in this order. Check a few cases, or save it "
    'with metadata "classes".'
)


class OnnxModel:
    """Opens an ONNX file on one processor core, without other files or operators of somebody's own, and scores cases.

    `features`: the columns it is given, in order: those the caller named, else the file's metadata "feature_names" (a
    JSON list, or names with commas between them), else the names of its inputs when each takes one column. Its classes
    come from a ZipMap, from metadata "classes", or from the labels it returns beside its probabilities. `batch`: how
    many cases it takes at once when the file fixes that, else None. `versions` of the libraries. `warnings`: what
    should be said about it.
    """

    def __init__(self, content: bytes, task: ModelTask, columns: Sequence[str]) -> None:
        self._session, self._task = _session(content), task
        self._inputs = self._session.get_inputs()
        self._metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self._wide = len(self._inputs) == 1 and not self._one_column(columns)
        self.features = self._columns(columns)
        check_columns(self.features, columns)
        self._check_inputs()
        self.batch: int | None = _fixed(self._inputs[0].shape)
        self._outputs = _choose_outputs(self._session.get_outputs(), task)
        self._positions: list[int] | None = None
        self.warnings: tuple[str, ...] = ()
        self.versions = {"onnxruntime": importlib.metadata.version("onnxruntime")}

    def _one_column(self, columns: Sequence[str]) -> bool:
        only = self._inputs[0]
        named = self._task.features or "feature_names" in self._metadata
        return not named and only.name in columns and (len(only.shape) < 2 or only.shape[1] == 1)

    def _columns(self, columns: Sequence[str]) -> tuple[str, ...]:
        named = self._task.features or _names(self._metadata.get("feature_names", ""))
        if named:
            return named
        if not self._wide:
            return tuple(_in_data(one.name, columns) for one in self._inputs)
        width = _width(self._inputs[0])
        raise BadInput(
            f"The ONNX file takes {width or 'some'} columns but does not name them. Name them in the order of the "
            'training, or save it with metadata "feature_names".'
        )

    def _check_inputs(self) -> None:
        for one in self._inputs:
            if one.type not in (*FLOATS, *WHOLE, TEXT) or len(one.shape) > 2:
                raise BadInput(
                    f"The ONNX file's input {one.name!r} is {one.type} with {len(one.shape)} dimensions; only tables "
                    f"(one row a case) can be scored. Convert the whole pipeline, or {PREDICTIONS}."
                )
        count = _width(self._inputs[0]) if self._wide else len(self._inputs)
        if count is not None and count != len(self.features):
            raise BadInput(
                f"The ONNX file takes {count} columns, but {len(self.features)} are named. Name those of the training."
            )

    def score(self, frame: pd.DataFrame) -> Any:
        """Score cases; what comes back is the model's word, still to be checked."""
        labels, returned = self._run(frame)
        if self._task.kind == "regression":
            return returned
        if isinstance(returned, list):
            names, returned = _unzip(returned)
        else:
            names = None
        if getattr(returned, "ndim", 0) != 2 or returned.shape[1] == 1:
            return returned
        if self._positions is None:
            self._positions = self._find_positions(names, labels, returned)
        return in_order(returned, self._positions, self._task)

    def _run(self, frame: pd.DataFrame) -> tuple[Any, Any]:
        if self._wide:
            only = self._inputs[0]
            columns = [_cells(frame[name], only.type) for name in self.features]
            feed = {only.name: np.column_stack(columns)}
        else:
            pairs = zip(self._inputs, self.features, strict=True)
            feed = {one.name: _shaped(_cells(frame[name], one.type), one) for one, name in pairs}
        label, answer = self._outputs
        found = self._session.run([name for name in (label, answer) if name], feed)
        return (found[0] if label else None), found[-1]

    def _find_positions(self, names: Any, labels: Any, returned: NDArray[Any]) -> list[int]:
        width = returned.shape[1]
        names = names or _names(self._metadata.get("classes", "")) or _from_labels(labels, returned, self._task.classes)
        if names and len(names) == width:
            positions, said = match_classes(names, self._task)
            self.warnings += said
            return positions
        if width != len(self._task.classes):
            raise BadInput(
                f"The ONNX file tells {width} classes apart, but the data has {len(self._task.classes)}: "
                f"{listed(self._task.classes)}. Choose the column it was trained to predict, or {PREDICTIONS}."
            )
        self.warnings += (IN_DATA_ORDER.format(", ".join(self._task.classes)),)
        return list(range(width))


def _session(content: bytes) -> Any:
    import onnxruntime as ort

    try:
        found = scan(content)
    except ValueError:
        raise BadInput("The ONNX file is damaged. Convert the model again and upload it again.") from None
    if found.external:
        raise BadInput(
            "The ONNX file keeps part of the model in other files, and none but itself is opened. Save it in one file: "
            "onnx.save(model, 'model.onnx', save_as_external_data=False)."
        )
    if found.foreign:
        raise BadInput(
            f"The ONNX file needs operators outside the ONNX standard: {listed(found.foreign)}. They would be programs "
            f"of their own. Convert the model with standard operators only, or {PREDICTIONS}."
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = QUIET
    options.add_session_config_entry("session.load_model_format", "ONNX")
    return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _choose_outputs(outputs: Sequence[Any], task: ModelTask) -> tuple[str, str]:
    """Name the output with labels, if there is one, and the one with scores."""
    zipped = [one.name for one in outputs if one.type.startswith("seq(map(")]
    floats = [one.name for one in outputs if one.type in FLOATS]
    labels = [one.name for one in outputs if one.type in (TEXT, "tensor(int64)")]
    if task.kind == "regression":
        scores = floats[:1]
    else:
        scores = zipped or [name for name in floats if "prob" in name.casefold()] or floats[-1:]
    if not scores:
        kinds = listed([f"{one.name} ({one.type})" for one in outputs])
        needed = "amounts" if task.kind == "regression" else "probabilities"
        raise BadInput(
            f"The ONNX file returns no {needed}, only {kinds}. Convert it again with them, or {PREDICTIONS}."
        )
    return (labels[0] if labels and task.kind != "regression" else ""), scores[0]


def _unzip(returned: list[Any]) -> tuple[list[Any], NDArray[np.float64]]:
    names = list(returned[0]) if returned else []
    if any(row.keys() != returned[0].keys() for row in returned):
        raise BadInput(
            f"The ONNX file names other classes in some rows than in the first. Convert it again, or {PREDICTIONS}."
        )
    return names, np.array([[row[name] for name in names] for row in returned], dtype=float)


def _from_labels(labels: Any, returned: NDArray[Any], wanted: Sequence[str]) -> list[Any]:
    """Name the columns of probabilities by the labels returned beside them; empty when they do not tell.

    A label belongs to the column that is most above its average where the label is given: so it is wherever the file
    cuts, at a half or elsewhere. A class that is never given is the one of `wanted` that is left.
    """
    if labels is None or len(labels) != len(returned):
        return []
    labels, width = np.asarray(labels).reshape(-1), returned.shape[1]
    known = sorted(set(labels.tolist()))
    if known and all(isinstance(name, int) and 0 <= name < width for name in known):
        agrees = (labels == returned.argmax(axis=1)).mean() > 0.5
        return list(range(width)) if agrees else []
    average = returned.mean(axis=0) if len(known) > 1 else np.zeros(width)
    names: list[Any] = [None] * width
    for name in known:
        place = int((returned[labels == name].mean(axis=0) - average).argmax())
        if names[place] is not None:
            return []
        names[place] = name
    left = [name for name in wanted if plain(name) not in {plain(one) for one in known}]
    if names.count(None) == len(left) == 1:
        names[names.index(None)] = left[0]
    return [] if None in names else names


def _names(text: str) -> tuple[str, ...]:
    """Read a list of names from metadata: a JSON list, or names with commas between them."""
    if not text.strip():
        return ()
    if text.lstrip().startswith("["):
        try:
            return tuple(str(name) for name in json.loads(text))
        except ValueError:
            raise BadInput("The ONNX file's metadata holds a list that is not JSON. Save it again.") from None
    return tuple(name.strip() for name in text.split(","))


def _in_data(name: str, columns: Sequence[str]) -> str:
    """Find the column an input stands for: skl2onnx writes every sign that is no letter or digit as an underscore."""
    alike = [column for column in columns if re.sub(r"\W", "_", column) == name]
    return alike[0] if name not in columns and len(alike) == 1 else name


def _width(one: Any) -> int | None:
    if len(one.shape) < 2:
        return 1
    return one.shape[1] if isinstance(one.shape[1], int) and one.shape[1] > 0 else None


def _fixed(shape: Sequence[Any]) -> int | None:
    return shape[0] if shape and isinstance(shape[0], int) and shape[0] > 0 else None


def _shaped(cells: NDArray[Any], one: Any) -> NDArray[Any]:
    return cells.reshape(-1, 1) if len(one.shape) == 2 else cells


def _cells(column: "pd.Series[Any]", wanted: str) -> NDArray[Any]:
    """Give a column as the type an input wants.

    Raises:
        BadInput: it holds text or gaps where that type has none; the column and the first row are named.

    """
    if wanted == TEXT:
        return column.map(_word, na_action="ignore").fillna("").to_numpy(dtype=object)
    numbers = pd.to_numeric(column.astype(object), errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.isnan(numbers) & column.notna().to_numpy()
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise BadInput(
            f"Column {column.name!r}, row {row + 1:,} holds {str(column.iloc[row])[:40]!r}, but the model takes "
            f"numbers there. Give it the numbers it was trained on, or {PREDICTIONS}."
        )
    if wanted in FLOATS:
        return numbers.astype(FLOATS[wanted])
    if np.isnan(numbers).any():
        row = int(np.flatnonzero(np.isnan(numbers))[0])
        raise BadInput(
            f"Column {column.name!r}, row {row + 1:,} is empty, but the model takes whole numbers there. Fill it in as "
            f"in the training, or {PREDICTIONS}."
        )
    return numbers.astype(WHOLE[wanted])


def _word(value: Any) -> str:
    return str(value)
