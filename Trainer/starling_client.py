"""A client of Starling's HTTP API that needs nothing but Python's standard library.

    from starling_client import StarlingClient

    client = StarlingClient("http://127.0.0.1:8080", token="...")
    job_id = client.submit({"algorithm": "fedavg", "model": "softmax", "data": "synthetic"})
    for event in client.watch(job_id):
        print(event.sequence, event.kind, event.message)
    print(client.status(job_id).phase)

Every method may be repeated: a request whose outcome is unknown, as after a broken connection, is made again.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field, fields
from typing import Any, Callable, Iterator, Mapping, Optional, TypeVar, Union

__all__ = ["Caller", "Event", "JobStatus", "JobTicket", "Metrics", "StarlingClient", "StarlingError", "Unreachable"]

RESULT_FILES = ("result.json", "metrics.csv", "events.jsonl", "model.safetensors", "report.html")

_T = TypeVar("_T")
_ENDED = ("completed", "failed", "cancelled")
# The server sends a comment every 15 seconds; three of them may be missed.
_QUIET_SECONDS = 45.0


class StarlingError(Exception):
    """What the API refused: the number of the error, the sentence, and of a job file all its mistakes."""

    def __init__(self, status: int, problem: Mapping[str, Any]):
        self.status = status
        self.code: str = problem.get("code", "")
        self.title: str = problem.get("title", "")
        self.detail: str = problem.get("detail", f"The server answered {status}.")
        self.remedy: str = problem.get("remedy", "")
        self.errors: list[dict[str, Any]] = list(problem.get("errors") or [])
        super().__init__(f"{self.code}: {self.detail}" if self.code else self.detail)


class Unreachable(StarlingError):
    """The API did not answer for as long as the client's patience lasts."""

    def __init__(self, why: object):
        super().__init__(0, {"code": "STAR0405", "detail": f"The API does not answer: {why}"})


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: the token would go along."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Lost(Exception):
    """A request of which nobody can say what became."""


def _number(value: Any) -> Optional[float]:
    """A number as the API writes it: those that are not finite are texts."""
    return None if value is None else float(value)


def _make(kind: Callable[..., _T], values: Mapping[str, Any], **changed: Any) -> _T:
    """An object of a data class from JSON; fields that this version does not know stay in ``raw``."""
    known: dict[str, Any] = {}
    for item in fields(kind):  # type: ignore[arg-type]
        words = item.name.split("_")
        name = words[0] + "".join(word.capitalize() for word in words[1:])
        if name in values:
            known[item.name] = values[name]
    known.update(changed)
    return kind(**known, raw=dict(values))


@dataclass(frozen=True)
class Metrics:
    """One evaluation: a row of ``metrics.csv``. A quantity that the job does not know is None."""

    round: int = 0
    seconds: float = 0.0
    loss: Optional[float] = None
    accuracy: Optional[float] = None
    train_loss: Optional[float] = None
    update_norm: Optional[float] = None
    gradient_norm: Optional[float] = None
    gap: Optional[float] = None
    distance: Optional[float] = None
    consensus: Optional[float] = None
    bytes_up: int = 0
    bytes_down: int = 0
    gradients: int = 0
    communications: int = 0
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, values: Optional[Mapping[str, Any]]) -> Optional["Metrics"]:
        """The row of a JSON object; None of None."""
        if values is None:
            return None
        names = {"loss": "loss", "accuracy": "accuracy", "train_loss": "trainLoss", "update_norm": "updateNorm", "gradient_norm": "gradientNorm",
                 "gap": "gap", "distance": "distance", "consensus": "consensus"}
        return _make(cls, values, **{name: _number(values.get(key)) for name, key in names.items()})


@dataclass(frozen=True)
class JobStatus:
    """How a job is."""

    job_id: str
    phase: str
    name: str = ""
    submitter: str = ""
    round: int = 0
    planned_rounds: int = 0
    parameters_sha256: Optional[str] = None
    warnings: tuple[str, ...] = ()
    latest: Optional[Metrics] = None
    failure: Optional[dict[str, str]] = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def has_ended(self) -> bool:
        """Whether it has ended for good."""
        return self.phase in _ENDED


@dataclass(frozen=True)
class JobTicket:
    """A job in the list of jobs."""

    job_id: str
    name: str
    phase: str
    submitter: str = ""
    priority: int = 0
    round: int = 0
    planned_rounds: int = 0
    submitted: str = ""
    ended: Optional[str] = None
    waiting: Optional[str] = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Event:
    """One thing that happened in a job."""

    sequence: int
    kind: str
    message: str
    time: str = ""
    round: Optional[int] = None
    worker: Optional[int] = None
    metrics: Optional[Metrics] = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Caller:
    """Whom the cluster takes the client for."""

    name: str = ""
    role: str = ""
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


class StarlingClient:
    """A client of the HTTP API. It holds no connection between calls and may be used by several threads.

    :param address: where the dashboard is, such as ``https://starling.example``.
    :param token: the token; None where the cluster asks for none.
    :param ca_file: the certificate of the authority that signed the dashboard's; None for those that the system trusts.
    :param patience: seconds for which a request whose outcome is unknown is made again.
    """

    def __init__(self, address: str, token: Optional[str] = None, ca_file: Optional[str] = None, patience: float = 60.0):
        self._root = address.rstrip("/") + "/api/v1"
        self._token = token
        self._patience = patience
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca_file))
        self._opener = urllib.request.build_opener(tls, _NoRedirect)

    def submit(self, job: Union[str, Mapping[str, Any]], job_id: Optional[str] = None, key: Optional[str] = None) -> str:
        """Submits a job and returns its id.

        :param job: a job file: the text of a YAML file, or its fields.
        :param job_id: the id wanted.
        :param key: the same key stands for the same job, however often it is sent. Where neither is given, the client makes a key of its own,
            so that a request that is repeated after a broken connection is no second job.
        :raises StarlingError: with all mistakes of the job in ``errors``.
        """
        if isinstance(job, str):
            body, media = job.encode("utf-8"), "application/yaml"
        else:
            body, media = json.dumps(job).encode("utf-8"), "application/json"
        headers = {"Content-Type": media}
        query = ""
        if job_id is not None:
            query = "?id=" + urllib.parse.quote(job_id, safe="")
        else:
            headers["Idempotency-Key"] = key or uuid.uuid4().hex
        return str(self._json("POST", "/jobs" + query, body, headers)["jobId"])

    def validate(self, job: Union[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Checks a job file: ``isValid``, the resolved ``job``, or ``errors``."""
        if isinstance(job, str):
            return self._json("POST", "/jobs/validate", job.encode("utf-8"), {"Content-Type": "application/yaml"})
        return self._json("POST", "/jobs/validate", json.dumps(job).encode("utf-8"), {"Content-Type": "application/json"})

    def jobs(self, phase: Optional[str] = None, submitter: Optional[str] = None, name: Optional[str] = None, sort: Optional[str] = None) -> Iterator[JobTicket]:
        """The jobs that the cluster knows, newest first unless sorted otherwise; pages are fetched as they are needed."""
        query = {"phase": phase, "submitter": submitter, "name": name, "sort": sort, "limit": "500"}
        while True:
            page = self._json("GET", "/jobs?" + urllib.parse.urlencode({name: value for name, value in query.items() if value is not None}))
            for item in page["items"]:
                yield _make(JobTicket, item)
            if not page.get("next"):
                return
            query["cursor"] = page["next"]

    def status(self, job_id: str) -> JobStatus:
        """How a job is at this moment."""
        values = self._json("GET", self._job(job_id))["status"]
        return _make(JobStatus, values, warnings=tuple(values.get("warnings") or ()), latest=Metrics.of(values.get("latest")))

    def definition(self, job_id: str) -> dict[str, Any]:
        """The job with every field resolved, as a job file."""
        return self._json("GET", self._job(job_id) + "/definition")

    def metrics(self, job_id: str) -> list[Metrics]:
        """The evaluations so far."""
        return [row for item in self._json("GET", self._job(job_id) + "/metrics")["items"] if (row := Metrics.of(item)) is not None]

    def watch(self, job_id: str, start: int = 0) -> Iterator[Event]:
        """What happened from sequence ``start`` on, then what happens; ends after the job's last event.

        Connections that break are made again: no event is lost and none comes twice.
        """
        position = start
        began = time.monotonic()
        pause = 0.05
        while True:
            try:
                with self._open("GET", f"{self._job(job_id)}/events?from={position}", None, {"Accept": "text/event-stream"}, _QUIET_SECONDS) as response:
                    for kind, data in _messages(response):
                        if kind == "end":
                            return
                        values = json.loads(data)
                        if kind == "error":
                            raise self._refusal(200, values)
                        if values["sequence"] < position:
                            continue
                        position = values["sequence"] + 1
                        began, pause = time.monotonic(), 0.05
                        yield _make(Event, values, metrics=Metrics.of(values.get("metrics")))
                why: Exception = _Lost("the stream of events broke off")
            except (_Lost, OSError, http.client.HTTPException) as lost:
                why = lost
            pause = self._wait(began, pause, why)

    def wait(self, job_id: str) -> JobStatus:
        """Waits until the job has ended, and tells how."""
        for _ in self.watch(job_id):
            pass
        return self.status(job_id)

    def pause(self, job_id: str) -> None:
        """Lets the job stand still after the round that is under way."""
        self._order(job_id, "pause")

    def resume(self, job_id: str) -> None:
        """Lets a paused job go on."""
        self._order(job_id, "resume")

    def cancel(self, job_id: str) -> None:
        """Ends the job; what was computed so far stays readable."""
        self._order(job_id, "cancel")

    def extend(self, job_id: str, rounds: int) -> None:
        """Lets the job run to a later round, also where it has completed."""
        self._json("POST", self._job(job_id) + "/extend", json.dumps({"rounds": rounds}).encode("utf-8"), {"Content-Type": "application/json"})

    def forget(self, job_id: str) -> None:
        """Removes the job and all that it left."""
        self._json("DELETE", self._job(job_id))

    def result(self, job_id: str) -> dict[str, Any]:
        """The contents of ``result.json`` of a job that has ended."""
        return self._json("GET", self._job(job_id) + "/files/result.json")

    def download(self, job_id: str, folder: str, *names: str) -> list[str]:
        """Fetches result files into a folder, and returns their paths.

        :param names: which of them; all that there are where none is named. A file is written whole or not at all; a model
            whose download breaks off goes on where it was.
        """
        if not names:
            listed = self._json("GET", self._job(job_id) + "/files")["items"]
            names = tuple(item["name"] for item in listed if item["isAvailable"])
        os.makedirs(folder, exist_ok=True)
        return [self._download(job_id, folder, name) for name in names]

    def silos(self) -> list[dict[str, Any]]:
        """What the silos of the cluster say of themselves."""
        return list(self._json("GET", "/cluster")["silos"])

    def whoami(self) -> Caller:
        """Whom the cluster takes this client for."""
        return _make(Caller, self._json("GET", "/whoami"))

    def _download(self, job_id: str, folder: str, name: str) -> str:
        if name not in RESULT_FILES:
            raise ValueError(f"'{name}' is no result file; there are {', '.join(RESULT_FILES)}")
        path = os.path.join(folder, name)
        began, pause = time.monotonic(), 0.05
        tag, there = None, 0
        while True:
            try:
                # What has arrived of a model stays where the server still has the same.
                headers = {"Range": f"bytes={there}-", "If-Range": tag} if tag and there else {}
                with self._open("GET", f"{self._job(job_id)}/files/{name}", None, headers, 90.0) as response:
                    tag = response.headers.get("ETag")
                    with open(path + ".part", "ab" if response.status == 206 else "wb") as target:
                        try:
                            shutil.copyfileobj(response, target, 1 << 20)
                        finally:
                            if target.tell() > there:
                                began, pause = time.monotonic(), 0.05
                            there = target.tell()
                        if response.length:
                            raise _Lost(f"{response.length} bytes of '{name}' are missing")
                os.replace(path + ".part", path)
                return path
            except (_Lost, http.client.HTTPException, urllib.error.URLError, ConnectionError, TimeoutError) as lost:
                pause = self._wait(began, pause, lost)

    def _order(self, job_id: str, verb: str) -> None:
        self._json("POST", f"{self._job(job_id)}/{verb}")

    @staticmethod
    def _job(job_id: str) -> str:
        return "/jobs/" + urllib.parse.quote(job_id, safe="")

    def _json(self, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Mapping[str, str]] = None) -> Any:
        began, pause = time.monotonic(), 0.05
        while True:
            try:
                with self._open(method, path, body, headers or {}, 90.0) as response:
                    text = response.read()
                return json.loads(text) if text else None
            except (_Lost, OSError, http.client.HTTPException) as lost:
                pause = self._wait(began, pause, lost)

    def _wait(self, began: float, pause: float, why: Exception) -> float:
        if time.monotonic() - began + pause > self._patience:
            raise Unreachable(why) from why
        time.sleep(pause)
        return min(2 * pause, 2.0)

    def _open(self, method: str, path: str, body: Optional[bytes], headers: Mapping[str, str], timeout: float) -> Any:
        request = urllib.request.Request(self._root + path, data=body, method=method, headers=dict(headers))
        if self._token is not None:
            request.add_header("Authorization", "Bearer " + self._token)
        try:
            return self._opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            with error:
                text = error.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {}
            raise self._refusal(error.code, problem) from None

    @staticmethod
    def _refusal(status: int, problem: Any) -> Exception:
        problem = problem if isinstance(problem, dict) else {}
        code = problem.get("code", "")
        if code in ("STAR0405", "STAR0603") or (not code and status in (429, 502, 503, 504)):
            return _Lost(problem.get("detail", f"the server answered {status}"))
        return StarlingError(status, problem)


def _messages(response: Any) -> Iterator[tuple[str, str]]:
    """The messages of a stream of server-sent events: type and data (HTML standard, 9.2). One that broke off in the middle is not given."""
    kind, data = "message", []
    for line in response:
        text = line.decode("utf-8").rstrip("\r\n")
        if not text:
            if data:
                yield kind, "\n".join(data)
            kind, data = "message", []
            continue
        name, _, value = text.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "event":
            kind = value
        elif name == "data":
            data.append(value)
