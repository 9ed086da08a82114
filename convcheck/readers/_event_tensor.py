"""Scalars in a TensorProto: which types hold one number, and where its bytes lie.

Schema: tensorflow/core/framework/tensor.proto, tensor_shape.proto and types.proto.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import NamedTuple

from convcheck.readers._wire import (
    FIXED32,
    FIXED64,
    LENGTH_DELIMITED,
    VARINT,
    Field,
    fields,
    signed,
    varint,
)


class NumberType(NamedTuple):
    """A TensorFlow type that holds one number."""

    dtype: str
    """As numpy writes it; ``bfloat16`` for the type that numpy lacks."""
    value_field: int
    """The TensorProto field of its values where they are not in tensor_content."""


NUMBER_TYPES = {
    1: NumberType("<f4", 5),
    2: NumberType("<f8", 6),
    3: NumberType("<i4", 7),
    4: NumberType("<u1", 7),
    5: NumberType("<i2", 7),
    6: NumberType("<i1", 7),
    9: NumberType("<i8", 10),
    10: NumberType("<u1", 11),
    14: NumberType("bfloat16", 13),
    17: NumberType("<u2", 7),
    19: NumberType("<f2", 13),
    22: NumberType("<u4", 16),
    23: NumberType("<u8", 17),
}
"""TensorFlow's DataType numbers; strings, complex and quantized types hold no loss."""

_DTYPE, _SHAPE, _CONTENT = 1, 2, 4
_SHAPE_DIMENSION, _DIMENSION_SIZE = 2, 1
_STRUCT_CODES = {"f2": "e", "f4": "f", "f8": "d", "i1": "b", "i2": "h", "i4": "i", "i8": "q"}
_STRUCT_CODES |= {"u1": "B", "u2": "H", "u4": "I", "u8": "Q"}


@dataclass(frozen=True, slots=True)
class Number:
    """One number found in a record."""

    value: float
    """What it is; float32 and smaller types widened exactly."""
    dtype: str
    """How its bytes read; empty where it is a varint, whose place and width vary."""
    at: int
    """Where its bytes begin in the record."""


@dataclass(frozen=True, slots=True)
class ScalarTensor:
    """A tensor that holds one number."""

    number: Number
    """The number."""
    rank: int
    """0 for a scalar proper, more where every dimension is one."""


def scalar_tensor(data: bytes, start: int, end: int) -> ScalarTensor | None:
    """Return the number in a TensorProto, or None where it holds none or several.

    Raises MalformedMessage where the bytes are no message.
    """
    type_number, rank, content, parts = 0, 0, None, []
    for field in fields(data, start, end):
        if field.number == _DTYPE and field.wire_type == VARINT:
            type_number, _ = varint(data, field.start, field.end)
        elif field.number == _SHAPE and field.wire_type == LENGTH_DELIMITED:
            sizes = _shape(data, field)
            if any(size != 1 for size in sizes):
                return None
            rank = len(sizes)
        elif field.number == _CONTENT and field.wire_type == LENGTH_DELIMITED:
            content = field
        else:
            parts.append(field)
    number_type = NUMBER_TYPES.get(type_number)
    if number_type is None:
        return None
    if content is not None and content.end > content.start:
        number = _in_content(data, content, number_type.dtype)
    else:
        number = _in_values(data, parts, number_type)
    return None if number is None else ScalarTensor(number, rank)


def fixed_number(data: bytes, at: int, dtype: str) -> Number:
    """Return the number whose bytes begin at ``at``."""
    if dtype == "bfloat16":
        (value,) = struct.unpack("<f", bytes(2) + data[at : at + 2])
    else:
        (value,) = struct.unpack_from("<" + _STRUCT_CODES[dtype[1:]], data, at)
    return Number(float(value), dtype, at)


def width(dtype: str) -> int:
    """Return how many bytes a number of this type takes."""
    return 2 if dtype == "bfloat16" else int(dtype[-1])


def _shape(data: bytes, shape: Field) -> list[int]:
    """Return the sizes of all dimensions; an absent size is zero."""
    sizes = []
    for field in fields(data, shape.start, shape.end):
        if field.number == _SHAPE_DIMENSION and field.wire_type == LENGTH_DELIMITED:
            size = 0
            for part in fields(data, field.start, field.end):
                if part.number == _DIMENSION_SIZE and part.wire_type == VARINT:
                    size, _ = varint(data, part.start, part.end)
            sizes.append(size)
    return sizes


def _in_content(data: bytes, content: Field, dtype: str) -> Number | None:
    if content.end - content.start != width(dtype):
        return None
    return fixed_number(data, content.start, dtype)


def _in_values(data: bytes, parts: list[Field], number_type: NumberType) -> Number | None:
    """Return the first of the repeated values, packed or not."""
    wire_types = {"<f4": FIXED32, "<f8": FIXED64}
    expected = wire_types.get(number_type.dtype, VARINT)
    for field in parts:
        if field.number != number_type.value_field or field.end == field.start:
            continue
        if field.wire_type not in (expected, LENGTH_DELIMITED):
            continue
        if expected != VARINT:
            if field.end - field.start < width(number_type.dtype):
                return None
            return fixed_number(data, field.start, number_type.dtype)
        value, _ = varint(data, field.start, field.end)
        return Number(_from_varint(value, number_type.dtype), "", field.start)
    return None


def _from_varint(value: int, dtype: str) -> float:
    """Read a varint as the type it stands for; half types carry their bits."""
    if dtype in ("<f2", "bfloat16"):
        return fixed_number((value & 0xFFFF).to_bytes(2, "little"), 0, dtype).value
    return float(signed(value) if dtype[1] == "i" else value)
