"""Logistic regression on samples of the script's own, in plain Python: nothing needs to be installed, and no sample leaves the process.

    model: { kind: external, command: [python3, samples/external/own_data.py] }

Here every worker measures points of a plane, some more than others, and learns on which side of a line they lie. A script with real data would
read its file in ``load``.
"""

import math
import random

import starling_trainer


class Logistic(starling_trainer.Model):
    arrays = "memoryview"

    def tensors(self, task):
        return {"weight": (2,), "bias": (1,)}

    def load(self, worker):
        numbers = random.Random(worker.seed)
        count = 500 if worker.is_evaluation else 20 + 10 * (worker.number % 5)
        points = [(numbers.gauss(0, 1), numbers.gauss(0, 1)) for _ in range(count)]
        self.samples = [(u, v, 1.0 if 2 * u - v + 0.5 > 0 else 0.0) for u, v in points]
        return count

    def gradient(self, parameters, samples):
        loss, du, dv, db = 0.0, 0.0, 0.0, 0.0
        for position in samples:
            u, v, label = self.samples[position]
            z = score(parameters, u, v)
            loss += cross_entropy(z, label)
            error = (1 + math.tanh(z / 2)) / 2 - label
            du, dv, db = du + error * u, dv + error * v, db + error
        count = len(samples)
        return loss / count, {"weight": [du / count, dv / count], "bias": [db / count]}

    def evaluate(self, parameters):
        scores = [(score(parameters, u, v), label) for u, v, label in self.samples]
        correct = sum((z > 0) == (label == 1) for z, label in scores)
        return sum(cross_entropy(z, label) for z, label in scores), correct, len(scores)


def score(parameters, u, v):
    weight, bias = parameters["weight"], parameters["bias"]
    return weight[0] * u + weight[1] * v + bias[0]


def cross_entropy(z, label):
    """log(1 + e^z) - label z, without overflow."""
    return max(z, 0) + math.log1p(math.exp(-abs(z))) - label * z


if __name__ == "__main__":
    starling_trainer.serve(Logistic())
