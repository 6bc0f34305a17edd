"""Looks through an ONNX file without building it: is it one, does it reach for other files, whose operators are used.

ONNX is protobuf (onnx/onnx.proto). Only the messages that can hold tensors or nodes are followed; runs of numbers,
which are nearly all of a tree model, are skipped in one step.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 60
STANDARD = ("", "ai.onnx", "ai.onnx.ml")
HOLDS = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "tensor": {},
}
MODEL_FIELDS = {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2}
RUN = re.compile(  # floats, ints, and the words of tree models; possessive, so that nothing is kept for going back
    rb"(?:\x3d.{4})++|(?:\x40[\x80-\xff]{0,9}[\x00-\x7f])++|(?:\x4a\x0aBRANCH_LEQ|\x4a\x04LEAF)++", re.DOTALL
)


@dataclass(frozen=True)
class Scan:
    """What was found: tensors kept in other files, and operators that neither the standard nor the file defines."""

    external: bool
    foreign: tuple[str, ...]


def is_onnx(content: bytes) -> bool:
    """Whether the bytes are, from first to last, an ONNX model with a graph and the versions of its operators.

    >>> is_onnx(b"PK..."), is_onnx(b"")
    (False, False)
    """
    seen: set[int] = set()
    try:
        for number, wire, _, _ in _fields(content, 0, len(content), runs=False):
            if MODEL_FIELDS.get(number) != wire:
                return False
            seen.add(number)
    except ValueError:
        return False
    return {7, 8} <= seen


def scan(content: bytes) -> Scan:
    """Look through a whole ONNX file.

    Raises:
        ValueError: it is damaged, or graphs lie in graphs more than 60 deep.

    """
    external, own = False, set[str]()
    used: dict[str, str] = {}
    waiting = [("model", 0, len(content), 0)]
    while waiting:
        what, start, end, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError("too deep")
        domain = operator = ""
        for number, wire, first, last in _fields(content, start, end, runs=what == "attribute"):
            inner = HOLDS[what].get(number)
            if inner and wire == 2:
                waiting.append((inner, first, last, depth + 1))
            elif what == "tensor" and (number == 13 or (number == 14 and content[first:last] != b"\x00")):
                external = True
            elif (what, number) in (("node", 7), ("function", 10)):
                domain = content[first:last].decode("utf-8", "replace")
            elif what == "node" and number == 4:
                operator = content[first:last].decode("utf-8", "replace")
        if what == "function":
            own.add(domain)
        elif what == "node":
            used.setdefault(domain, operator)
    foreign = sorted(f"{domain}.{used[domain]}" for domain in used.keys() - own - set(STANDARD))
    return Scan(external, tuple(foreign))


def _fields(content: bytes, at: int, end: int, *, runs: bool) -> Iterator[tuple[int, int, int, int]]:
    """Give (field number, wire type, first byte, end) of each field of a message; `runs` skips runs of numbers."""
    while at < end:
        if runs and (run := RUN.match(content, at, end)):
            at = run.end()
            continue
        tag, at = _varint(content, at, end)
        number, wire = tag >> 3, tag & 7
        first = at
        if wire == 0:
            _, at = _varint(content, at, end)
        elif wire in (1, 5):
            at += 8 if wire == 1 else 4
        elif wire == 2:
            length, first = _varint(content, at, end)
            at = first + length
        else:
            raise ValueError("no such wire type")
        if at > end or number == 0:
            raise ValueError("cut short")
        yield number, wire, first, at


def _varint(content: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("cut short")
