"""The model of the measurement of external trainers: a perceptron of any size, and beside it the bare step of PyTorch.

    torch_step.py BATCH HIDDEN ...

``train`` is no training here: it computes the gradient of the same minibatch with PyTorch alone. Both say, in place of the loss, how many seconds they took.
"""

import sys
import time

import torch

import starling_trainer
from starling_trainer.torch import ModuleModel


class Step(ModuleModel):
    def gradient(self, parameters, samples):
        started = time.perf_counter()
        _, gradient = super().gradient(parameters, samples)
        return time.perf_counter() - started, gradient

    def train(self, parameters, plan):
        samples = torch.arange(int(sys.argv[1]))
        trained = list(self.module.parameters())
        started = time.perf_counter()
        loss = self.loss(self.module(self.x.index_select(0, samples)), self.y.index_select(0, samples))
        torch.autograd.grad(loss, trained)
        return time.perf_counter() - started, parameters.flat, 1

    def does(self):
        return ["gradient", "train", "initialize", "evaluate"]


def perceptron(task):
    sizes = [task.features, *map(int, sys.argv[2:]), task.classes]
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


if __name__ == "__main__":
    starling_trainer.serve(Step(perceptron, torch.nn.functional.cross_entropy))
