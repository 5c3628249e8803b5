"""Blocks and elements at their smallest, from which the cases of the limits are made."""

from collections.abc import Callable
from typing import Any

from tests.sandbox.conftest import actions, button, field, modal, options, plain, section

Json = dict[str, Any]
Make = Callable[[int], Json | list[Json]]

PAGE = "https://example.com/"
IMAGE: Json = {"type": "image", "image_url": f"{PAGE}a.png", "alt_text": "a"}
VIDEO: Json = {
    "type": "video",
    "video_url": f"{PAGE}v",
    "thumbnail_url": f"{PAGE}t.png",
    "alt_text": "a",
    "title": plain("Video"),
}


def text(length: int) -> str:
    return "x" * length


def mrkdwn(length: int = 1) -> Json:
    return {"type": "mrkdwn", "text": text(length)}


def url(length: int) -> str:
    return PAGE.ljust(length, "x")


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "it", **more}


def act(kind: str, **more: Any) -> Json:
    return actions(element(kind, **more))


def choice(kind: str, **more: Any) -> Json:
    return act(kind, **{"options": options(2), **more})


def select(**more: Any) -> Json:
    return choice("static_select", **more)


def push(text: str = "Press", **more: Any) -> Json:
    return actions(button(text, **more))


def typed(kind: str = "plain_text_input", **more: Any) -> Json:
    """A modal with this input."""
    return modal(field(element={"type": kind, **more}))


def number(**more: Any) -> Json:
    return typed("number_input", is_decimal_allowed=False, **more)


def confirm(**lengths: int) -> Json:
    sizes = {"title": 5, "text": 5, "confirm": 5, "deny": 5} | lengths
    return push(confirm={name: plain(text(size)) for name, size in sizes.items()})


def groups(count: int = 1, label: int = 1, inside: int = 1) -> Json:
    return act("static_select", option_groups=[{"label": plain(text(label)), "options": options(inside)}] * count)


def said(**more: Any) -> Json:
    """A select with one choice."""
    return act("static_select", options=[{"text": plain("A"), "value": "a", **more}])


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def rich_part(kind: str, **more: Any) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": [], **more}]}


def bullets(**more: Any) -> Json:
    sections = [{"type": "rich_text_section", "elements": []}]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections, **more}],
    }


CELL: Json = {"type": "raw_text", "text": "a"}


def table(rows: int = 1, cells: int = 1, **more: Any) -> Json:
    return {"type": "table", "rows": [[CELL] * cells] * rows, **more}


def data_table(rows: int = 2, **more: Any) -> Json:
    return {"type": "data_table", "caption": "Table", "rows": [[CELL]] * rows, **more}


def ragged(cells: int) -> Json:
    """A table of data of which only the header has so many cells, where there may not be so many."""
    return data_table() | {"rows": [[CELL] * cells, [CELL] * min(max(cells, 1), 20)]}


def chart(inside: Json, title: str = "Chart") -> Json:
    return {"type": "data_visualization", "title": title, "chart": inside}


def pie(*values: float, label: str = "a") -> Json:
    return chart({"type": "pie", "segments": [{"label": label, "value": value} for value in values]})


def names(count: int) -> list[str]:
    return [f"n{number}" for number in range(count)]


def bars(series: list[str], categories: list[str], points: list[str] | None = None, **axes: str) -> Json:
    data = [{"label": label, "value": -1.5} for label in (categories if points is None else points)]
    return chart(
        {
            "type": "bar",
            "series": [{"name": name, "data": data} for name in series],
            "axis_config": {"categories": categories, **axes},
        }
    )


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("Card"), **more}


def container(*children: Json, **more: Any) -> Json:
    inside = list(children) or [section()]
    return {"type": "container", "title": plain("Box"), "child_blocks": inside, **more}


def plan(*ids: str) -> Json:
    return {"type": "plan", "title": "Plan", "tasks": [task(one) for one in ids]}


def task(task_id: str = "t", **more: Any) -> Json:
    return {"type": "task_card", "task_id": task_id, "title": "Task", **more}


def provider(**more: Any) -> Json:
    return {"type": "auth_provider", "value": "p", "name": plain("Provider"), "is_connected": True, **more}


def feedback(**more: Any) -> Json:
    button = {"text": plain("Good"), "value": "good", **more}
    return element("feedback_buttons", positive_button=button, negative_button={"text": plain("Bad"), "value": "bad"})


def icon(**more: Any) -> Json:
    return element("icon_button", **{"icon": "trash", "text": plain("Delete"), **more})


def context_actions(*elements: Json) -> Json:
    return {"type": "context_actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def fields(count: int, length: int = 1) -> Json:
    return {"type": "section", "fields": [mrkdwn(length)] * count}


def workflow(**more: Any) -> Json:
    return element("workflow_button", text=plain("Run"), workflow={"trigger": {"url": PAGE}}, **more)
