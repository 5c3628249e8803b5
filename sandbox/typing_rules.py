"""The rules between the numbers of one input: its least, its most and what stands in it at first."""

from sandbox.checks import Faults, note
from sandbox.limits import MOST
from sandbox.model import Json


def lengths_agree(value: Json, pointer: str, faults: Faults) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", MOST["plain_text_input.max_length"])
    if least > most:
        note(faults, f"{pointer}/min_length", "must not be greater than max_length")
    if len(value.get("initial_value", "")) > most:
        note(faults, f"{pointer}/initial_value", f"must be less than {most + 1} characters")


def lines_agree(value: Json, pointer: str, faults: Faults) -> None:
    if "max_lines" in value and value.get("min_lines", 1) > value["max_lines"]:
        note(faults, f"{pointer}/min_lines", "must not be greater than max_lines")


def numbers_agree(value: Json, pointer: str, faults: Faults) -> None:
    names = [name for name in ("min_value", "initial_value", "max_value") if name in value]
    numbers = [float(value[name]) for name in names]
    if numbers != sorted(numbers):
        note(faults, pointer, f"must be in this order: {', '.join(names)}")
