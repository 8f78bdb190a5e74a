"""Scripts in plain Python, called by a silo that the test plays."""

import array
import mmap
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

from .silo import TRAINER, Silo, floats, positions

# Loss 1/2 ||w - mean of the features||^2 + b, whose gradient is known.
MEANS = """
    import starling_trainer

    class Means(starling_trainer.Model):
        arrays = "memoryview"

        def tensors(self, task):
            print("describing", task.features, task.image, task.device, task.type)
            return {"w": (task.features,), "b": 1}

        def load(self, worker):
            self.number, self.n, self.x = worker.number, len(worker.labels), worker.features

        def gradient(self, parameters, samples):
            w, b = parameters["w"], parameters["b"][0]
            mean = [sum(self.x[i, j] for i in samples) / len(samples) for j in range(len(w))]
            d = [w[j] - mean[j] for j in range(len(w))]
            return sum(v * v for v in d) / 2 + b, {"b": [1], "w": d}

        def train(self, parameters, plan):
            assert plan.steps is None and plan.epochs == 2 and plan.clip_norm is None
            steps = sum(1 for _ in plan.batches(self.n))
            return 0.5, [v - plan.learning_rate for v in parameters.flat], steps

        def evaluate(self, parameters):
            return 1.5, self.number, self.n

    starling_trainer.serve(Means())
"""
X = [[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]
Y = [0, 1, 0]


def describe(silo: Silo, features: int = 2, **fields: object) -> dict:
    task = {"features": features, "classes": 2, "workers": 3, "image": None, "type": "f32", "device": None, **fields}
    return silo.call("describe", **task)[0]


def returning(method: str, value: str) -> str:
    """A script with a 2 x 2 tensor and a number, one of whose methods returns what is given."""
    arguments = {"gradient": "parameters, samples", "train": "parameters, plan", "initialize": "seed", "evaluate": "parameters"}[method]
    return f"""
    import array, math, starling_trainer

    class Fixed(starling_trainer.Model):
        def tensors(self, task):
            return {{"weight": (2, 2), "bias": (1,)}}

        def gradient(self, parameters, samples):
            return 0, [0] * 5

        def {method}(self, {arguments}):
            return {value}

    starling_trainer.serve(Fixed())
    """


class ServerTests(unittest.TestCase):
    def test_hello_tells_what_the_class_overrides(self):
        with Silo(MEANS) as silo:
            self.assertEqual(silo.hello["hello"], 1)
            self.assertEqual(silo.hello["does"], ["gradient", "train", "evaluate"])
            self.assertEqual(silo.hello["name"], "Means of script.py")
        with Silo(returning("initialize", "[1, 2, 3, 4, 5]")) as silo:
            self.assertEqual(silo.hello["does"], ["gradient", "initialize"])

    def test_describe_lists_the_tensors_in_order(self):
        with Silo(MEANS) as silo:
            self.assertEqual(describe(silo)["tensors"], [{"name": "w", "shape": [2]}, {"name": "b", "shape": [1]}])

    def test_parameters_start_at_zero_where_nothing_is_said(self):
        with Silo(MEANS) as silo:
            describe(silo)
            answer, values = silo.call("initialize", seed=2**64 - 1)
            self.assertEqual(answer["arrays"], [{"name": "parameters", "type": "f32", "shape": [3]}])
            self.assertEqual(values, [0, 0, 0])

    def test_the_seed_reaches_the_script_whole(self):
        with Silo(returning("initialize", "[seed >> 60, seed & 15, 0, 0, 1]")) as silo:
            describe(silo)
            self.assertEqual(silo.call("initialize", seed=2**64 - 1)[1], [15, 15, 0, 0, 1])

    def test_a_gradient_over_some_samples_and_over_all(self):
        with Silo(MEANS) as silo:
            describe(silo)
            self.assertEqual(silo.load(X, Y), {"answer": "load", "samples": 3, "memory": False})
            answer, values = silo.gradient([0, 0, 7], [0, 1])
            self.assertEqual((answer["loss"], values), (2 + 4.5 + 7, [-2, -3, 1]))
            self.assertEqual(silo.gradient([0, 0, 7])[1], [-3, -5, 1])
            self.assertEqual(silo.gradient([0, 0, 7], [2])[1], [-5, -9, 1])

    def test_arrays_lie_in_the_shared_memory(self):
        with Silo(MEANS) as silo:
            describe(silo)
            path = silo.file("memory")
            with open(path, "w+b") as file:
                file.truncate(4096)
                silo.memory = memoryview(mmap.mmap(file.fileno(), 4096))
            place = {"path": path, "bytes": 4096}
            silo.memory[64:76] = memoryview(b"".join(part for part in [bytes(8), b"\0\0\xe0\x40"]))
            parameters = {"name": "parameters", "type": "f32", "shape": [3], "at": 64}
            samples = {"name": "samples", "type": "i32", "shape": [2], "values": [0, 1]}
            self.assertTrue(silo.load(X, Y, memory=place)["memory"])
            answer, values = silo.call("gradient", [parameters, samples], round=0, reply={"at": 128})
            self.assertEqual(answer["arrays"], [{"name": "gradient", "type": "f32", "shape": [3], "at": 128}])
            self.assertEqual((answer["loss"], values), (13.5, [-2, -3, 1]))
            # The samples of another worker may lie there too, and are that worker's own.
            silo.memory[256:264], silo.memory[264:268] = memoryview(b"\0\0\x80\x3f" * 2), memoryview(bytes(4))
            arrays = [{"name": "features", "type": "f32", "shape": [1, 2], "at": 256}, {"name": "labels", "type": "i32", "shape": [1], "at": 264}]
            self.assertEqual(silo.call("load", arrays, worker=1, memory=place, seed=0)[0]["samples"], 1)
            silo.memory[256:264] = memoryview(bytes(8))
            self.assertEqual(silo.gradient([0, 0, 0], reply={"at": 12})[1], [-1, -1, 1])

            for at in (4096, 4092, 6):
                self.assertIn("does not lie at byte", silo.gradient([0, 0, 0], [0], reply={"at": at})[0]["error"])
            # Without the memory, what would lie there goes through the socket.
            self.assertFalse(silo.load(X, Y)["memory"])
            self.assertNotIn("at", silo.gradient([0, 0, 0], [0], reply={"at": 128})[0]["arrays"][0])
            self.assertIn("none is mapped", silo.call("gradient", [parameters, samples], round=0, reply=None)[0]["error"])

    def test_another_file_takes_the_place_of_the_one_before(self):
        parameters = {"name": "parameters", "type": "f32", "shape": [3], "at": 0}
        with Silo(MEANS) as silo:
            describe(silo)
            for round_, name in enumerate(("one", "two", "one", "one")):
                path = silo.file(name)
                with open(path, "w+b") as file:
                    file.truncate(64)
                    silo.memory = memoryview(mmap.mmap(file.fileno(), 64))
                silo.memory[0:12] = memoryview(array.array("f", [round_, 2, 3])).cast("B")
                self.assertTrue(silo.load(X, Y, memory={"path": path, "bytes": 64})["memory"])
                answer, values = silo.call("gradient", [parameters, positions([0])], round=0, reply={"at": 16})
                self.assertEqual(values, [round_ - 1, 0, 1])
                silo.memory[0:4] = memoryview(array.array("f", [9])).cast("B")
                self.assertEqual(silo.call("gradient", [parameters, positions([0])], round=0, reply={"at": 16})[1], [8, 0, 1])
                os.remove(path)

    def test_memory_that_cannot_be_mapped_is_none(self):
        with Silo(MEANS) as silo:
            describe(silo)
            path = silo.file("short")
            with open(path, "wb") as file:
                file.truncate(100)
            for place in ({"path": silo.file("missing"), "bytes": 4096}, {"path": path, "bytes": 4096}, {"path": path, "bytes": 0}, {"path": path}):
                self.assertEqual(silo.load(X, Y, memory=place)["memory"], False)
            self.assertEqual(silo.gradient([0, 0, 0], [0])[1], [-1, -2, 1])
            code, _, errors = silo.end()
            self.assertEqual(code, 0)
            self.assertIn("cannot be mapped", errors)

    def test_training_takes_a_plan(self):
        plan = {"round": 3, "learningRate": 0.5, "epochs": 2, "steps": None, "batchSize": 2, "weightDecay": 0, "clipNorm": None, "seed": 5, "reply": None}
        with Silo(MEANS) as silo:
            describe(silo)
            silo.load(X, Y)
            answer, values = silo.call("train", [floats([1, 2, 3])], **plan)
            self.assertEqual((answer["loss"], answer["gradients"], values), (0.5, 4, [0.5, 1.5, 2.5]))
            self.assertEqual(answer["arrays"][0]["name"], "parameters")
        with Silo(returning("train", "0, parameters")) as silo:
            describe(silo)
            silo.load(X, Y)
            answer, values = silo.call("train", [floats([1, 2, 3, 4, 5])], **plan)
            self.assertEqual((answer["gradients"], values), (4, [1, 2, 3, 4, 5]))

    def test_an_evaluation(self):
        with Silo(MEANS) as silo:
            describe(silo)
            silo.load(X, Y, worker=-1)
            answer, _ = silo.call("evaluate", [floats([0, 0, 0])])
            self.assertEqual(answer, {"answer": "evaluate", "lossSum": 1.5, "correct": -1, "count": 3})

    def test_numbers_that_are_not_finite_are_texts(self):
        for written, expected in (("math.nan", "NaN"), ("math.inf", "Infinity"), ("-math.inf", "-Infinity")):
            with Silo(returning("gradient", f"{written}, [math.nan] * 5")) as silo:
                describe(silo)
                silo.load(X, Y)
                answer, values = silo.gradient([0] * 5, [0])
                self.assertEqual(answer["loss"], expected)
                self.assertNotEqual(values[0], values[0])

    def test_a_process_stands_for_one_worker_after_another(self):
        with Silo(MEANS) as silo:
            describe(silo)
            silo.load(X, Y, worker=4)
            silo.load([[8.0, 6.0]], [1], worker=5)
            self.assertEqual(silo.gradient([0, 0, 0])[1], [-8, -6, 1])
            self.assertEqual(silo.call("evaluate", [floats([0, 0, 0])])[0]["correct"], 5)

    def test_double_precision(self):
        with Silo(MEANS) as silo:
            describe(silo, type="f64")
            silo.load(X, Y)
            answer, values = silo.call("gradient", [floats([1e-12, 0, 0], "f64")], round=0, reply=None)
            self.assertEqual((answer["arrays"][0]["type"], values[0]), ("f64", 1e-12 - 3))

    def test_exceptions_are_answers(self):
        script = returning("gradient", "1 / len(parameters['nothing'])")
        with Silo(script) as silo:
            self.assertIn("not been described", silo.call("gradient", [floats([0] * 5)], round=0, reply=None)[0]["error"])
            describe(silo)
            self.assertIn("no samples have been loaded", silo.gradient([0] * 5)[0]["error"])
            silo.load(X, Y)
            for _ in range(2):
                answer, _ = silo.gradient([0] * 5)
                self.assertEqual(answer["error"], "KeyError: 'nothing'")
                self.assertIn("script.py", answer["trace"])
                self.assertLessEqual(len(answer["trace"].splitlines()), 30)
            self.assertIn("no parameters: 5 numbers", silo.gradient([0] * 4)[0]["error"])
            self.assertIn("there is no call 'dance'", silo.call("dance")[0]["error"])
            self.assertIn("NotImplementedError", silo.call("evaluate", [floats([0] * 5)])[0]["error"])

    def test_results_are_named_in_errors(self):
        cases = {
            "0, {'weight': [[1, 2], [3, 4]], 'bias': [1, 2]}": "tensor 'bias' has the shape (2,); expected (1,)",
            "0, {'weight': [1, 2, 3, 4], 'bias': [1]}": "tensor 'weight' has the shape (4,); expected (2, 2)",
            "0, {'weight': [[1, 2], [3]], 'bias': [1]}": "tensor 'weight'",
            "0, {'weight': [[1, 2], [3, 'x']], 'bias': [1]}": "tensor 'weight' holds something",
            "0, {'weight': [[1, 2], [3, 4]]}": "tensor 'bias' of shape (1,) is missing",
            "0, {'weight': [[1, 2], [3, 4]], 'bias': [1], 'w': [1]}": "there is no tensor 'w' in the model, which has weight, bias",
            "0, [1, 2, 3]": "the flat array has the shape (3,); expected (5,)",
            "0, {'weight': array.array('f', [1, 2, 3]), 'bias': [1]}": "tensor 'weight' has the shape (3,); expected (2, 2)",
            "0, None": "the flat array",
            "0": "gradient returns the mean loss and the gradient; it returned int",
            "1, 2, 3": "it returned tuple of 3",
        }
        for value, expected in cases.items():
            with self.subTest(value), Silo(returning("gradient", value)) as silo:
                describe(silo)
                silo.load(X, Y)
                self.assertIn(expected, silo.gradient([0] * 5)[0]["error"])

    def test_results_of_all_kinds(self):
        for value in ("[1, 2, 3, 4, 5]", "(1.0, 2.0, 3.0, 4.0, 5.0)", "array.array('f', [1, 2, 3, 4, 5])", "array.array('d', [1, 2, 3, 4, 5])",
                      "memoryview(array.array('i', [1, 2, 3, 4, 5]))", "{'bias': [5], 'weight': [[1, 2], [3, 4]]}",
                      "{'bias': array.array('d', [5]), 'weight': array.array('f', [1, 2, 3, 4])}",
                      "{'bias': (5,), 'weight': memoryview(array.array('f', [1, 2, 3, 4])).cast('B').cast('f', (2, 2))}"):
            with self.subTest(value), Silo(returning("gradient", f"0, {value}")) as silo:
                describe(silo)
                silo.load(X, Y)
                self.assertEqual(silo.gradient([0] * 5)[1], [1, 2, 3, 4, 5])

    def test_tensors_without_sense_are_refused(self):
        for tensors in ("{}", "{'w': (0,)}", "{'w': (2.5,)}", "{3: (1,)}", "None"):
            script = returning("initialize", "0").replace('{"weight": (2, 2), "bias": (1,)}', tensors)
            with self.subTest(tensors), Silo(script) as silo:
                self.assertIn("error", describe(silo))

    def test_a_script_that_brings_its_own_samples(self):
        script = returning("evaluate", "0, 0, 0").replace("def gradient", "def load(self, worker):\n            return 7 + worker.number\n\n        def gradient")
        with Silo(script) as silo:
            describe(silo)
            self.assertEqual(silo.load([], [], worker=3)["samples"], 10)

    def test_it_ends_when_the_socket_is_closed(self):
        with Silo(MEANS) as silo:
            describe(silo, image=[1, 1, 2], device="3")
            code, output, errors = silo.end()
            self.assertEqual((code, output, errors), (0, "describing 2 (1, 1, 2) 3 f32\n", ""))

    def test_what_it_prints_appears_at_once(self):
        with Silo(MEANS) as silo:
            describe(silo)
            self.assertEqual(silo.process.stdout.readline(), "describing 2 None None f32\n")

    def test_a_mark_is_drawn_under_what_was_printed_for_a_call(self):
        with Silo(MEANS) as silo:
            answer, _ = silo.call("describe", features=2, classes=2, type="f32", mark=17)
            self.assertEqual(answer["mark"], 17)
            answer, _ = silo.call("initialize", seed=1)
            self.assertNotIn("mark", answer)
            self.assertEqual(silo.end(), (0, "describing 2 None None f32\n\n\x1e17\n", "\n\x1e17\n"))

    def test_a_script_that_closed_its_output_draws_no_mark(self):
        with Silo("import os\nos.close(1)\n" + textwrap.dedent(MEANS).replace("print(", "str(")) as silo:
            answer, _ = silo.call("describe", features=2, classes=2, type="f32", mark=17)
            self.assertNotIn("mark", answer)

    def test_ctrl_c_is_not_for_it(self):
        with Silo(MEANS) as silo:
            silo.process.send_signal(signal.SIGINT)
            self.assertIn("tensors", describe(silo))

    def test_a_broken_message_ends_it(self):
        for data in (b"\xff\xff\xff\xff", b"\x02\0\0\0[]", b"\x02\0\0\0{x", b"\x32\0\0\0" + b'{"arrays":[{"name":"a","type":"f16","shape":[1]}]}'):
            with self.subTest(data), Silo(MEANS) as silo:
                silo.stream.sendall(data)
                self.assertEqual(silo.process.wait(20), 1)
                self.assertRegex(silo.process.stderr.read(), "^starling_trainer: [^\n]*\n$")

    def test_without_a_silo_it_says_how(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "script.py")
            for source, expected in (("M", "a silo starts this script"), ("starling_trainer.Model", "neither gradient nor train"), ("dict", "is none")):
                with open(path, "w") as file:
                    file.write("import starling_trainer\nclass M(starling_trainer.Model):\n    def train(self, parameters, plan): ...\n"
                               f"starling_trainer.serve({source}())\n")
                environment = {**os.environ, "PYTHONPATH": TRAINER}
                environment.pop("STARLING_SOCKET", None)
                ended = subprocess.run([sys.executable, path], env=environment, capture_output=True, text=True, timeout=20)
                self.assertEqual(ended.returncode, 2)
                self.assertIn(expected, ended.stderr)
                self.assertEqual(ended.stderr.count("\n"), 1)

    def test_it_ends_with_the_process_that_started_it(self):
        # A parent between the test and the script, killed while the script computes.
        busy = returning("gradient", "[print('busy'), sum(1 for _ in iter(int, 1))]")
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "parent.py"), "w") as file:
                file.write(f"from tests.silo import Silo, floats, positions\nsilo = Silo({busy!r})\n"
                           "silo.call('describe', features=1, classes=1)\nsilo.load([[1]], [0])\nprint(silo.process.pid, flush=True)\nsilo.gradient([0] * 5)\n")
            parent = subprocess.Popen([sys.executable, file.name], env={**os.environ, "PYTHONPATH": TRAINER, "TMPDIR": folder}, stdout=subprocess.PIPE, text=True)
            child = int(parent.stdout.readline())
            time.sleep(0.5)  # into the call; were it earlier, the closed socket would end it
            parent.kill()
            parent.wait()
            parent.stdout.close()
            deadline = time.monotonic() + 15
            while _is_alive(child) and time.monotonic() < deadline:
                time.sleep(0.05)
            self.assertFalse(_is_alive(child))


def _is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in ("Z", "X")
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
