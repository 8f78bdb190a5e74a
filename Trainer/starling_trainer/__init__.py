"""The local work of Starling's workers in Python: PyTorch, NumPy or nothing but the standard library.

    import starling_trainer

    class Softmax(starling_trainer.Model):
        def tensors(self, task):
            return {"weight": (task.features, task.classes), "bias": (task.classes,)}

        def load(self, worker):
            self.x, self.y = worker.features, worker.labels

        def gradient(self, parameters, samples):
            ...
            return loss, {"weight": dw, "bias": db}

    starling_trainer.serve(Softmax())

A job whose model is of kind ``external`` names the script, and silos start it; see ``docs/external-trainers.md``.
"""

from .model import Model, Plan, Task, Worker
from .server import serve

__all__ = ["Model", "Plan", "Task", "Worker", "serve"]
