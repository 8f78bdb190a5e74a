"""Answers the calls of a silo, one after another."""

from __future__ import annotations

import os
import signal
import stat
import sys
import threading
import time
import traceback
from typing import Any, Callable, Mapping, NoReturn, Optional

from .arrays import Layout, Parameters, choose, view
from .memory import SharedMemory
from .model import Model, Plan, Task, Worker
from .protocol import VERSION, Array, Closed, Connection, ProtocolError, number

__all__ = ["Server", "serve"]

_TRACE_LINES = 30
_TRACE_CHARACTERS = 60_000
_ERROR_CHARACTERS = 1_000


def serve(model: Model) -> NoReturn:
    """Stands for workers of a job with a model, until the silo that started this process has no more use for it; then ends the process."""
    parent = os.getppid()
    if not isinstance(model, Model):
        _refuse(f"serve takes a starling_trainer.Model, and {type(model).__name__} is none.")
    if "gradient" not in model.does() and "train" not in model.does():
        _refuse(f"{type(model).__name__} has neither gradient nor train: implement one of them.")
    if sys.byteorder != "little":
        _refuse("the numbers of this machine are big-endian, and those of the protocol are not.")
    path = os.environ.get("STARLING_SOCKET")
    if not path:
        _refuse(f"a silo starts this script: name it in a job, as in 'model: {{ kind: external, command: [python3, {sys.argv[0]}] }}', and run the job.")
    if threading.current_thread() is threading.main_thread():
        # Ctrl-C in a terminal reaches every process of it. The silo ends its own.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(line_buffering=True)
    threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()
    try:
        connection = Connection.open(path)
    except OSError as error:
        print(f"starling_trainer: the silo cannot be reached: {error}", file=sys.stderr)
        sys.exit(1)
    try:
        Server(model, connection).run()
    except Closed:
        sys.exit(0)
    except ProtocolError as error:
        print(f"starling_trainer: {error}", file=sys.stderr)
        sys.exit(1)
    finally:
        connection.close()


class Server:
    """The answers of a model to the calls that come over a connection."""

    def __init__(self, model: Model, connection: Connection):
        self._model = model
        self._connection = connection
        self._kind = choose(model.arrays)
        self._memory = SharedMemory()
        self._buffers: dict[str, bytearray] = {}
        self._views: Optional[tuple[Any, Parameters]] = None
        self._layout: Optional[Layout] = None
        self._samples: Optional[int] = None
        self._all: Any = None
        self._mark: Any = None
        self._calls: Mapping[str, Callable[[dict[str, Any], dict[str, Array]], None]] = {
            "describe": self._describe, "initialize": self._initialize, "load": self._load,
            "gradient": self._gradient, "train": self._train, "evaluate": self._evaluate}

    def run(self) -> NoReturn:
        """Says hello and answers.

        :raises Closed: the silo has closed the connection.
        :raises ProtocolError: the silo speaks another protocol.
        """
        name = f"{type(self._model).__name__} of {os.path.basename(sys.argv[0]) or 'python'}"
        self._connection.send({"hello": VERSION, "name": name, "does": self._model.does()})
        while True:
            header = self._connection.receive_header()
            call, self._mark = header.get("call"), header.get("mark")
            if call == "load":
                self._memory.map(header.get("memory"))
            arrays = self._connection.receive_arrays(header, self._new if call == "load" else self._reused)
            try:
                answer = self._calls.get(call)  # type: ignore[arg-type]
                if answer is None:
                    raise ValueError(f"there is no call {call!r}")
                self._model.round = int(header.get("round") or 0)
                answer(header, arrays)
            except (Closed, ProtocolError):
                raise
            except Exception as error:
                self._send({"answer": call, "error": _sentence(error), "trace": _trace(error)})

    def _send(self, fields: dict[str, Any], *array: Any) -> None:
        """Sends an answer; before it the mark that the silo asked for, behind everything that was printed for the call."""
        mark, self._mark = self._mark, None
        if isinstance(mark, int):
            try:
                for stream in (sys.stdout, sys.stderr):
                    stream.flush()
                # Pipes of the silo, unless the script closed them: the next file that it opened, or this connection, has their numbers then.
                if all(stat.S_ISFIFO(os.fstat(descriptor).st_mode) for descriptor in (1, 2)):
                    for descriptor in (1, 2):
                        os.write(descriptor, b"\n\x1e%d\n" % mark)
                    fields["mark"] = mark
            except (OSError, ValueError, AttributeError):
                pass
        self._connection.send(fields, *array)

    def _describe(self, header: dict[str, Any], _: dict[str, Array]) -> None:
        image = header.get("image")
        task = Task(int(header["features"]), int(header["classes"]), int(header.get("workers") or 1), tuple(image) if image else None,
                    header.get("type") or "f32", header.get("device"))
        if task.type not in ("f32", "f64"):
            raise ValueError(f"parameters are of type {task.type!r}; there are f32 and f64")
        layout = Layout(self._model.tensors(task), task.type)
        self._layout, self._views = layout, None
        self._send({"answer": "describe", "tensors": [{"name": name, "shape": shape} for name, shape in layout.shapes.items()]})

    def _initialize(self, header: dict[str, Any], _: dict[str, Array]) -> None:
        layout = self._described()
        if "initialize" in self._model.does():
            pieces = layout.pieces(self._model.initialize(int(header["seed"])))
        else:
            pieces = [memoryview(bytes(layout.bytes))]
        self._send({"answer": "initialize"}, Array("parameters", layout.type, (layout.count,)), pieces)

    def _load(self, header: dict[str, Any], arrays: dict[str, Array]) -> None:
        self._samples = self._all = self._views = None
        features, labels = self._owned(arrays, "features"), self._owned(arrays, "labels")
        if self._kind == "torch":
            labels = labels.long()
        samples = self._model.load(Worker(int(header["worker"]), features, labels, int(header.get("seed") or 0)))
        self._samples = len(labels) if samples is None else int(samples)
        self._send({"answer": "load", "samples": self._samples, "memory": self._memory.is_mapped})

    def _gradient(self, header: dict[str, Any], arrays: dict[str, Array]) -> None:
        result = self._model.gradient(self._parameters(arrays), self._positions(arrays))
        loss, gradient = _split(result, "gradient", "the mean loss and the gradient", 2)
        self._reply("gradient", {"loss": _real(loss)}, "gradient", gradient, header)

    def _train(self, header: dict[str, Any], arrays: dict[str, Array]) -> None:
        samples = self._loaded()
        clip = header.get("clipNorm")
        plan = Plan(int(header.get("round") or 0), float(header["learningRate"]), header.get("epochs"), header.get("steps"),
                    int(header.get("batchSize") or 0), float(header.get("weightDecay") or 0), None if clip is None else float(clip),
                    int(header.get("seed") or 0))
        result = self._model.train(self._parameters(arrays), plan)
        loss, parameters, *rest = _split(result, "train", "the mean loss and the parameters, and perhaps the number of gradients", 2, 3)
        gradients = int(rest[0]) if rest else plan.gradients(samples)
        self._reply("train", {"loss": _real(loss), "gradients": gradients}, "parameters", parameters, header)

    def _evaluate(self, _: dict[str, Any], arrays: dict[str, Array]) -> None:
        self._loaded()
        result = self._model.evaluate(self._parameters(arrays))
        loss, correct, count = _split(result, "evaluate", "the sum of the losses, the right answers and the samples", 3)
        self._send({"answer": "evaluate", "lossSum": _real(loss), "correct": None if correct is None else int(correct), "count": int(count)})

    def _reply(self, call: str, fields: dict[str, Any], name: str, result: Any, header: dict[str, Any]) -> None:
        layout, reply = self._described(), header.get("reply")
        if reply is not None and self._memory.is_mapped:
            array = Array(name, layout.type, (layout.count,), None, int(reply["at"]))
            for written in layout.write(result, self._memory.of(array), reply.get("piece")):
                # The silo reads what is there while the rest is written.
                self._connection.send({"written": written})
            self._send({"answer": call, **fields}, array)
        else:
            self._send({"answer": call, **fields}, Array(name, layout.type, (layout.count,)), layout.pieces(result))

    def _parameters(self, arrays: dict[str, Array]) -> Parameters:
        layout, array = self._described(), arrays.get("parameters")
        if array is None or array.type != layout.type or array.count != layout.count:
            raise ValueError(f"the call has no parameters: {layout.count} numbers of type {layout.type}")
        data = self._data(array)
        # The bytes lie where they lay at the last call, nearly always, and so do the arrays over them.
        place = (id(data.obj), array.at)
        if self._views is None or self._views[0] != place:
            self._views = (place, layout.parameters(data, self._kind))
        return self._views[1].copy()

    def _positions(self, arrays: dict[str, Array]) -> Any:
        """The positions of a call; those of all samples where it has none."""
        count, array = self._loaded(), arrays.get("samples")
        if array is None or array.count == 0:
            if self._all is None:
                self._all = self._range(count)
            return self._all
        positions = view(self._data(array), "i32", (array.count,), self._kind)
        return positions.long() if self._kind == "torch" else positions.copy() if self._kind == "numpy" else positions

    def _range(self, count: int) -> Any:
        if self._kind == "torch":
            import torch

            return torch.arange(count)
        if self._kind == "numpy":
            import numpy

            return numpy.arange(count, dtype="<i4")
        return range(count)

    def _owned(self, arrays: dict[str, Array], name: str) -> Any:
        """An array of a ``load``, which the script may keep."""
        array = arrays.get(name)
        if array is None:
            array = Array(name, "i32" if name == "labels" else "f32", (0,) if name == "labels" else (0, 0), memoryview(b""))
        data = self._data(array)
        return view(memoryview(bytearray(data)) if array.data is None else data, array.type, array.shape, self._kind)

    def _data(self, array: Array) -> memoryview:
        return self._memory.of(array) if array.data is None else array.data

    def _described(self) -> Layout:
        if self._layout is None:
            raise ValueError("the model has not been described yet")
        return self._layout

    def _loaded(self) -> int:
        if self._samples is None:
            raise ValueError("no samples have been loaded")
        return self._samples

    @staticmethod
    def _new(_: str, size: int) -> memoryview:
        return memoryview(bytearray(size))

    def _reused(self, name: str, size: int) -> memoryview:
        buffer = self._buffers.get(name)
        if buffer is None or len(buffer) < size:
            buffer = self._buffers[name] = bytearray(size)
        return memoryview(buffer)[:size]


def _split(result: Any, method: str, what: str, *counts: int) -> Any:
    if not isinstance(result, (tuple, list)) or len(result) not in counts:
        raise ValueError(f"{method} returns {what}; it returned {type(result).__name__}"
                         + (f" of {len(result)}" if isinstance(result, (tuple, list)) else ""))
    return result


def _real(value: Any) -> Any:
    return number(value.item() if hasattr(value, "item") else value)


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:_ERROR_CHARACTERS] if text else type(error).__name__


def _trace(error: Exception) -> str:
    """Where it failed, from the script on: how the package called the script helps nobody. All of it where the package itself failed."""
    place = error.__traceback__
    while place is not None and os.path.dirname(place.tb_frame.f_code.co_filename) == os.path.dirname(__file__):
        place = place.tb_next
    lines = "".join(traceback.format_exception(type(error), error, place or error.__traceback__)).splitlines()
    return "\n".join(lines[-_TRACE_LINES:])[-_TRACE_CHARACTERS:]


def _refuse(why: str) -> NoReturn:
    print(f"starling_trainer: {why}", file=sys.stderr)
    sys.exit(2)


def _end_with(parent: int) -> None:
    """Ends this process when the one that started it has gone, also in the middle of a long computation."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
