"""Softmax regression in NumPy: z = x W + b, mean cross-entropy.

    model: { kind: external, command: [python3, samples/external/numpy_softmax.py] }
"""

import numpy as np

import starling_trainer


class Softmax(starling_trainer.Model):
    arrays = "numpy"

    def tensors(self, task):
        return {"weight": (task.features, task.classes), "bias": (task.classes,)}

    def load(self, worker):
        self.x, self.y = worker.features, worker.labels

    def gradient(self, parameters, samples):
        x, y = self.x[samples], self.y[samples]
        log_p = log_probabilities(parameters, x)
        rows = np.arange(len(y))
        loss = -log_p[rows, y].mean()
        dz = np.exp(log_p)
        dz[rows, y] -= 1
        dz /= len(y)
        return loss, {"weight": x.T @ dz, "bias": dz.sum(0)}

    def evaluate(self, parameters):
        log_p = log_probabilities(parameters, self.x)
        loss_sum = -log_p[np.arange(len(self.y)), self.y].sum(dtype=np.float64)
        return loss_sum, (log_p.argmax(1) == self.y).sum(), len(self.y)


def log_probabilities(parameters, x):
    z = x @ parameters["weight"] + parameters["bias"]
    z -= z.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))


if __name__ == "__main__":
    starling_trainer.serve(Softmax())
