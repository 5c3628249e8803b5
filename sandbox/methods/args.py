"""The arguments of a call."""

import json
from typing import Any

from sandbox.errors import SlackError
from sandbox.model import Json


class Args:
    """A call's arguments; a form brings them as text, a JSON body as they are."""

    def __init__(self, raw: Json) -> None:
        self.raw = raw

    def text(self, name: str) -> str:
        value = self.maybe_text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def maybe_text(self, name: str) -> str | None:
        value = self.raw.get(name)
        return None if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.raw.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.raw.get(name) or 0) or default
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None

    def listed(self, name: str) -> list[str]:
        """Ids, which come as text with commas or as a list."""
        value = self.raw.get(name)
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def tree(self, name: str, malformed: str) -> Any:
        """JSON, which a form brings as text."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(malformed) from None

    def has(self, name: str) -> bool:
        return self.raw.get(name) is not None
