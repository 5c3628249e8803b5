"""The rules for each block, as each surface takes it."""

from sandbox.checks import Check, Faults, ObjectRule, Shape, array, boolean, by_type, note, one_of, shape
from sandbox.composition_rules import (
    ANY_TEXT,
    BLOCK_ID,
    IMAGE_ELEMENT,
    NAME,
    ONE_SOURCE,
    PICTURE,
    URL_SOURCE,
    at_least_one,
    count,
    https,
    length,
    needs,
    not_both,
    plain,
    text,
)
from sandbox.data_rules import DATA_TABLE, DATA_VISUALIZATION, TABLE
from sandbox.element_rules import ELEMENTS
from sandbox.limits import MOST
from sandbox.model import Json
from sandbox.places import SURFACES, allowed
from sandbox.rich_text_rules import MANY, RICH_TEXT, RICH_TEXT_OBJECT


def _block(*rules: ObjectRule, required: tuple[str, ...] = (), **fields: Check) -> Shape:
    return shape(required, *rules, block_id=BLOCK_ID, **fields)


def _only(place: str, surface: str, known: dict[str, Check]) -> Check:
    return by_type({name: known[name] for name in allowed(place, surface)})


def _has_text_or_fields(value: Json, pointer: str, faults: Faults) -> None:
    if "text" not in value and "fields" not in value:
        note(faults, pointer, "must have text or fields")


def _task_ids_are_unique(value: Json, pointer: str, faults: Faults) -> None:
    ids = [task["task_id"] for task in value.get("tasks", [])]
    for index, one in enumerate(ids):
        if one in ids[:index]:
            note(faults, f"{pointer}/tasks/{index}/task_id", f"task_id already exists: {one}")


_TASK_CARD = _block(
    required=("task_id", "title"),
    task_id=NAME,
    title=ANY_TEXT,
    details=RICH_TEXT_OBJECT,
    output=RICH_TEXT_OBJECT,
    sources=array(URL_SOURCE, 0, MANY),
    status=one_of("pending", "in_progress", "complete", "error"),
)
_URL = https("auth_provider.url")

ALIKE: dict[str, Check] = {
    "header": _block(required=("text",), text=plain("header.text")),
    "divider": _block(),
    "image": _block(ONE_SOURCE, required=("alt_text",), title=plain("image.title"), **PICTURE),
    "rich_text": RICH_TEXT,
    "markdown": _block(required=("text",), text=length("markdown.text")),
    "alert": _block(
        required=("text",), text=text("alert.text"), level=one_of("default", "info", "warning", "error", "success")
    ),
    "video": _block(
        required=("video_url", "thumbnail_url", "alt_text", "title"),
        video_url=https("video.url"),
        thumbnail_url=length("video.url"),
        alt_text=length("image.alt_text"),
        title=plain("video.title"),
        title_url=https("video.url"),
        author_name=length("video.author_name"),
        description=plain("context.text"),
        provider_name=ANY_TEXT,
        provider_icon_url=length("video.url"),
    ),
    "file": _block(required=("external_id", "source"), external_id=NAME, source=one_of("remote")),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "task_card": _TASK_CARD,
    "plan": _block(
        _task_ids_are_unique,
        required=("title",),
        title=ANY_TEXT,
        tasks=count(by_type({"task_card": _TASK_CARD}), "plan.tasks", empty=True),
    ),
}


def _call(value: object, pointer: str, faults: Faults) -> None:
    """What Slack itself fills in of a call is of no fixed form."""
    if not isinstance(value, dict):
        note(faults, pointer, "must be an object")


def _simple(surface: str) -> dict[str, Check]:
    """The blocks that hold elements but no blocks."""
    return {
        "section": _block(
            _has_text_or_fields,
            text=text("section.text"),
            fields=count(text("section.fields.text"), "section.fields"),
            accessory=_only("section.accessory", surface, ELEMENTS),
            expand=boolean,
        ),
        "context": _block(
            required=("elements",), elements=count(_only("context", surface, ELEMENTS), "context.elements")
        ),
        "actions": _block(
            required=("elements",), elements=count(_only("actions", surface, ELEMENTS), "actions.elements")
        ),
        "context_actions": _block(
            required=("elements",),
            elements=count(_only("context_actions", surface, ELEMENTS), "context_actions.elements"),
        ),
        "input": _block(
            required=("label", "element"),
            label=plain("input.label"),
            element=_only("input", surface, ELEMENTS),
            hint=plain("input.hint"),
            optional=boolean,
            dispatch_action=boolean,
        ),
        "call": _block(required=("call_id",), call_id=NAME, api_decoration_available=boolean, call=_call),
        "card": _card(surface),
    }


def _card(surface: str) -> Shape:
    return _block(
        at_least_one("hero_image", "title", "actions", "body"),
        not_both("icon", "slack_icon"),
        hero_image=IMAGE_ELEMENT,
        icon=IMAGE_ELEMENT,
        slack_icon=by_type({"icon": shape(["name"], name=NAME)}),
        title=text("card.title"),
        subtitle=text("card.subtitle"),
        body=text("card.body"),
        subtext=text("card.subtext"),
        actions=array(_only("card.actions", surface, ELEMENTS), 0, MOST["card.actions"]),
    )


def _container(inside: Check) -> Shape:
    return _block(
        at_least_one("title", "rich_text_title"),
        needs("default_collapsed", "is_collapsible"),
        not_both("is_collapsible", "has_header_divider"),
        required=("child_blocks",),
        title=plain("container.title"),
        rich_text_title=RICH_TEXT_OBJECT,
        subtitle=text("container.subtitle"),
        child_blocks=count(inside, "container.child_blocks"),
        width=one_of("narrow", "standard", "wide", "full"),
        icon=IMAGE_ELEMENT,
        is_collapsible=boolean,
        default_collapsed=boolean,
        has_header_divider=boolean,
    )


def _auth_provider(surface: str, fallback: Check) -> Shape:
    return _block(
        required=("value", "name", "is_connected"),
        value=length("auth_provider.value"),
        name=plain("auth_provider.name"),
        is_connected=boolean,
        description=plain("auth_provider.description"),
        icon_url=_URL,
        auth_url=_URL,
        disconnect_url=_URL,
        connected_identity=plain("auth_provider.connected"),
        connected_context=plain("auth_provider.connected"),
        accessory=_only("auth_provider.accessory", surface, ELEMENTS),
        fallback=array(fallback, 0, MOST["message.blocks"]),
    )


def _on(surface: str) -> Check:
    known = ALIKE | _simple(surface)
    known["carousel"] = _block(
        required=("elements",), elements=count(_only("carousel", surface, known), "carousel.elements")
    )
    if "container" in allowed(surface, surface):
        known["container"] = _container(_only("container", surface, known))
    whole = {name: known[name] for name in allowed(surface, surface) if name in known}
    whole["auth_provider"] = _auth_provider(surface, by_type(dict(whole)))
    return by_type(whole)


BLOCK: dict[str, Check] = {surface: _on(surface) for surface in SURFACES}
