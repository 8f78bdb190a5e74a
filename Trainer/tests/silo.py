"""A silo that a test plays: it starts a script, calls it, and speaks the protocol with code of its own."""

from __future__ import annotations

import array
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import textwrap
from typing import Any, Optional, Sequence

TRAINER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SAMPLES = os.path.join(os.path.dirname(TRAINER), "samples", "external")
_CODES = {"f32": "f", "f64": "d", "i32": "i"}


class Silo:
    """A process of a script and the connection to it. A context: the process has ended when it is left.

    :param script: the source of a script, or the path of one.
    """

    def __init__(self, script: str, *arguments: str):
        self._folder = tempfile.TemporaryDirectory()
        path = script
        if "\n" in script:
            path = self.file("script.py")
            with open(path, "w") as file:
                file.write(textwrap.dedent(script))
        address = self.file("socket")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(address)
            listener.listen(1)
            listener.settimeout(60)
            environment = {**os.environ, "STARLING_SOCKET": address, "PYTHONPATH": TRAINER}
            self.process = subprocess.Popen([sys.executable, path, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.stream, _ = listener.accept()
        self.stream.settimeout(120)
        self.hello, _ = self.receive()
        self.memory: Optional[memoryview] = None
        #: What the last call said of its result before it answered.
        self.written: list[int] = []

    def __enter__(self) -> "Silo":
        return self

    def __exit__(self, *_: Any) -> None:
        self.stream.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.communicate()
        self._folder.cleanup()

    def file(self, name: str) -> str:
        """A path in a folder of the silo's own."""
        return os.path.join(self._folder.name, name)

    def end(self) -> tuple[int, str, str]:
        """Closes the connection, and gives the exit code and what was printed."""
        self.stream.close()
        output, errors = self.process.communicate(timeout=20)
        return self.process.returncode, output, errors

    def call(self, call: str, arrays: Sequence[dict[str, Any]] = (), **fields: Any) -> tuple[dict[str, Any], list[float]]:
        """Calls, and returns the header of the answer and the numbers that came with it. An array is ``{name, type, shape, values | at}``."""
        header = {"call": call, **fields, "arrays": [{name: value for name, value in item.items() if name != "values"} for item in arrays]}
        text = json.dumps(header).encode()
        body = b"".join(array.array(_CODES[item["type"]], item["values"]).tobytes() for item in arrays if "at" not in item)
        self.stream.sendall(struct.pack("<I", len(text)) + text + body)
        self.written = []
        while "written" in (message := self.receive())[0]:
            self.written.append(message[0]["written"])
        answer, values = message
        assert answer["answer"] == call, answer
        return answer, values

    def receive(self) -> tuple[dict[str, Any], list[float]]:
        """The next message: its header, and the numbers of its only array."""
        header = json.loads(self._read(struct.unpack("<I", self._read(4))[0]), parse_constant=_refuse)
        values = array.array("f")
        for item in header.get("arrays", []):
            code, count = _CODES[item["type"]], 1
            for size in item["shape"]:
                count *= size
            size = count * struct.calcsize(code)
            values = array.array(code, b"" if size == 0 else bytes(self.memory[item["at"]:item["at"] + size]) if "at" in item else self._read(size))
        return header, list(values)

    def load(self, features: Sequence[Sequence[float]], labels: Sequence[int], worker: int = 0, memory: Any = None, seed: int = 1) -> dict[str, Any]:
        """Loads samples, sent inline."""
        width = len(features[0]) if features else 0
        arrays = [{"name": "features", "type": "f32", "shape": [len(features), width], "values": [x for row in features for x in row]},
                  {"name": "labels", "type": "i32", "shape": [len(labels)], "values": labels}]
        return self.call("load", arrays, worker=worker, memory=memory, seed=seed)[0]

    def gradient(self, parameters: Sequence[float], samples: Sequence[int] = (), reply: Any = None) -> tuple[dict[str, Any], list[float]]:
        """A gradient, with parameters sent inline."""
        return self.call("gradient", [floats(parameters), positions(samples)], round=3, reply=reply)

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            part = self.stream.recv(min(size - len(data), 1 << 20))
            if not part:
                raise EOFError(self.process.communicate()[1])
            data += part
        return bytes(data)


def floats(values: Sequence[float], kind: str = "f32") -> dict[str, Any]:
    """The array of parameters of a call."""
    return {"name": "parameters", "type": kind, "shape": [len(values)], "values": values}


def positions(values: Sequence[int]) -> dict[str, Any]:
    """The array of samples of a call."""
    return {"name": "samples", "type": "i32", "shape": [len(values)], "values": values}


def has(module: str) -> bool:
    """Whether the interpreter of the tests has a module."""
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
