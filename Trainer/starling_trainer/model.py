"""What a script implements, and what it is told."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Optional

__all__ = ["Model", "Plan", "Task", "Worker"]


@dataclass(frozen=True)
class Task:
    """What a job asks of a model."""

    features: int
    classes: int
    workers: int = 1
    #: ``(channels, height, width)`` where the features of a sample are the pixels of an image, row by row.
    image: Optional[tuple[int, int, int]] = None
    #: Of the parameters: ``f32`` or ``f64``.
    type: str = "f32"
    #: The name of the accelerator that the process was given, as in ``CUDA_VISIBLE_DEVICES``: it sees no other, and calls it number 0.
    device: Optional[str] = None


@dataclass(frozen=True)
class Worker:
    """Whom the process stands for, and the samples of that worker. They are the script's to keep."""

    #: Its number; -1 for the evaluation, whose samples are the test samples.
    number: int
    #: Shape ``(samples, features)``.
    features: Any
    #: The classes of the samples, from 0; whole numbers of 32 bits, as tensors of 64, which is what losses of PyTorch take.
    labels: Any
    #: Whatever is random about the worker's samples comes from it: 0 to 2^64 - 1.
    seed: int = 0

    @property
    def is_evaluation(self) -> bool:
        """Whether the process stands for no worker, but evaluates."""
        return self.number < 0


@dataclass(frozen=True)
class Plan:
    """How a worker trains in a round. Of ``epochs`` and ``steps`` one is None."""

    round: int
    #: Of this round.
    learning_rate: float
    #: Passes over the worker's samples.
    epochs: Optional[int] = None
    #: Minibatch gradients, whatever the number of samples.
    steps: Optional[int] = None
    #: Samples in a minibatch; 0 for all.
    batch_size: int = 0
    #: Adds this much of a parameter to its gradient.
    weight_decay: float = 0.0
    #: The Euclidean length to which longer gradients are shortened, before weight decay; None for any.
    clip_norm: Optional[float] = None
    #: Of this worker in this round: 0 to 2^64 - 1.
    seed: int = 0

    def gradients(self, samples: int) -> int:
        """How many minibatch gradients it takes with so many samples."""
        if self.steps is not None:
            return self.steps
        return (self.epochs or 1) * -(-samples // (self.batch_size or samples or 1))

    def batches(self, samples: int) -> Iterator[list[int]]:
        """The positions of the samples of each minibatch: every epoch in a new order, the same for the same seed."""
        order, size, shuffle = list(range(samples)), self.batch_size or samples or 1, random.Random(self.seed).shuffle
        start = samples
        for _ in range(self.gradients(samples)):
            if start >= samples:
                shuffle(order)
                start = 0
            yield order[start:start + size]
            start += size


class Model:
    """A model and its local work. A script implements ``tensors``, ``load``, ``gradient`` or ``train`` or both, and ``evaluate``.

    Parameters come as a mapping of names to arrays; ``parameters.flat`` has all of them as one. They lie in memory that is used again: copy
    what is to be kept beyond the call, and do not write to them. Results go back as such a mapping or as one flat array: NumPy arrays,
    tensors of PyTorch on any device, ``array.array``, or nested lists.
    """

    #: Which arrays the methods take: ``torch``, ``numpy``, ``memoryview``; ``auto``: NumPy's where it is installed, else memoryviews.
    arrays: str = "auto"

    #: The round of the call that is answered. ``serve`` sets it.
    round: int = 0

    def tensors(self, task: Task) -> Mapping[str, Any]:
        """The tensors of the model in order: names and shapes. Called first, and once."""
        raise NotImplementedError

    def initialize(self, seed: int) -> Any:
        """The first parameters, the same for the same seed: 0 to 2^64 - 1. Zeros where a script does not say."""
        raise NotImplementedError

    def load(self, worker: Worker) -> Optional[int]:
        """Takes the samples of the worker that the process stands for from now on.

        :returns: the number of samples where the script brings its own; None where it takes the worker's.
        """

    def gradient(self, parameters: Mapping[str, Any], samples: Any) -> tuple[float, Any]:
        """The mean loss over some samples, and its gradient.

        :param samples: their positions.
        """
        raise NotImplementedError

    def train(self, parameters: Mapping[str, Any], plan: Plan) -> tuple[Any, ...]:
        """The work of a round: the mean loss on the way and the parameters after it; and, as a third, how many minibatch gradients it took."""
        raise NotImplementedError

    def evaluate(self, parameters: Mapping[str, Any]) -> tuple[float, Optional[int], int]:
        """Over all samples: the sum of the losses, the number of right answers (None where there are none), the number of samples."""
        raise NotImplementedError

    def does(self) -> list[str]:
        """What of ``gradient``, ``train``, ``initialize`` and ``evaluate`` the script has: the methods that its class overrides."""
        return [name for name in ("gradient", "train", "initialize", "evaluate") if getattr(type(self), name) is not getattr(Model, name)]
