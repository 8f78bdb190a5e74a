"""Scripts with NumPy."""

import mmap
import os
import random
import unittest

from .silo import SAMPLES, Silo, floats, has, positions

X = [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]
Y = [0, 1, 0]

KINDS = """
    import numpy as np, starling_trainer

    class Kinds(starling_trainer.Model):
        def tensors(self, task):
            return [("a", (2, 3)), ("s", ()), ("b", np.int64(2))]

        def load(self, worker):
            assert worker.features.dtype == np.float32 and worker.labels.dtype == np.int32 and worker.features.flags.writeable

        def gradient(self, parameters, samples):
            assert parameters["a"].shape == (2, 3) and parameters["s"].shape == () and parameters.flat.shape == (9,), parameters
            assert samples.dtype == np.int32 and samples.tolist() == [0, 1, 2]
            a = np.arange(1, 7).reshape(3, 2).T
            return np.float32(0.5), {"a": a, "s": 7, "b": np.array([8, 9], ">f8")}

        def train(self, parameters, plan):
            parameters["a"][0, 0] = 1

        def initialize(self, seed):
            return {0: np.zeros(8), 1: np.zeros(9, complex), 2: np.array(["x"] * 9), 3: [np.zeros(8), np.zeros(1)], 4: np.ones((3, 3))}[seed]

        def evaluate(self, parameters):
            return np.float64(1), np.int64(2), np.int32(3)

    starling_trainer.serve(Kinds())
"""


@unittest.skipUnless(has("numpy"), "NumPy is not installed")
class NumpyTests(unittest.TestCase):
    def test_arrays_of_numpy_are_the_default(self):
        with Silo(KINDS) as silo:
            self.assertEqual(silo.call("describe", features=2, classes=2)[0]["tensors"][1:], [{"name": "s", "shape": []}, {"name": "b", "shape": [2]}])
            path = silo.file("memory")
            with open(path, "w+b") as file:
                file.truncate(4096)
                silo.memory = memoryview(mmap.mmap(file.fileno(), 4096))
            silo.load(X, Y, memory={"path": path, "bytes": 4096})
            for reply in (None, {"at": 256}):
                answer, values = silo.gradient([0] * 9, reply=reply)
                self.assertEqual(answer.get("loss"), 0.5, answer)
                self.assertEqual(values, [1, 3, 5, 2, 4, 6, 7, 8, 9])
                self.assertEqual(silo.written, [])
            # A transposed matrix of 24 bytes in one piece, then a number and two.
            for piece, written in ((4, [24, 28, 32, 36]), (8, [24, 36]), (32, [36]), (64, [])):
                silo.memory[256:292] = bytes(36)
                self.assertEqual(silo.gradient([0] * 9, reply={"at": 256, "piece": piece})[1], [1, 3, 5, 2, 4, 6, 7, 8, 9])
                self.assertEqual(silo.written, written)
            self.assertEqual(silo.call("evaluate", [floats([0] * 9)])[0]["count"], 3)

    def test_errors_are_told(self):
        with Silo(KINDS) as silo:
            silo.call("describe", features=2, classes=2)
            for seed, expected in enumerate(("has the shape (8,); expected (9,)", "no real number", "no real number", "not of one length", "(3, 3)")):
                self.assertIn(expected, silo.call("initialize", seed=seed)[0]["error"])

    def test_parameters_are_not_written_to(self):
        with Silo(KINDS) as silo:
            silo.call("describe", features=2, classes=2)
            silo.load(X, Y)
            answer, _ = silo.call("train", [floats([0] * 9)], round=0, learningRate=1, epochs=1, steps=None, batchSize=0, seed=0)
            self.assertIn("read-only", answer["error"])

    def test_the_sample_learns_and_is_the_same_each_time(self):
        numbers = random.Random(1)
        labels = [numbers.randrange(3) for _ in range(120)]
        features = [[numbers.gauss(2.0 * (label == j), 1) for j in range(5)] for label in labels]
        runs = []
        for _ in range(2):
            with Silo(os.path.join(SAMPLES, "numpy_softmax.py")) as silo:
                self.assertEqual(silo.hello["does"], ["gradient", "evaluate"])
                tensors = silo.call("describe", features=5, classes=3)[0]["tensors"]
                self.assertEqual(tensors, [{"name": "weight", "shape": [5, 3]}, {"name": "bias", "shape": [3]}])
                silo.load(features, labels)
                point = [0.0] * 18
                losses = []
                for step in range(40):
                    answer, gradient = silo.gradient(point, [(step * 30 + i) % 120 for i in range(30)])
                    losses.append(answer["loss"])
                    point = [p - 0.3 * g for p, g in zip(point, gradient)]
                score = silo.call("evaluate", [floats(point)])[0]
                runs.append((losses, point, score))
        self.assertEqual(runs[0], runs[1])
        losses, point, score = runs[0]
        self.assertAlmostEqual(losses[0], 1.0986, 3)
        self.assertGreater(score["correct"], 90)
        self.assertEqual(score["count"], 120)

    def test_the_sample_gives_the_gradient_of_its_loss(self):
        with Silo(os.path.join(SAMPLES, "numpy_softmax.py")) as silo:
            silo.call("describe", features=2, classes=2, type="f64")
            silo.load(X, Y)
            point, h = [0.1, -0.2, 0.3, 0.05, 0.2, -0.1], 1e-5
            call = lambda p: silo.call("gradient", [floats(p, "f64"), positions([0, 1])], round=0, reply=None)  # noqa: E731
            gradient = call(point)[1]
            for i in range(6):
                ahead, behind = ([p + d * (i == j) for j, p in enumerate(point)] for d in (h, -h))
                self.assertAlmostEqual(gradient[i], (call(ahead)[0]["loss"] - call(behind)[0]["loss"]) / (2 * h), 6)


if __name__ == "__main__":
    unittest.main()
