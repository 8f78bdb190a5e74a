"""A multilayer perceptron in PyTorch, with the layers and the start of Starling's own mlp; on a CUDA device where there is one.

    model: { kind: external, command: [python3, samples/external/torch_mlp.py, "200"] }
"""

import sys

from torch import nn

import starling_trainer
from starling_trainer.torch import ModuleModel


def perceptron(task, hidden):
    """One hidden layer of rectified linear units. Weights start from N(0, 2/inputs) and N(0, 1/inputs), biases from 0."""
    first, last = nn.Linear(task.features, hidden), nn.Linear(hidden, task.classes)
    nn.init.normal_(first.weight, std=(2 / task.features) ** 0.5)
    nn.init.normal_(last.weight, std=(1 / hidden) ** 0.5)
    nn.init.zeros_(first.bias)
    nn.init.zeros_(last.bias)
    return nn.Sequential(first, nn.ReLU(), last)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    starling_trainer.serve(ModuleModel(lambda task: perceptron(task, size), nn.functional.cross_entropy))
