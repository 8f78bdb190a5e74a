"""Submits a small job to the HTTP API, shows how it goes, and fetches its results.

    python3 samples/python/quickstart.py http://127.0.0.1:8080 [OUT]

The token, where the cluster asks for one, stands in the environment variable STARLING_TOKEN.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Trainer"))

from starling_client import StarlingClient, StarlingError  # noqa: E402

JOB = {
    "name": "python-quickstart",
    "algorithm": {"kind": "fedavg", "batchSize": 10, "learningRate": 0.1},
    "model": "softmax",
    "data": {"kind": "synthetic", "sizeLogMean": 2, "sizeLogDeviation": 0.5},
    "workers": {"count": 10},
    "stop": {"rounds": 5},
}


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2

    client = StarlingClient(arguments[0], token=os.environ.get("STARLING_TOKEN"))
    try:
        job_id = client.submit(JOB)
        print(f"job {job_id}")
        for event in client.watch(job_id):
            if event.metrics is not None:
                print(f"round {event.metrics.round}: loss {event.metrics.loss:.4f}, accuracy {event.metrics.accuracy:.3f}")
        status = client.status(job_id)
        print(f"{status.phase} after {status.round} rounds")
        if len(arguments) == 2:
            for path in client.download(job_id, arguments[1]):
                print(f"wrote {path}")
        return 0 if status.phase == "completed" else 1
    except StarlingError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
