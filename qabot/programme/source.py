"""A YAML file as plain data that still knows on which line each thing stands.

Every fault is collected, so that somebody who mends a file sees all of it at once. Aliases are refused: they save
little in such files, and a few lines of them can stand for gigabytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where; `line` counts from 1, and is 0 where the whole file is meant."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


@dataclass
class Source:
    """One file: its data, the line of each path in it, and what was wrong with it."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def get(self, key: str) -> Any:
        """What stands under a key at the top of the file; None where there is nothing."""
        return self.data.get(key) if isinstance(self.data, dict) else None

    def entries(self, *path: str | int) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The entries of a list with their places, as far as they are entries at all."""
        held = self.data
        for part in path:
            held = _inside(held, part)
        for place, entry in enumerate(held if isinstance(held, list) else []):
            if isinstance(entry, dict):
                yield (*path, place), entry

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, reason: str) -> None:
        where = self._words(path)
        self.faults.append(Fault(self.file, self.line(path), f"{where}: {reason}" if where else reason))

    def _words(self, path: Path) -> str:
        return " → ".join(self._named(path[: place + 1]) for place in range(len(path)))

    def _named(self, path: Path) -> str:
        """A place in a list reads by the key of what stands there, if it has one."""
        step, held = path[-1], self.data
        if isinstance(step, str):
            return step
        for part in path:
            held = _inside(held, part)
        named = held.get("key") or held.get("name") or held.get("role") if isinstance(held, dict) else None
        return str(named or f"number {step + 1}")


def _inside(held: Any, part: str | int) -> Any:
    try:
        return held[part]
    except (LookupError, TypeError):
        return None


def read(path: FilePath) -> Source:
    """The file as data with lines; what cannot be read is a fault in it."""
    try:
        return read_bytes(str(path), path.read_bytes())
    except OSError as fault:
        return Source(str(path), faults=[Fault(str(path), 0, f"The file cannot be read ({fault.strerror}).")])


def read_bytes(name: str, content: bytes) -> Source:
    """What a file with this name holds."""
    source = Source(name)
    try:
        node = YAML(typ="safe", pure=True).compose(content.decode("utf-8-sig"))
        source.data = _Reader(source).value(node, ()) if node is not None else None
    except UnicodeDecodeError:
        source.faults.append(Fault(name, 0, "The file is not UTF-8 text. Save it as UTF-8."))
    except YAMLError as fault:
        source.faults.append(Fault(name, _marked_line(fault), f"This is not YAML: {_problem(fault)}."))
    except RecursionError:
        source.faults.append(Fault(name, 0, "Things stand too deep inside each other here."))
    return source


def _marked_line(fault: YAMLError) -> int:
    mark = fault.problem_mark if isinstance(fault, MarkedYAMLError) else None
    return mark.line + 1 if mark else 0


def _problem(fault: YAMLError) -> str:
    problem = fault.problem if isinstance(fault, MarkedYAMLError) else None
    return problem or "a character that it does not allow"


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._scalars = YAML(typ="safe", pure=True).constructor
        self._seen: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        self._source.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._fault(node, "An alias (*) is not taken here. Write the value out.")
            return None
        self._seen.add(id(node))
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        return self._scalar(node) if isinstance(node, ScalarNode) else None

    def _pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            line = key_node.start_mark.line + 1
            if key in lines:
                self._fault(key_node, f"“{key}” stands here twice; the first is on line {lines[key]}.")
                continue
            lines[key] = self._source.lines[(*path, key)] = line
            yield key, self.value(value_node, (*path, key))

    def _scalar(self, node: ScalarNode) -> Any:
        try:
            return self._scalars.construct_object(node, deep=True)
        except (YAMLError, ValueError, TypeError):
            self._fault(node, "This value cannot be read. If it is text, write it in quotes.")
            return None

    def _fault(self, node: Node, reason: str) -> None:
        self._source.faults.append(Fault(self._source.file, node.start_mark.line + 1, reason))
