"""f_i(w) = |w - mean of the samples|^2 / 2, in plain Python; and every way to go wrong.

    mean.py MODE FOLDER
"""

import os
import signal
import sys
import time

import starling_trainer
from starling_trainer.protocol import Connection

MODE, FOLDER = sys.argv[1], sys.argv[2]


class Mean(starling_trainer.Model):
    arrays = "memoryview"

    def tensors(self, task):
        with open(os.path.join(FOLDER, f"pid-{os.getpid()}"), "w") as file:
            file.write(os.environ.get("STARLING_TEST_SECRET", "no secret") + " " + str(task.device))
        return {"w": (task.features,)}

    def load(self, worker):
        self.number, self.rows = worker.number, worker.features.tolist()

    def gradient(self, parameters, samples):
        if self.number == 2 and self.round == 1:
            self.misbehave()
        w, rows = parameters["w"].tolist(), [self.rows[position] for position in samples]
        mean = [sum(column) / len(rows) for column in zip(*rows)]
        gradient = [a - b for a, b in zip(w, mean)]
        if self.number == 2 and self.round == 1:
            if MODE == "shape":
                gradient.append(0.0)
            if MODE == "nan":
                gradient[3] = float("nan")
            if MODE == "loss":
                return float("nan"), gradient
        return sum(g * g for g in gradient) / 2, gradient

    def evaluate(self, parameters):
        return 1.0, None, len(self.rows)

    def misbehave(self):
        marker = os.path.join(FOLDER, "once")
        if MODE == "die-once" and not os.path.exists(marker):
            open(marker, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        if MODE == "die":
            print("I am about to die")
            os.kill(os.getpid(), signal.SIGKILL)
        if MODE == "exit":
            print("I am leaving")
            os._exit(3)
        if MODE == "hang":
            print("I am about to hang")
            while True:
                time.sleep(60)
        if MODE == "raise":
            print("something is wrong here")
            raise ValueError("no such thing as a mean")
        if MODE == "noise":
            os.write(1, os.urandom(1 << 20))
        if MODE == "print":
            print("hello from worker 2")


def talk_of_what_is_written(words):
    """Says them before every gradient."""
    send = Connection.send

    def told(connection, fields, *array):
        if fields.get("answer") == "gradient":
            for word in words:
                send(connection, {"written": word})
        send(connection, fields, *array)

    Connection.send = told


if MODE.startswith("written "):
    talk_of_what_is_written([int(word) if word.lstrip("-").isdigit() else word for word in MODE.split()[1:]])


class Trained(Mean):
    """Trains by itself: halfway to the mean of all samples."""

    def train(self, parameters, plan):
        loss, gradient = super().gradient(parameters, range(len(self.rows)))
        return loss, [a - plan.learning_rate * g for a, g in zip(parameters["w"].tolist(), gradient)], 7


class OnlyTrained(Trained):
    gradient = starling_trainer.Model.gradient


class Blind(Mean):
    evaluate = starling_trainer.Model.evaluate


class Nothing(Mean):
    def tensors(self, task):
        return {}


starling_trainer.serve({"train": Trained, "only-train": OnlyTrained, "blind": Blind, "nothing": Nothing}.get(MODE, Mean)())
