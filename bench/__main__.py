"""`python -m bench NAME [--quick]`: a table for people, and one line of JSON for machines at the end."""

import argparse
import json
import sys
from collections.abc import Callable

from bench import delivery, growth, replicas, sandbox, schedule

BENCHES: dict[str, Callable[[bool], dict[str, float]]] = {
    "delivery": delivery.run,
    "growth": growth.run,
    "interactions": replicas.run,
    "sandbox": sandbox.run,
    "schedule": schedule.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--quick", action="store_true", help="a rougher figure within 50 seconds")
    asked = parser.parse_args()
    ratios = BENCHES[asked.name](asked.quick)
    sys.stdout.write(json.dumps({"bench": asked.name, "ratios": {key: round(ratios[key], 3) for key in ratios}}) + "\n")


main()
