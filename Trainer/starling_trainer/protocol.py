"""Messages between a silo and a process of a script, version 1: a header of JSON, then the bytes of its arrays."""

from __future__ import annotations

import json
import math
import socket
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Callable, Mapping, NamedTuple, Optional, Sequence

__all__ = ["TYPES", "VERSION", "Array", "Closed", "Connection", "ElementType", "ProtocolError", "number"]

VERSION = 1

_HEADER_BYTES = 1 << 20
_MESSAGE_BYTES = 1 << 40
_ARRAYS = 64
# What one sendmsg takes at most, on the systems that take least.
_BUFFERS = 512


class ElementType(NamedTuple):
    """A type of numbers: its code in ``struct`` and ``array``, and its size in bytes."""

    code: str
    size: int


TYPES: Mapping[str, ElementType] = {"f32": ElementType("f", 4), "f64": ElementType("d", 8), "i32": ElementType("i", 4)}


class ProtocolError(Exception):
    """A message that breaks the protocol: what comes after it cannot be read."""


class Closed(Exception):
    """The other side has closed the connection."""


@dataclass
class Array:
    """An array of a message: its bytes lie in ``data``, or, where that is None, in the shared memory from byte ``at`` on."""

    name: str
    type: str
    shape: tuple[int, ...]
    data: Optional[memoryview] = None
    at: Optional[int] = None

    @cached_property
    def count(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @cached_property
    def bytes(self) -> int:
        """How many bytes it takes."""
        return self.count * TYPES[self.type].size

    def described(self) -> dict[str, Any]:
        """Its entry in the header of a message."""
        entry: dict[str, Any] = {"name": self.name, "type": self.type, "shape": list(self.shape)}
        if self.at is not None:
            entry["at"] = self.at
        return entry


def number(value: Any) -> Any:
    """A number as a header has it: JSON knows no numbers that are not finite, so those are texts."""
    value = float(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


class Connection:
    """A stream socket that carries messages. It belongs to one thread."""

    def __init__(self, stream: socket.socket):
        self._stream = stream
        self._length = bytearray(4)

    @classmethod
    def open(cls, path: str) -> "Connection":
        """Connects to the Unix socket of a silo."""
        stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            stream.connect(path)
        except OSError:
            stream.close()
            raise
        return cls(stream)

    def close(self) -> None:
        """Closes the socket."""
        self._stream.close()

    def receive_header(self) -> dict[str, Any]:
        """The header of the next message.

        :raises Closed: where there is none any more.
        """
        self._fill(memoryview(self._length))
        length = int.from_bytes(self._length, "little")
        if not 2 <= length <= _HEADER_BYTES:
            raise ProtocolError(f"A header of {length} bytes was announced; it has 2 to {_HEADER_BYTES}.")
        text = bytearray(length)
        self._fill(memoryview(text))
        try:
            header = json.loads(text.decode("utf-8"))
        except ValueError as error:
            raise ProtocolError(f"A header is no JSON: {error}") from None
        if not isinstance(header, dict):
            raise ProtocolError("A header is no JSON object.")
        return header

    def receive_arrays(self, header: Mapping[str, Any], buffer: Callable[[str, int], memoryview]) -> dict[str, Array]:
        """The arrays that a header lists.

        :param buffer: gives the memory for an array, by its name and its size in bytes.
        """
        entries = header.get("arrays") or []
        if not isinstance(entries, list) or len(entries) > _ARRAYS:
            raise ProtocolError(f"The field arrays of a header is no list of at most {_ARRAYS}.")
        arrays: dict[str, Array] = {}
        for array in map(_parse, entries):
            if array.at is None:
                array.data = buffer(array.name, array.bytes)
                self._fill(array.data)
            arrays[array.name] = array
        return arrays

    def send(self, fields: Mapping[str, Any], array: Optional[Array] = None, data: Sequence[memoryview] = ()) -> None:
        """Sends a message.

        :param array: the array that goes along, if one does.
        :param data: its bytes, in as many pieces as there are; none where it lies in the shared memory.
        :raises ValueError: the header is too long; nothing has been sent.
        """
        header = dict(fields)
        if array is not None:
            header["arrays"] = [array.described()]
        text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode("utf-8")
        if len(text) > _HEADER_BYTES:
            raise ValueError(f"the header of the message has {len(text)} bytes, which are more than {_HEADER_BYTES}")
        pieces = [memoryview(len(text).to_bytes(4, "little") + text), *data]
        try:
            self._send(pieces)
        except (BrokenPipeError, ConnectionResetError):
            raise Closed from None

    def _send(self, pieces: list[memoryview]) -> None:
        first = 0
        while first < len(pieces):
            sent = self._stream.sendmsg(pieces[first:first + _BUFFERS])
            while first < len(pieces) and sent >= pieces[first].nbytes:
                sent -= pieces[first].nbytes
                first += 1
            if sent:
                pieces[first] = pieces[first][sent:]

    def _fill(self, target: memoryview) -> None:
        while target.nbytes:
            try:
                read = self._stream.recv_into(target, 0, socket.MSG_WAITALL)
            except ConnectionResetError:
                raise Closed from None
            if read == 0:
                raise Closed
            target = target[read:]


def _parse(entry: Any) -> Array:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise ProtocolError("An array of a message has no name.")
    name, kind, shape, at = entry["name"], entry.get("type"), entry.get("shape"), entry.get("at")
    if kind not in TYPES:
        raise ProtocolError(f"Array '{name}' is of type {kind!r}; there are {', '.join(TYPES)}.")
    if not isinstance(shape, list) or not all(_is_size(size) for size in shape):
        raise ProtocolError(f"The shape of array '{name}' is no list of sizes.")
    if at is not None and not _is_size(at):
        raise ProtocolError(f"The place of array '{name}' in the shared memory is no byte.")
    array = Array(name, kind, tuple(shape), None, at)
    if array.bytes > _MESSAGE_BYTES:
        raise ProtocolError(f"Array '{name}' of shape {shape} has {array.bytes} bytes, which are more than {_MESSAGE_BYTES}.")
    return array


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
