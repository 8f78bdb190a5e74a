"""Arrays of scripts: memoryviews, NumPy arrays and PyTorch tensors over the same bytes, and results of any of these kinds back to bytes."""

from __future__ import annotations

import array
import ctypes
import math
import sys
from collections.abc import Mapping as AbstractMapping
from typing import Any, Iterable, Iterator, Mapping, Optional, Union

from .protocol import TYPES

__all__ = ["KINDS", "Layout", "Parameters", "choose", "view"]

KINDS = ("auto", "memoryview", "numpy", "torch")

_NUMPY_TYPES = {"f32": "<f4", "f64": "<f8", "i32": "<i4"}
_TORCH_TYPES = {"f32": "float32", "f64": "float64", "i32": "int32"}

Shape = tuple[int, ...]


def choose(kind: str) -> str:
    """The kind of arrays that a class asks for, ``auto`` resolved: NumPy's where it is installed."""
    if kind not in KINDS:
        raise ValueError(f"arrays is {kind!r}; there are {', '.join(KINDS)}")
    if kind == "auto":
        try:
            import numpy  # noqa: F401
        except ImportError:
            return "memoryview"
        return "numpy"
    return kind


def view(data: memoryview, type: str, shape: Shape, kind: str, is_writable: bool = True) -> Any:
    """An array over bytes, without a copy.

    :param kind: ``memoryview``, ``numpy`` or ``torch``. A memoryview without elements is flat; tensors can always be written to.
    """
    if kind == "numpy":
        import numpy

        element = _NUMPY_TYPES[type]
        result = numpy.frombuffer(data, element).reshape(shape) if data.nbytes else numpy.empty(shape, element)
        if not is_writable:
            result.flags.writeable = False
        return result
    if kind == "torch":
        import torch

        element = getattr(torch, _TORCH_TYPES[type])
        return torch.frombuffer(data, dtype=element).view(shape) if data.nbytes else torch.empty(shape, dtype=element)
    data = data.cast("B")
    cast = data.cast(TYPES[type].code, shape) if data.nbytes and shape else data.cast(TYPES[type].code)
    return cast if is_writable else cast.toreadonly()


class Parameters(dict):
    """The parameters of a call: arrays of the model's shapes by name, and all their numbers as one array in ``flat``.

    They lie in memory that is used again: copy what is to be kept beyond the call, and do not write to them.
    """

    flat: Any

    def copy(self) -> "Parameters":
        """Another mapping of the same arrays."""
        other = Parameters(self)
        other.flat = self.flat
        return other


class Layout:
    """The tensors of a model, one after the other in a flat vector of ``count`` numbers."""

    def __init__(self, tensors: Union[Mapping[str, Any], Iterable[tuple[str, Any]]], type: str):
        self.type = type
        self.shapes: dict[str, Shape] = {}
        pairs = tensors.items() if isinstance(tensors, AbstractMapping) else tensors
        for name, shape in pairs:
            sizes = (shape,) if hasattr(shape, "__index__") else tuple(shape)
            if not isinstance(name, str) or not name:
                raise ValueError(f"the name of a tensor is {name!r}; it is a text")
            if name in self.shapes:
                raise ValueError(f"there are two tensors of the name '{name}'")
            try:
                sizes = tuple(size.__index__() for size in sizes)
            except AttributeError:
                raise ValueError(f"tensor '{name}' has the shape {sizes}; sizes are whole numbers") from None
            if not all(size > 0 for size in sizes):
                raise ValueError(f"tensor '{name}' has the shape {sizes}; sizes are 1 or more")
            self.shapes[name] = sizes
        if not self.shapes:
            raise ValueError("the model has no tensors")
        self._sizes = {name: math.prod(shape) * TYPES[type].size for name, shape in self.shapes.items()}
        self.bytes = sum(self._sizes.values())
        self.count = self.bytes // TYPES[type].size

    def parameters(self, data: memoryview, kind: str) -> Parameters:
        """The tensors over the bytes of a flat vector."""
        flat = view(data, self.type, (self.count,), kind, is_writable=False)
        size = TYPES[self.type].size
        result, start = Parameters(), 0
        for name, shape in self.shapes.items():
            count = math.prod(shape)
            part = flat[start:start + count]
            if kind != "memoryview":
                result[name] = part.reshape(shape)
            else:
                result[name] = view(data[start * size:(start + count) * size], self.type, shape, kind, is_writable=False)
            start += count
        result.flat = flat
        return result

    def pieces(self, result: Any) -> list[memoryview]:
        """The bytes of a result, tensor after tensor: copied only where they are of another type, elsewhere, or not in order.

        :param result: a mapping of the tensors, or one flat array.
        :raises ValueError: names and shapes are not the model's.
        """
        return [_bytes(value, self.type, shape, name) for name, shape, _, value in self._parts(result)]

    def write(self, result: Any, target: memoryview, piece: Optional[int] = None) -> Iterator[int]:
        """Writes a result to the bytes of a flat vector, in one copy. To be iterated to its end.

        :param piece: the bytes after which to say how far it is; a whole number of numbers. None for never.
        :returns: how many bytes are in their place, on the way.
        :raises ValueError: names and shapes are not the model's.
        """
        start, told = 0, 0
        for name, shape, size, value in self._parts(result):
            for written in _write(value, self.type, shape, name, target[start:start + size], piece):
                if piece is not None and start + written - told >= piece:
                    told = start + written
                    yield told
            start += size

    def _parts(self, result: Any) -> list[tuple[str, Shape, int, Any]]:
        """Of each tensor the name, the shape, the bytes, and what a result has for it."""
        if not isinstance(result, AbstractMapping):
            return [("", (self.count,), self.bytes, result)]
        unknown = [name for name in result if name not in self.shapes]
        if unknown:
            raise ValueError(f"there is no tensor '{unknown[0]}' in the model, which has {', '.join(self.shapes)}")
        missing = [name for name in self.shapes if name not in result]
        if missing:
            raise ValueError(f"tensor '{missing[0]}' of shape {self.shapes[missing[0]]} is missing")
        return [(name, shape, self._sizes[name], result[name]) for name, shape in self.shapes.items()]


def _bytes(value: Any, type: str, shape: Shape, name: str) -> memoryview:
    torch, numpy = _modules(value)
    if torch is not None:
        _check(name, shape, tuple(value.shape), value.dtype.is_complex)
        tensor = value.detach().to("cpu", getattr(torch, _TORCH_TYPES[type])).contiguous()
        raw = (ctypes.c_ubyte * (tensor.numel() * tensor.element_size())).from_address(tensor.data_ptr())
        raw.tensor = tensor  # lives as long as a view of its bytes
        return memoryview(raw).cast("B")
    if numpy is not None:
        try:
            value = numpy.asarray(value)
        except ValueError:
            raise ValueError(f"{_what(name)} is a list whose rows are not of one length; expected the shape {shape}") from None
        _check(name, shape, value.shape, value.dtype.kind not in "fiub")
        return memoryview(numpy.ascontiguousarray(value, _NUMPY_TYPES[type]).reshape(-1)).cast("B")
    code = TYPES[type].code
    if isinstance(value, (array.array, memoryview)):
        flat = memoryview(value)
        # A flat buffer knows no shape: it may have as many numbers.
        _check(name, shape, shape if flat.ndim == 1 and len(flat) == math.prod(shape) else tuple(flat.shape or ()))
        if flat.format == code and flat.c_contiguous:
            return flat.cast("B")
        value = flat.tolist()
        numbers = value if flat.ndim == 1 else list(_flatten(value, shape, name))
    else:
        numbers = list(_flatten(value, shape, name))
    try:
        return memoryview(array.array(code, numbers)).cast("B")
    except TypeError:
        raise ValueError(f"{_what(name)} holds something that is no number") from None


def _write(value: Any, type: str, shape: Shape, name: str, target: memoryview, piece: Optional[int]) -> Iterator[int]:
    """Writes an array, piece after piece where its numbers lie in order; gives the bytes that are written."""
    torch, numpy = _modules(value)
    if torch is not None:
        _check(name, shape, tuple(value.shape), value.dtype.is_complex)
        value, kind, is_flat = value.detach(), "torch", value.is_contiguous()
    elif numpy is not None and isinstance(value, numpy.ndarray):
        _check(name, shape, value.shape, value.dtype.kind not in "fiub")
        kind, is_flat = "numpy", value.flags.c_contiguous
    else:
        target[:] = _bytes(value, type, shape, name)
        yield target.nbytes
        return
    if piece is None or target.nbytes <= piece or not is_flat:
        _copy(view(target, type, shape, kind), value, numpy)
        yield target.nbytes
        return
    count, size = piece // TYPES[type].size, TYPES[type].size
    source, place = value.reshape(-1), view(target, type, (target.nbytes // size,), kind)
    for start in range(0, len(source), count):
        end = min(start + count, len(source))
        _copy(place[start:end], source[start:end], numpy)
        yield end * size


def _copy(target: Any, source: Any, numpy: Any) -> None:
    if numpy is None:
        target.copy_(source)
    else:
        numpy.copyto(target, source, casting="unsafe")


def _modules(value: Any) -> tuple[Any, Any]:
    """PyTorch where the value is its tensor, else NumPy where it can take the value. Neither is imported: what made the value is there."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return torch, None
    numpy = sys.modules.get("numpy")
    if numpy is not None and (hasattr(value, "__array__") or isinstance(value, (list, tuple))):
        return None, numpy
    return None, None


def _check(name: str, expected: Shape, given: Shape, is_wrong_type: bool = False) -> None:
    if is_wrong_type:
        raise ValueError(f"{_what(name)} holds something that is no real number")
    if given != expected:
        raise ValueError(f"{_what(name)} has the shape {given}; expected {expected}")


def _flatten(value: Any, shape: Shape, name: str) -> Iterable[Any]:
    given, inner = [], value
    while isinstance(inner, (list, tuple)):
        given.append(len(inner))
        inner = inner[0] if inner else None
    if inner is None:
        raise ValueError(f"{_what(name)} is {type(value).__name__}; expected numbers of the shape {shape}")
    _check(name, shape, tuple(given))
    yield from _rows(value, shape, name)


def _rows(value: Any, shape: Shape, name: str) -> Iterable[Any]:
    if not shape:
        yield value
    elif not isinstance(value, (list, tuple)) or len(value) != shape[0]:
        raise ValueError(f"{_what(name)} is a list whose rows are not of one length; expected the shape {shape}")
    elif len(shape) == 1:
        yield from value
    else:
        for row in value:
            yield from _rows(row, shape[1:], name)


def _what(name: str) -> str:
    return f"tensor '{name}'" if name else "the flat array"
