"""Trains the perceptron of the benchmark with PyTorch, on command.

Reads lines with a number of seconds from standard input; after each it trains for that long and prints samples a second.
Nothing here is slower than it has to be: minibatches are views of one tensor (no gathering), and the update is written
out instead of going through torch.optim, which costs more.
"""
import argparse
import sys
import time

import torch
import torch.nn.functional as functional

LEARNING_RATE = 0.01


def make_step(features, hidden, classes, batch_size, sample_count):
    torch.manual_seed(1)
    samples = torch.rand(sample_count, features)
    labels = torch.randint(0, classes, (sample_count,))
    model = torch.nn.Sequential(
        torch.nn.Linear(features, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, classes))
    parameters = list(model.parameters())
    position = 0

    def step():
        nonlocal position
        batch = samples[position:position + batch_size]
        loss = functional.cross_entropy(model(batch), labels[position:position + batch_size])
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients):
                parameter.sub_(gradient, alpha=LEARNING_RATE)
        position = (position + batch_size) % sample_count

    return step


def train(step, batch_size, seconds):
    start = time.perf_counter()
    steps = 0
    while True:
        for _ in range(20):
            step()
        steps += 20
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return steps * batch_size / elapsed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--features", type=int, required=True)
    parser.add_argument("--hidden", type=int, required=True)
    parser.add_argument("--classes", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--samples", type=int, required=True)
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    step = make_step(arguments.features, arguments.hidden, arguments.classes, arguments.batch, arguments.samples)
    train(step, arguments.batch, 0.5)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        print(train(step, arguments.batch, float(line)), flush=True)


if __name__ == "__main__":
    main()
