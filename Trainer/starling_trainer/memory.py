"""The shared memory: a file that the silo and a process both map, so that large arrays need not go through the socket."""

from __future__ import annotations

import mmap
import os
import sys
from typing import Any, Mapping, Optional

from .protocol import TYPES, Array

__all__ = ["SharedMemory"]


class SharedMemory:
    """The file that the silo named last, mapped; or nothing."""

    def __init__(self) -> None:
        self._view: Optional[memoryview] = None
        self._identity: Optional[tuple[int, int, int]] = None

    @property
    def is_mapped(self) -> bool:
        """Whether there is any."""
        return self._view is not None

    def map(self, place: Optional[Mapping[str, Any]]) -> None:
        """Maps the file of a ``load``: its path and its bytes; None for none.

        A file that cannot be mapped is none: arrays go through the socket then. Arrays that a script kept of the file before keep it mapped.
        """
        try:
            if place is None:
                self._view = self._identity = None
                return
            size = int(place["bytes"])
            with open(place["path"], "r+b", buffering=0) as file:
                status = os.fstat(file.fileno())
                identity = (status.st_dev, status.st_ino, size)
                if identity == self._identity:
                    return
                self._view = self._identity = None
                # The file must be as long: touching what is mapped beyond its end would end the process.
                if not 0 < size <= status.st_size:
                    raise ValueError(f"the file has {status.st_size} bytes, and {size} were to be mapped")
                self._view, self._identity = memoryview(mmap.mmap(file.fileno(), size)), identity
        except (OSError, ValueError, TypeError, KeyError, OverflowError) as error:
            self._view = self._identity = None
            print(f"starling_trainer: the shared memory cannot be mapped, arrays go through the socket: {error}", file=sys.stderr)

    def of(self, array: Array) -> memoryview:
        """The bytes of an array that lies in it.

        :raises ValueError: where it does not lie in it.
        """
        at = array.at or 0
        if self._view is None:
            raise ValueError(f"array '{array.name}' lies in the shared memory, and none is mapped")
        if at % TYPES[array.type].size or at + array.bytes > self._view.nbytes:
            raise ValueError(f"array '{array.name}' of {array.bytes} bytes does not lie at byte {at} of the shared memory, which has {self._view.nbytes}")
        return self._view[at:at + array.bytes]
