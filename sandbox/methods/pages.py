"""Long answers come in pages: `limit` at most on each, and `cursor` leads to the next one.

A page of messages goes on at a ts, so that what is written meanwhile shifts nothing; other lists go on at a number.
"""

import base64
import binascii
from collections.abc import Iterable
from itertools import dropwhile, islice
from typing import TypeVar

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.model import Message

T = TypeVar("T")
DEFAULT, MOST = 100, 1000
BY_NUMBER, BY_TS = "next:", "next_ts:"


def page(items: Iterable[T], args: Args) -> tuple[list[T], str]:
    """This page, and the cursor of the next one ("" at the end). No more is taken than is shown."""
    start, limit = _number(_held(args, BY_NUMBER)), _limit(args)
    taken = list(islice(items, start, start + limit + 1))
    return taken[:limit], _cursor(BY_NUMBER, str(start + limit)) if len(taken) > limit else ""


def page_of_messages(messages: Iterable[Message], args: Args, *, newest_first: bool) -> tuple[list[Message], str]:
    held, limit = _held(args, BY_TS), _limit(args)
    if held:
        messages = dropwhile(lambda one: one.ts > held if newest_first else one.ts < held, messages)
    taken = list(islice(messages, limit + 1))
    return taken[:limit], _cursor(BY_TS, taken[limit].ts) if len(taken) > limit else ""


def _limit(args: Args) -> int:
    limit = args.number("limit", DEFAULT)
    if limit < 1:
        raise SlackError("invalid_limit")
    return min(limit, MOST)


def _cursor(kind: str, value: str) -> str:
    return base64.b64encode(f"{kind}{value}".encode()).decode()


def _held(args: Args, kind: str) -> str:
    """What a cursor of this kind holds; "" where the call brings none."""
    cursor = args.maybe_text("cursor")
    if not cursor:
        return ""
    try:
        held = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
    if not held.startswith(kind):
        raise SlackError("invalid_cursor")
    return held.removeprefix(kind)


def _number(held: str) -> int:
    if held and not held.isdecimal():
        raise SlackError("invalid_cursor")
    return int(held or 0)
