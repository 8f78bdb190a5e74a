"""The sample that needs nothing."""

import os
import unittest

from .silo import SAMPLES, Silo, floats


class OwnDataTests(unittest.TestCase):
    def test_it_learns_from_samples_of_its_own(self):
        with Silo(os.path.join(SAMPLES, "own_data.py")) as silo, Silo(os.path.join(SAMPLES, "own_data.py")) as judge:
            for one in (silo, judge):
                one.call("describe", features=0, classes=2)
            self.assertEqual(judge.load([], [], worker=-1, seed=99)["samples"], 500)
            point = [0.0] * 3
            for _ in range(60):
                mean = [0.0] * 3
                for worker in range(4):
                    self.assertEqual(silo.load([], [], worker=worker, seed=worker)["samples"], 20 + 10 * worker)
                    mean = [m + g / 4 for m, g in zip(mean, silo.gradient(point)[1])]
                point = [p - 2 * m for p, m in zip(point, mean)]
            score = judge.call("evaluate", [floats(point)])[0]
            self.assertEqual(score["count"], 500)
            self.assertGreater(score["correct"], 470)
            self.assertLess(score["lossSum"] / 500, 0.3)


if __name__ == "__main__":
    unittest.main()
