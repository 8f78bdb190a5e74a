"""A model of a ``torch.nn.Module`` and a loss."""

from __future__ import annotations

import math
from typing import Any, Callable, Iterator, Optional, Union

import torch

from .arrays import Parameters
from .model import Model, Plan, Task, Worker

__all__ = ["ModuleModel"]

_SEEDS = 1 << 64
# As many positions of a minibatch as tell it from others.
_TELLING = 64


class ModuleModel(Model):
    """The parameters of a module that have gradients, trained on the samples of the job.

    The factory is called with PyTorch's random numbers seeded, so the starting parameters are those that it makes. Features reach the module
    as ``[samples, features]``; where they are images, ``torch.nn.Unflatten(1, task.image)`` is its first layer. Random numbers inside the
    module, as of dropout, are the same whenever the same gradient is asked for.

    :param module_factory: makes the module, from the task.
    :param loss: the mean loss, from the module's outputs and the labels, such as ``torch.nn.functional.cross_entropy``.
    :param device: ``auto`` takes the CUDA device where there is one; else a device, or its name.
    :param optimizer: makes an optimiser, from a list of parameters and the ``Plan`` of the round. With it the script does ``train``. Gradients
        are shortened to the plan's length before the optimiser's step; learning rate and weight decay are for the factory to pass on.
    """

    arrays = "torch"

    #: Samples that are evaluated at a time.
    evaluation_batch = 1000

    def __init__(self, module_factory: Callable[[Task], torch.nn.Module], loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
                 device: Union[str, torch.device] = "auto",
                 optimizer: Optional[Callable[[list[torch.nn.Parameter], Plan], torch.optim.Optimizer]] = None):
        self.module_factory = module_factory
        self.loss = loss
        self.optimizer = optimizer
        self._wanted = device
        self._own: Optional[torch.Tensor] = None
        self._is_own = False

    def does(self) -> list[str]:
        has_train = self.optimizer is not None or type(self).train is not ModuleModel.train
        return [name for name in super().does() if name != "train" or has_train]

    def tensors(self, task: Task) -> dict[str, tuple[int, ...]]:
        self.task = task
        self.dtype = torch.float64 if task.type == "f64" else torch.float32
        self.device = _device(self._wanted)
        self.module = self._make(0).to(self.device, self.dtype)
        self._trained = dict(_trained(self.module))
        self._own, self._is_own = None, False
        return {name: tuple(parameter.shape) for name, parameter in self._trained.items()}

    def initialize(self, seed: int) -> dict[str, torch.Tensor]:
        return {name: parameter.detach() for name, parameter in _trained(self._make(seed))}

    def load(self, worker: Worker) -> None:
        self.worker = worker
        self.x, self.y = worker.features.to(self.device, self.dtype), worker.labels.to(self.device)

    def gradient(self, parameters: Parameters, samples: torch.Tensor) -> tuple[torch.Tensor, Any]:
        self._set(parameters)
        self._train_mode(True)
        self._seed(hash((self.worker.seed, self.round, *samples[:_TELLING].tolist())) % _SEEDS)
        loss = self._loss(samples.to(self.device))
        trained = list(self._trained.values())
        gradients = torch.autograd.grad(loss, trained, allow_unused=True)
        gradients = [torch.zeros_like(parameter) if gradient is None else gradient for parameter, gradient in zip(trained, gradients)]
        if self.device.type != "cpu":
            # One transfer from the device takes less than one for each tensor.
            return loss.detach(), torch.cat([gradient.reshape(-1) for gradient in gradients])
        return loss.detach(), dict(zip(self._trained, gradients))

    def train(self, parameters: Parameters, plan: Plan) -> tuple[float, Any, int]:
        if self.optimizer is None:
            raise NotImplementedError("a ModuleModel without an optimizer has no train")
        self._set(parameters, is_changed=True)
        self._train_mode(True)
        self._seed(plan.seed)
        trained = list(self._trained.values())
        optimizer = self.optimizer(trained, plan)
        total, steps = torch.zeros((), dtype=torch.float64, device=self.device), 0
        for samples in self._batches(plan):
            optimizer.zero_grad(set_to_none=True)
            loss = self._loss(samples)
            loss.backward()
            if plan.clip_norm is not None:
                torch.nn.utils.clip_grad_norm_(trained, plan.clip_norm)
            optimizer.step()
            total += loss.detach()
            steps += 1
        optimizer.zero_grad(set_to_none=True)
        return total.item() / max(steps, 1), self._own, steps

    @torch.no_grad()
    def evaluate(self, parameters: Parameters) -> tuple[float, int, int]:
        self._set(parameters)
        self._train_mode(False)
        loss_sum = torch.zeros((), dtype=torch.float64, device=self.device)
        correct = torch.zeros((), dtype=torch.int64, device=self.device)
        for x, y in zip(self.x.split(self.evaluation_batch), self.y.split(self.evaluation_batch)):
            outputs = self.module(x)
            loss_sum += self.loss(outputs, y).double() * len(y)
            correct += (outputs.argmax(1) == y).sum()
        return loss_sum.item(), int(correct.item()), len(self.y)

    def _make(self, seed: int) -> torch.nn.Module:
        torch.manual_seed(seed)
        module = self.module_factory(self.task)
        for name, part in module.named_modules():
            if isinstance(part, torch.nn.modules.batchnorm._NormBase) and part.running_mean is not None:
                raise ValueError(f"'{name}' keeps running statistics, which no worker sends: set track_running_stats=False, or take GroupNorm")
        return module

    def _set(self, parameters: Parameters, is_changed: bool = False) -> None:
        """Gives the module its parameters; on the processor those of the caller themselves, unless they are going to be changed."""
        if self.device.type == "cpu" and not is_changed:
            for name, parameter in self._trained.items():
                parameter.data = parameters[name]
            self._is_own = False
            return
        if self._own is None:
            self._own = torch.empty(parameters.flat.numel(), device=self.device, dtype=self.dtype)
        if not self._is_own:
            start = 0
            for parameter in self._trained.values():
                count = math.prod(parameter.shape)
                parameter.data = self._own[start:start + count].view(parameter.shape)
                start += count
            self._is_own = True
        self._own.copy_(parameters.flat)

    def _train_mode(self, is_on: bool) -> None:
        if self.module.training != is_on:
            self.module.train(is_on)

    def _seed(self, seed: int) -> None:
        """Seeds random numbers. ``torch.manual_seed`` visits all devices that there may be, for longer than a small model takes for a layer."""
        if self.device.type == "cpu":
            torch.default_generator.manual_seed(seed)
        else:
            torch.manual_seed(seed)

    def _loss(self, samples: torch.Tensor) -> torch.Tensor:
        return self.loss(self.module(self.x.index_select(0, samples)), self.y.index_select(0, samples))

    def _batches(self, plan: Plan) -> Iterator[torch.Tensor]:
        count = len(self.y)
        size = plan.batch_size or count
        random = torch.Generator().manual_seed(plan.seed)
        steps = plan.gradients(count)
        while steps > 0:
            for samples in torch.randperm(count, generator=random).to(self.device).split(size)[:steps]:
                yield samples
                steps -= 1


def _trained(module: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Parameter]]:
    return ((name, parameter) for name, parameter in module.named_parameters() if parameter.requires_grad)


def _device(wanted: Union[str, torch.device]) -> torch.device:
    # A process that was given a device sees that one alone.
    return torch.device(("cuda" if torch.cuda.is_available() else "cpu") if wanted == "auto" else wanted)
