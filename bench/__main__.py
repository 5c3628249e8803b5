"""`python -m bench NAME [--quick]`: a table for people, and one line of JSON for machines at the end."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bench import delivery, growth, known_issues, replicas, sandbox, schedule

BENCHES: dict[str, Callable[[bool], dict[str, float]]] = {
    "delivery": delivery.run,
    "growth": growth.run,
    "interactions": replicas.run,
    "sandbox": sandbox.run,
    "schedule": schedule.run,
}


# These end with figures too, and take data of one's own.
WITH_DATA = {"known-issues": known_issues.run}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", choices=sorted([*BENCHES, *WITH_DATA]))
    parser.add_argument("--quick", action="store_true", help="a rougher figure within 50 seconds")
    parser.add_argument("--data", type=Path, metavar="FILE", help="what to measure on, for known-issues")
    asked = parser.parse_args()
    if asked.data and asked.name not in WITH_DATA:
        parser.error(f"{asked.name} takes no data")
    if asked.name in WITH_DATA:
        measured = WITH_DATA[asked.name](asked.quick, asked.data)
    else:
        measured = {"ratios": BENCHES[asked.name](asked.quick)}
    rounded = {group: {key: round(value, 3) for key, value in values.items()} for group, values in measured.items()}
    sys.stdout.write(json.dumps({"bench": asked.name, **rounded}) + "\n")


main()
