"""Small checks from which the rules for blocks and views are put together.

A check looks at one value and notes what is wrong with it, with the JSON pointer of the place, as Slack does.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.model import Json

Faults = list[str]
Check = Callable[[object, str, Faults], None]
ObjectRule = Callable[[Json, str, Faults], None]


def note(faults: Faults, pointer: str, what: str) -> None:
    faults.append(f"[ERROR] {what} [json-pointer:{pointer}]")


def string(most: int, least: int = 1) -> Check:
    def check(value: object, pointer: str, faults: Faults) -> None:
        if isinstance(value, str) and least <= len(value) <= most:
            return
        if not isinstance(value, str):
            note(faults, pointer, "must provide a string")
        elif len(value) > most:
            note(faults, pointer, f"must be less than {most + 1} characters")
        else:
            note(faults, pointer, f"must be more than {least - 1} characters")

    return check


def matching(pattern: str, what: str) -> Check:
    compiled = re.compile(pattern)

    def check(value: object, pointer: str, faults: Faults) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            note(faults, pointer, f"must be {what}")

    return check


def boolean(value: object, pointer: str, faults: Faults) -> None:
    if not isinstance(value, bool):
        note(faults, pointer, "must be a boolean")


def number(value: object, pointer: str, faults: Faults) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        note(faults, pointer, "must be a number")


def above_zero(value: object, pointer: str, faults: Faults) -> None:
    before = len(faults)
    number(value, pointer, faults)
    if len(faults) == before and isinstance(value, int | float) and value <= 0:
        note(faults, pointer, "must be greater than 0")


def nullable(check: Check) -> Check:
    def checked(value: object, pointer: str, faults: Faults) -> None:
        if value is not None:
            check(value, pointer, faults)

    return checked


def integer(least: int, most: int) -> Check:
    def check(value: object, pointer: str, faults: Faults) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            note(faults, pointer, "must be an integer")
        elif not least <= value <= most:
            note(faults, pointer, f"must be between {least} and {most}")

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, pointer: str, faults: Faults) -> None:
        if value not in allowed:
            note(faults, pointer, f"must be one of: {', '.join(allowed)}")

    return check


def array(item: Check, least: int, most: int) -> Check:
    def check(value: object, pointer: str, faults: Faults) -> None:
        if not isinstance(value, list):
            note(faults, pointer, "must be an array")
            return
        if len(value) > most:
            note(faults, pointer, f"no more than {most} items allowed")
        if len(value) < least:
            note(faults, pointer, f"no fewer than {least} items allowed")
        for index, one in enumerate(value):
            item(one, f"{pointer}/{index}", faults)

    return check


@dataclass(frozen=True)
class Shape:
    """An object: which fields it may have, which it must have, and rules between them."""

    fields: Mapping[str, Check]
    required: frozenset[str] = frozenset()
    rules: tuple[ObjectRule, ...] = field(default=())

    def __call__(self, value: object, pointer: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            note(faults, pointer, "must be an object")
            return
        before = len(faults)
        if not self.required <= value.keys():
            for name in sorted(self.required - value.keys()):
                note(faults, pointer, f"missing required field: {name}")
        fields = self.fields
        for name, one in value.items():
            if (check := fields.get(name)) is not None:
                check(one, f"{pointer}/{name}", faults)
            elif name != "type":
                note(faults, pointer, f"invalid additional property: {name}")
        if self.rules and len(faults) == before:
            for rule in self.rules:
                rule(value, pointer, faults)


def shape(required: Iterable[str] = (), /, *rules: ObjectRule, **fields: Check) -> Shape:
    return Shape(fields, frozenset(required), rules)


def by_type(shapes: Mapping[str, Check]) -> Check:
    """The object's `type` decides which shape it must have."""

    def check(value: object, pointer: str, faults: Faults) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and (known := shapes.get(kind)) is not None:
            known(value, pointer, faults)
        elif not isinstance(value, dict):
            note(faults, pointer, "must be an object")
        elif kind is None:
            note(faults, pointer, "missing required field: type")
        else:
            note(faults, f"{pointer}/type", f"unsupported type: {kind}")

    return check
