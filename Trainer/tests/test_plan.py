"""The minibatches of a plan."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from starling_trainer import Plan  # noqa: E402


class PlanTests(unittest.TestCase):
    def test_an_epoch_has_every_sample_once(self):
        batches = list(Plan(0, 0.1, epochs=2, batch_size=4, seed=2**64 - 1).batches(10))
        self.assertEqual([len(batch) for batch in batches], [4, 4, 2, 4, 4, 2])
        first, second = sum(batches[:3], []), sum(batches[3:], [])
        self.assertEqual(sorted(first), list(range(10)))
        self.assertEqual(sorted(second), list(range(10)))
        self.assertNotEqual(first, second)

    def test_steps_end_within_an_epoch(self):
        plan = Plan(0, 0.1, steps=4, batch_size=4, seed=7)
        self.assertEqual([len(batch) for batch in plan.batches(10)], [4, 4, 2, 4])
        self.assertEqual(plan.gradients(10), 4)

    def test_a_batch_of_0_takes_all(self):
        plan = Plan(0, 0.1, epochs=3)
        self.assertEqual([len(batch) for batch in plan.batches(10)], [10, 10, 10])
        self.assertEqual(plan.gradients(10), 3)

    def test_the_seed_decides(self):
        self.assertEqual(list(Plan(0, 0.1, epochs=2, batch_size=3, seed=5).batches(9)), list(Plan(1, 0.2, epochs=2, batch_size=3, seed=5).batches(9)))
        self.assertNotEqual(list(Plan(0, 0.1, epochs=2, batch_size=3, seed=5).batches(9)), list(Plan(0, 0.1, epochs=2, batch_size=3, seed=6).batches(9)))


if __name__ == "__main__":
    unittest.main()
