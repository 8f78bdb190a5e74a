"""Scripts with PyTorch."""

import mmap
import os
import random
import unittest

from .silo import SAMPLES, Silo, floats, has

SMALL = """
    import torch
    from torch import nn
    import starling_trainer
    from starling_trainer.torch import ModuleModel

    def make(task):
        return nn.Sequential(nn.Linear(task.features, 8), LAYER, nn.ReLU(), nn.Linear(8, task.classes))

    starling_trainer.serve(ModuleModel(make, nn.functional.cross_entropy, "cpu"OPTIMIZER))
"""
PLAN = {"round": 0, "learningRate": 0.2, "epochs": 3, "steps": None, "batchSize": 16, "weightDecay": 0, "clipNorm": 5, "seed": 2**64 - 1, "reply": None}


def small(layer: str = "nn.Identity()", optimizer: str = "") -> str:
    return SMALL.replace("LAYER", layer).replace("OPTIMIZER", optimizer)


def data(count: int = 150) -> tuple:
    numbers = random.Random(1)
    labels = [numbers.randrange(3) for _ in range(count)]
    return [[numbers.gauss(2.0 * (label == j), 1) for j in range(5)] for label in labels], labels


def describe(silo: Silo, **fields: object) -> dict:
    return silo.call("describe", **{"features": 5, "classes": 3, "workers": 1, "image": None, "type": "f32", "device": None, **fields})[0]


@unittest.skipUnless(has("torch"), "PyTorch is not installed")
class TorchTests(unittest.TestCase):
    def test_the_sample_learns_through_shared_memory(self):
        features, labels = data()
        with Silo(os.path.join(SAMPLES, "torch_mlp.py"), "16") as silo:
            self.assertEqual(silo.hello["does"], ["gradient", "initialize", "evaluate"])
            self.assertEqual([(t["name"], t["shape"]) for t in describe(silo)["tensors"]],
                             [("0.weight", [16, 5]), ("0.bias", [16]), ("2.weight", [3, 16]), ("2.bias", [3])])
            path = silo.file("memory")
            with open(path, "w+b") as file:
                file.truncate(1 << 16)
                silo.memory = memoryview(mmap.mmap(file.fileno(), 1 << 16))
            point = silo.call("initialize", seed=2**64 - 1)[1]
            self.assertEqual(point, silo.call("initialize", seed=2**64 - 1)[1])
            self.assertNotEqual(point, silo.call("initialize", seed=2**63)[1])
            self.assertEqual(point[80:96], [0] * 16)
            place = {"path": path, "bytes": 1 << 16}
            self.assertTrue(silo.load(features, labels, memory=place)["memory"])
            before = silo.call("evaluate", [floats(point)])[0]
            for step in range(60):
                samples = [(step * 25 + i) % 150 for i in range(25)]
                answer, gradient = silo.gradient(point, samples, {"at": 4096})
                if step == 0:
                    self.assertEqual(silo.gradient(point, samples)[1], gradient)
                    silo.memory[4096:8192] = bytes(4096)
                    self.assertEqual(silo.gradient(point, samples, {"at": 4096, "piece": 64})[1], gradient)
                    self.assertEqual(silo.written, [*range(64, 577, 64)])
                point = [p - 0.3 * g for p, g in zip(point, gradient)]
            after = silo.call("evaluate", [floats(point)])[0]
            self.assertLess(after["lossSum"], before["lossSum"] / 2)
            self.assertGreater(after["correct"], 120)

    def test_the_start_has_the_deviations_of_the_built_in_model(self):
        with Silo(os.path.join(SAMPLES, "torch_mlp.py")) as silo:
            describe(silo, features=50, classes=10)
            point = silo.call("initialize", seed=3)[1]
            hidden, output = point[:10000], point[10200:12200]
            self.assertAlmostEqual(sum(w * w for w in hidden) / 10000, 2 / 50, delta=0.002)
            self.assertAlmostEqual(sum(w * w for w in output) / 2000, 1 / 200, delta=0.0007)

    def test_training_by_an_optimizer(self):
        features, labels = data()
        optimizer = ", optimizer=lambda parameters, plan: torch.optim.SGD(parameters, plan.learning_rate, weight_decay=plan.weight_decay)"
        with Silo(small(optimizer=optimizer)) as silo:
            self.assertEqual(silo.hello["does"], ["gradient", "train", "initialize", "evaluate"])
            describe(silo)
            silo.load(features, labels)
            point = silo.call("initialize", seed=1)[1]
            before = silo.call("evaluate", [floats(point)])[0]
            first, trained = silo.call("train", [floats(point)], **PLAN)
            self.assertEqual(first["gradients"], 30)
            self.assertLess(silo.call("evaluate", [floats(trained)])[0]["lossSum"], before["lossSum"] / 2)
            gradient = silo.gradient(point, [0, 1])[1]
            again, repeated = silo.call("train", [floats(point)], **PLAN)
            self.assertEqual((again["loss"], repeated), (first["loss"], trained))
            self.assertEqual(silo.gradient(point, [0, 1])[1], gradient)
            self.assertEqual(silo.call("train", [floats(point)], **{**PLAN, "epochs": None, "steps": 7})[0]["gradients"], 7)

    def test_one_step_of_training_is_a_step_along_the_gradient(self):
        features, labels = data(20)
        with Silo(small(optimizer=", optimizer=lambda parameters, plan: torch.optim.SGD(parameters, plan.learning_rate)")) as silo:
            describe(silo, type="f64")
            silo.load(features, labels)
            point = silo.call("initialize", seed=1)[1]
            step = {**PLAN, "epochs": None, "steps": 1, "batchSize": 0, "clipNorm": None}
            trained = silo.call("train", [floats(point, "f64")], **step)[1]
            gradient = silo.call("gradient", [floats(point, "f64")], round=0, reply=None)[1]
            for p, g, t in zip(point, gradient, trained):
                self.assertAlmostEqual(p - 0.2 * g, t, 12)

    def test_dropout_is_the_same_for_the_same_call(self):
        features, labels = data()
        with Silo(small("nn.Dropout(0.5)")) as silo:
            describe(silo)
            silo.load(features, labels)
            point = silo.call("initialize", seed=1)[1]
            call = lambda r, s: silo.call("gradient", [floats(point), {"name": "samples", "type": "i32", "shape": [len(s)], "values": s}], round=r, reply=None)[1]  # noqa: E731
            one = call(0, [1, 2, 3])
            self.assertNotEqual(call(1, [1, 2, 3]), one)
            silo.call("evaluate", [floats(point)])
            self.assertEqual(call(0, [1, 2, 3]), one)

    def test_running_statistics_are_refused(self):
        with Silo(small("nn.BatchNorm1d(8)")) as silo:
            self.assertIn("'1' keeps running statistics", describe(silo)["error"])
        with Silo(small("nn.BatchNorm1d(8, track_running_stats=False)")) as silo:
            self.assertEqual(len(describe(silo)["tensors"]), 6)

    def test_frozen_parameters_are_no_part_of_the_model(self):
        with Silo(small("nn.Linear(8, 8).requires_grad_(False)")) as silo:
            self.assertEqual([t["name"] for t in describe(silo)["tensors"]], ["0.weight", "0.bias", "3.weight", "3.bias"])
            silo.load(*data())
            point = silo.call("initialize", seed=1)[1]
            gradient = silo.gradient(point, [0])[1]
        with Silo(small("nn.Linear(8, 8).requires_grad_(False)")) as silo:
            describe(silo)
            silo.load(*data())
            self.assertEqual(silo.gradient(point, [0])[1], gradient)

    def test_tensors_of_a_script(self):
        script = """
            import torch, starling_trainer

            class Kinds(starling_trainer.Model):
                arrays = "torch"

                def tensors(self, task):
                    return {"a": (2, 2), "s": torch.Size([]), "b": (1,)}

                def load(self, worker):
                    assert worker.labels.dtype == torch.int64 and worker.features.dtype == torch.float32
                    self.number = worker.number

                def gradient(self, parameters, samples):
                    assert samples.dtype == torch.int64 and parameters["s"].shape == () and parameters.flat.numel() == 6
                    a = torch.tensor([[1, 3], [2, 4]]).t()
                    results = [{"a": a.double().requires_grad_(), "s": torch.tensor(5, dtype=torch.bfloat16), "b": [6]}, torch.zeros(5),
                               {"a": torch.zeros(4), "s": 1, "b": [1]}, torch.zeros(6, dtype=torch.complex64)]
                    return torch.tensor(0.5, requires_grad=True), results[self.number]

            starling_trainer.serve(Kinds())
        """
        with Silo(script) as silo:
            describe(silo)
            path = silo.file("memory")
            with open(path, "w+b") as file:
                file.truncate(4096)
                silo.memory = memoryview(mmap.mmap(file.fileno(), 4096))
            expected = [None, "has the shape (5,); expected (6,)", "tensor 'a' has the shape (4,); expected (2, 2)", "no real number"]
            for number, error in enumerate(expected):
                silo.load(*data(3), worker=number, memory={"path": path, "bytes": 4096})
                for reply in (None, {"at": 64}):
                    answer, values = silo.gradient([0] * 6, reply=reply)
                    if error is None:
                        self.assertEqual((answer.get("loss"), values), (0.5, [1, 2, 3, 4, 5, 6]), answer)
                        silo.memory[64:88] = bytes(24)
                        self.assertEqual(silo.gradient([0] * 6, reply={"at": 64, "piece": 8})[1], [1, 2, 3, 4, 5, 6])
                        self.assertEqual(silo.written, [16, 24])  # the transposed one as a whole
                    else:
                        self.assertIn(error, answer["error"])
            silo.load([], [], worker=0)
            code, _, errors = silo.end()
            self.assertEqual((code, errors), (0, ""))


if __name__ == "__main__":
    unittest.main()
