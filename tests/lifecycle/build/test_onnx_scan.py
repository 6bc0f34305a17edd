"""Looking through ONNX files: the same answer as the onnx package gives, and never anything but an answer."""

import contextlib

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper
from onnx.external_data_helper import _get_all_tensors, uses_external_data

from lifecycle.build.onnx_scan import DEEPEST, STANDARD, Scan, is_onnx, scan
from tests.lifecycle.build import onnx_samples as files


def trees(count: int) -> bytes:
    """Write a forest with many nodes, as the bulk of real files is."""
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["X"],
        ["y"],
        domain="ai.onnx.ml",
        nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"] * count,
        nodes_values=[0.5, -1e30, 3.0] * count,
        nodes_nodeids=[0, 1, 2] * count,
        nodes_treeids=[tree for tree in range(count) for _ in range(3)],
    )
    return files.model([node], [files.table(1)], [files.value("y", [None, 1])])


FITTED = type("Fitted", (), {"coef_": np.ones((1, 2)), "intercept_": np.zeros(1), "n_features_in_": 2})
SAMPLES = {
    "sum": files.amounts([1.0, 2.0]),
    "zipmap": files.classifier(FITTED, ["a", "b"], zipmap=True),
    "trees": trees(500),
    "columns": files.columns({"a": 1.0, "b": 2.0}),
    "loop": files.endless(),
    "outside": files.outside("../../etc/passwd"),
    "hidden outside": files.hidden_outside(),
    "foreign": files.foreign(),
    "function": files.own_function(),
}


def by_the_onnx_package(content: bytes) -> Scan:
    """Ask the package that defines the format."""
    made = onnx.load_model_from_string(content)
    own = {function.domain for function in made.functions}
    used = {node.domain: node.op_type for node in made.graph.node}
    return Scan(
        any(uses_external_data(tensor) for tensor in _get_all_tensors(made)),
        tuple(f"{domain}.{name}" for domain, name in used.items() if domain not in (*STANDARD, *own)),
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_it_finds_what_the_onnx_package_finds(name: str) -> None:
    assert is_onnx(SAMPLES[name])
    assert scan(SAMPLES[name]) == by_the_onnx_package(SAMPLES[name])


def test_other_files_and_foreign_operators_are_found() -> None:
    assert {name for name, content in SAMPLES.items() if scan(content).external} == {"outside", "hidden outside"}
    assert scan(SAMPLES["foreign"]).foreign == ("com.example.Steal",)


def test_the_reference_to_another_file_is_enough_without_the_mark() -> None:
    made = onnx.load_model_from_string(SAMPLES["outside"])
    made.graph.initializer[0].data_location = onnx.TensorProto.DEFAULT
    assert scan(made.SerializeToString()).external


def test_a_foreign_operator_in_a_function_of_the_file_is_found() -> None:
    made = onnx.load_model_from_string(SAMPLES["function"])
    made.functions[0].node[0].domain = "com.example"
    assert scan(made.SerializeToString()).foreign == ("com.example.Add",)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_a_file_cut_short_is_no_onnx_file(name: str, share: float) -> None:
    assert not is_onnx(SAMPLES[name][: int(len(SAMPLES[name]) * share)])


@pytest.mark.parametrize(
    "content",
    [b"", b"\x08", b"\x08\x09", b"\x08\x01\x12\x02ab", b"\x80\x04K\x01.", b"\xff" * 40, b"\x3b\x00", b"\x00\x00"],
    ids=["empty", "half", "version alone", "TensorFlow", "pickle", "ones", "group", "field 0"],
)
def test_other_bytes_are_no_onnx_file(content: bytes) -> None:
    assert not is_onnx(content)


def test_graphs_in_graphs_without_end_are_refused() -> None:
    def nested(times: int) -> bytes:
        inner = b""
        for number in [7, *[1, 5, 6] * times][::-1]:
            inner = bytes([number << 3 | 2]) + _varint(len(inner)) + inner
        return inner

    assert scan(nested(DEEPEST // 3 - 1)) == Scan(False, ())
    with pytest.raises(ValueError, match="too deep"):
        scan(nested(DEEPEST))


def _varint(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + _varint(value >> 7)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(SAMPLES)))
def test_a_damaged_file_is_scanned_or_refused_but_nothing_else(data: st.DataObject, name: str) -> None:
    content = bytearray(SAMPLES[name])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        assert isinstance(scan(bytes(content)), Scan)
