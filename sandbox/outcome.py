"""What a person sees after they did something."""

from dataclasses import dataclass, field


@dataclass
class Outcome:
    """`errors` are sentences by block_id, shown at their fields; `problem` is one that Slack itself would show."""

    ok: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def refused(problem: str) -> Outcome:
    return Outcome(False, problem=problem)
