"""Small ONNX files, honest and otherwise, written with the onnx package."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSETS = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
FLOAT, WHOLE, TEXT = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING


def value(name: str, shape: Sequence[Any], kind: int = FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, list(shape))


def table(width: Any, cases: Any = None) -> Any:
    return value("X", [cases, width])


def constant(name: str, values: Any) -> Any:
    return numpy_helper.from_array(np.asarray(values), name)


def model(
    nodes: list[Any],
    inputs: list[Any],
    outputs: list[Any],
    constants: Sequence[Any] = (),
    metadata: dict[str, str] | None = None,
    **more: Any,
) -> bytes:
    graph = helper.make_graph(nodes, "g", inputs, outputs, initializer=list(constants))
    made = helper.make_model(graph, opset_imports=more.pop("opsets", OPSETS), ir_version=9, **more)
    if metadata:
        helper.set_model_props(made, metadata)
    return bytes(made.SerializeToString())


def classifier(fitted: Any, classes: Sequence[Any], *, zipmap: bool, metadata: dict[str, str] | None = None) -> bytes:
    """Write a fitted logistic regression of scikit-learn as skl2onnx does."""
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(classes) == 2:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.hstack([-intercepts, intercepts])
    text = isinstance(classes[0], str)
    names = {"classlabels_strings": list(classes)} if text else {"classlabels_ints": list(classes)}
    nodes = [
        helper.make_node(
            "LinearClassifier",
            ["X"],
            ["label", "raw"],
            domain="ai.onnx.ml",
            coefficients=coefficients.ravel().astype(np.float32).tolist(),
            intercepts=intercepts.astype(np.float32).tolist(),
            post_transform="LOGISTIC" if len(classes) == 2 else "SOFTMAX",
            multi_class=0,
            **names,
        )
    ]
    label = value("label", [None], TEXT if text else WHOLE)
    if zipmap:
        keys = {"classlabels_strings": list(classes)} if text else {"classlabels_int64s": list(classes)}
        nodes.append(helper.make_node("ZipMap", ["raw"], ["probabilities"], domain="ai.onnx.ml", **keys))
        answer = helper.make_map_type_proto(TEXT if text else WHOLE, helper.make_tensor_type_proto(FLOAT, []))
        out = helper.make_value_info("probabilities", helper.make_sequence_type_proto(answer))
    else:
        nodes.append(helper.make_node("Identity", ["raw"], ["probabilities"]))
        out = value("probabilities", [None, len(classes)])
    return model(nodes, [table(fitted.n_features_in_)], [label, out], metadata=metadata)


def columns(weights: dict[str, float], kinds: dict[str, int] | None = None) -> bytes:
    """Write the sigmoid of a weighted sum, one input a column."""
    names, kinds = list(weights), kinds or {}
    nodes = [
        helper.make_node("Cast", [name], [f"{name}_"], to=FLOAT)
        if kinds.get(name, FLOAT) != TEXT
        else helper.make_node(
            "LabelEncoder",
            [name],
            [f"{name}_"],
            domain="ai.onnx.ml",
            keys_strings=["x"],
            values_floats=[1.0],
            default_float=0.0,
        )
        for name in names
    ]
    nodes += [
        helper.make_node("Concat", [f"{name}_" for name in names], ["all"], axis=1),
        helper.make_node("MatMul", ["all", "w"], ["sum"]),
        helper.make_node("Sigmoid", ["sum"], ["score"]),
    ]
    weight = constant("w", np.array([[weights[name]] for name in names], dtype=np.float32))
    inputs = [value(name, [None, 1], kinds.get(name, FLOAT)) for name in names]
    return model(nodes, inputs, [value("score", [None, 1])], [weight])


def amounts(weights: Sequence[float], cases: Any = None, metadata: dict[str, str] | None = None) -> bytes:
    """Write a weighted sum."""
    weight = constant("w", np.array(weights, dtype=np.float32).reshape(-1, 1))
    nodes = [helper.make_node("MatMul", ["X", "w"], ["amount"])]
    return model(nodes, [table(len(weights), cases)], [value("amount", [cases, 1])], [weight], metadata)


def step(operator: str, *, outputs: Any = None, **attributes: Any) -> bytes:
    """Write one operator over the table: what comes out is what the test wants wrong."""
    nodes = [helper.make_node(operator, ["X"], ["y"], **attributes)]
    return model(nodes, [table(1)], [outputs or value("y", [None, 1])])


def twice_as_many() -> bytes:
    """Say that there is one answer a case, and give two."""
    nodes = [helper.make_node("Concat", ["X", "X"], ["y"], axis=0)]
    return model(nodes, [table(1, "n")], [value("y", ["n", 1])])


def endless() -> bytes:
    """Loop for ever."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("Add", ["v", "v"], ["w"])],
        "body",
        [value("i", [], WHOLE), value("go", [], TensorProto.BOOL), value("v", [None, 1])],
        [value("go_on", [], TensorProto.BOOL), value("w", [None, 1])],
    )
    nodes = [helper.make_node("Loop", ["", "true", "X"], ["y"], body=body)]
    return model(nodes, [table(1)], [value("y", [None, 1])], [constant("true", np.array(True))])


def huge(count: int) -> bytes:
    """Blow one number up to many."""
    nodes = [
        helper.make_node("ReduceMax", ["X"], ["m"], keepdims=0),
        helper.make_node("Expand", ["m", "shape"], ["wide"]),
        helper.make_node("ReduceSum", ["wide"], ["s"], keepdims=0),
        helper.make_node("Add", ["X", "s"], ["y"]),
    ]
    shape = constant("shape", np.array([count], dtype=np.int64))
    return model(nodes, [table(1)], [value("y", [None, 1])], [shape])


def outside(location: str) -> bytes:
    """Keep the weights in another file."""
    made = onnx.load_model_from_string(amounts([1.0]))
    weight = made.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    for key, said in (("location", location), ("offset", "0"), ("length", "4")):
        weight.external_data.add(key=key, value=said)
    return bytes(made.SerializeToString())


def hidden_outside() -> bytes:
    """Keep a tensor of a graph inside a node's attribute in another file."""
    inner = onnx.load_model_from_string(outside("weights")).graph
    node = helper.make_node("If", ["yes"], ["y"], then_branch=inner, else_branch=inner)
    return model([node], [value("yes", [], TensorProto.BOOL)], [value("y", [None, 1])])


def foreign() -> bytes:
    """Use an operator of somebody's own."""
    nodes = [helper.make_node("Steal", ["X"], ["y"], domain="com.example")]
    opsets = [*OPSETS, helper.make_opsetid("com.example", 1)]
    return model(nodes, [table(1)], [value("y", [None, 1])], opsets=opsets)


def own_function() -> bytes:
    """Use a function that the file itself defines."""
    defined = helper.make_function(
        "here", "Double", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], OPSETS[:1]
    )
    nodes = [helper.make_node("Double", ["X"], ["y"], domain="here")]
    opsets = [*OPSETS, helper.make_opsetid("here", 1)]
    return model(nodes, [table(1)], [value("y", [None, 1])], opsets=opsets, functions=[defined])
