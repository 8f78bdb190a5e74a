"""Times robust aggregation rules written with PyTorch the way public libraries write them.

Prints the version, then a line "rule<tab>milliseconds" for each rule: the median of the repeats.
"""
import argparse
import statistics
import time

import torch


def nearest_mean(x, centre, keep):
    index = (x - centre).abs().topk(keep, dim=0, largest=False).indices
    return x.gather(0, index).mean(0)


def trimmed_mean(x, f):
    return x.sort(0).values[f:len(x) - f].mean(0)


def median(x):
    values = x.sort(0).values
    n = len(x)
    return (values[(n - 1) // 2] + values[n // 2]) / 2


def krum(x, f, average):
    squares = torch.cdist(x, x).square()
    scores = squares.sort(1).values[:, 1:len(x) - f].sum(1)
    return x[scores.topk(average, largest=False).indices].mean(0)


def geometric_median(x):
    z = torch.zeros_like(x[0])
    for _ in range(3):
        weights = 1 / (x - z).norm(dim=1).clamp(min=0.1)
        z = (weights[:, None] * x).sum(0) / weights.sum()
    return z


def centered_clipping(x, previous, tau):
    differences = x - previous
    factors = (tau / differences.norm(dim=1)).clamp(max=1)
    return previous + (factors[:, None] * differences).mean(0)


def neighbours(x, f):
    index = torch.cdist(x, x).topk(len(x) - f, largest=False).indices
    return torch.stack([x[row].mean(0) for row in index])


def main():
    parser = argparse.ArgumentParser()
    for name in ("threads", "vectors", "dimension", "byzantine", "repeats"):
        parser.add_argument("--" + name, type=int)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    n, f = arguments.vectors, arguments.byzantine
    x = torch.randn(n, arguments.dimension)
    x[:f] += 3
    previous = torch.randn(arguments.dimension)
    rules = {
        "mean": lambda: x.mean(0),
        "median": lambda: median(x),
        "trimmed mean": lambda: trimmed_mean(x, f),
        "MeaMed": lambda: nearest_mean(x, median(x), n - f),
        "Phocas": lambda: nearest_mean(x, trimmed_mean(x, f), n - f),
        "Krum": lambda: krum(x, f, 1),
        "Multi-Krum": lambda: krum(x, f, n - f),
        "geometric median": lambda: geometric_median(x),
        "centered clipping": lambda: centered_clipping(x, previous, 10),
        "NNM, median": lambda: median(neighbours(x, f)),
        "NNM, trimmed mean": lambda: trimmed_mean(neighbours(x, f), f),
        "NNM, Krum": lambda: krum(neighbours(x, f), f, 1),
    }
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads")
    with torch.no_grad():
        for name, rule in rules.items():
            rule()
            times = []
            for _ in range(arguments.repeats):
                start = time.perf_counter()
                rule()
                times.append(1000 * (time.perf_counter() - start))
            print(f"{name}\t{statistics.median(times):.3f}")


if __name__ == "__main__":
    main()
