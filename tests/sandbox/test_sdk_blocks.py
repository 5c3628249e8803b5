"""What the block builders of slack_sdk make is taken over the Web API: each class once, with all it can hold."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models import blocks as sdk

from sandbox import Sandbox
from tests.sandbox import sdk_blocks as whole
from tests.sandbox import sdk_elements as parts
from tests.sandbox.conftest import channel_id, client_of, make_seed, plain

# bases that are never sent, and names that build nothing
ABSTRACT = {
    "Block",
    "BlockElement",
    "ButtonStyles",
    "DynamicSelectElementTypes",
    "InputInteractiveElement",
    "InteractiveElement",
    "RichTextElement",
    "RichTextElementParts",
    "TextObject",
}
Json = dict[str, Any]
Carried = tuple[Any, Any]  # what was built, and the block in which it is sent


def blocks(known: dict[type, list[Any]]) -> dict[type, list[Carried]]:
    return {kind: [(one, one) for one in built] for kind, built in known.items()}


def within(known: dict[type, list[Any]], carrier: Any) -> dict[type, list[Carried]]:
    return {kind: [(one, carrier(one)) for one in built] for kind, built in known.items()}


def as_input(element: Any) -> Any:
    return sdk.InputBlock(label="Field", element=element)


def select(**more: Any) -> Any:
    return sdk.ActionsBlock(elements=[sdk.StaticSelectElement(action_id="it", **more)])


IN_MESSAGES: dict[type, list[Carried]] = {
    **blocks(whole.IN_MESSAGES),
    **within(parts.IN_ACTIONS, lambda one: sdk.ActionsBlock(elements=[one])),
    **within(parts.IN_CONTEXT_ACTIONS, lambda one: sdk.ContextActionsBlock(elements=[one])),
    **within({kind: [one] for kind, one in parts.RICH_PARTS.items()}, lambda one: sdk.RichTextBlock(elements=[one])),
    sdk.ImageElement: [(one, sdk.SectionBlock(text="Hi", accessory=one)) for one in parts.PICTURES],
    sdk.UrlSourceElement: [(parts.SOURCE, whole.TASK)],
    sdk.PlainTextObject: [(one := sdk.PlainTextObject(text="Hi", emoji=True), sdk.HeaderBlock(text=one))],
    sdk.MarkdownTextObject: [(text := sdk.MarkdownTextObject(text="Hi", verbatim=True), sdk.SectionBlock(text=text))],
    sdk.ConfirmObject: [(parts.CONFIRM, whole.SECTION)],
    sdk.Option: [
        (parts.OPTIONS[0], select(options=parts.OPTIONS)),
        (parts.LINK, sdk.ActionsBlock(elements=parts.IN_ACTIONS[sdk.OverflowMenuElement])),
    ],
    sdk.OptionGroup: [(parts.GROUPS[0], select(option_groups=parts.GROUPS))],
    sdk.ConversationFilter: [
        (parts.FILTER, sdk.ActionsBlock(elements=parts.IN_ACTIONS[sdk.ConversationSelectElement]))
    ],
    sdk.FeedbackButtonObject: [
        (parts.FEEDBACK, sdk.ContextActionsBlock(elements=parts.IN_CONTEXT_ACTIONS[sdk.FeedbackButtonsElement]))
    ],
    sdk.TableBlockColumnSettings: [(whole.COLUMN, whole.IN_MESSAGES[sdk.TableBlock][0])],
    **{kind: [(cell, whole.IN_MESSAGES[sdk.TableBlock][0])] for kind, cell in whole.CELLS.items()},
}
IN_MESSAGES |= {kind: [(piece, sdk.RichTextBlock(elements=[parts.SECTION]))] for kind, piece in parts.PIECES.items()}
IN_MODALS: dict[type, list[Carried]] = {**blocks(whole.IN_MODALS), **within(parts.IN_INPUT, as_input)}


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with Sandbox(make_seed()) as running:
        yield running


def sent(shared: Sandbox, carrier: Any) -> Json:
    """With the id of a file that is there."""
    file = shared.workspace.files.add("a.png", b"a", user_id=shared.workspace.app.user_id)
    made: Json = json.loads(json.dumps(carrier.to_dict()).replace(parts.FILE_ID, file.id))
    return made


def held(whole: Any) -> Iterator[Any]:
    """Everything in a tree of JSON."""
    yield whole
    for one in whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ():
        yield from held(one)


def arguments(kind: type) -> set[str]:
    """All that its builder takes; an option's `label` is for the menus before Block Kit."""
    return set(inspect.signature(kind).parameters) - {"others"} - ({"label"} if kind is sdk.Option else set())


@pytest.mark.parametrize("kind", [*IN_MESSAGES, *IN_MODALS], ids=lambda kind: kind.__qualname__)
def test_each_argument_is_used(kind: type) -> None:
    carried = (IN_MESSAGES | IN_MODALS)[kind]
    assert all(one.to_dict() in held(carrier.to_dict()) for one, carrier in carried)
    assert all(type(one) is kind for one, _ in carried)
    assert {name for one, _ in carried for name in one.to_dict()} >= arguments(kind)


def test_every_class_has_a_case() -> None:
    named = {getattr(sdk, name) for name in set(sdk.__all__) - ABSTRACT}
    pieces = {one for one in vars(sdk.RichTextElementParts).values() if isinstance(one, type)}
    assert named | pieces - {sdk.RichTextElementParts.TextStyle} <= set(IN_MESSAGES) | set(IN_MODALS)


@pytest.mark.parametrize("kind", IN_MESSAGES, ids=lambda kind: kind.__qualname__)
def test_in_a_message(shared: Sandbox, kind: type) -> None:
    general = channel_id(shared, "general")
    for _, carrier in IN_MESSAGES[kind]:
        posted = client_of(shared).chat_postMessage(channel=general, text="Hi", blocks=[sent(shared, carrier)])
        assert posted["message"]["blocks"][0]["type"] == carrier.type


@pytest.mark.parametrize("kind", IN_MODALS, ids=lambda kind: kind.__qualname__)
def test_in_a_modal(shared: Sandbox, kind: type) -> None:
    for _, carrier in IN_MODALS[kind]:
        view = {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": [carrier.to_dict()]}
        trigger_id = shared.permits.issue_trigger(shared.person("maya").id)
        opened = client_of(shared).views_open(trigger_id=trigger_id, view=view)
        assert opened["view"]["blocks"][0]["type"] == carrier.type


def test_home_takes_what_it_shares_with_messages(shared: Sandbox) -> None:
    kinds = (sdk.SectionBlock, sdk.CardBlock, sdk.CarouselBlock, sdk.ContainerBlock, sdk.TableBlock, sdk.VideoBlock)
    for kind in kinds:
        view = {"type": "home", "blocks": [whole.IN_MESSAGES[kind][0].to_dict()]}
        assert client_of(shared).views_publish(user_id=shared.person("maya").id, view=view)["ok"]
