"""Every block of slack_sdk, built with all that it can hold."""

from typing import Any

from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks.basic_components import SlackFile

from tests.sandbox.sdk_elements import CONFIRM, FILE_ID, IN_CONTEXT_ACTIONS, PAGE, PICTURE, RICH, RICH_PARTS, SOURCE

BUTTON = sdk.ButtonElement(text="Go", action_id="go", confirm=CONFIRM)
SECTION = sdk.SectionBlock(text=sdk.MarkdownTextObject(text="*Hello*", verbatim=True), accessory=BUTTON, expand=True)
CARD = sdk.CardBlock(
    block_id="card",
    hero_image=PICTURE,
    icon=PICTURE,
    title=sdk.MarkdownTextObject(text="Title"),
    subtitle="Subtitle",
    body="Body",
    actions=[BUTTON],
)
TASK = sdk.TaskCardBlock(
    task_id="one", title="Read", details=RICH, output=RICH, sources=[SOURCE], status="complete", block_id="task"
)
CELLS: dict[type, Any] = {
    sdk.RawTextObject: sdk.RawTextObject(text="Name"),
    sdk.RawNumberObject: sdk.RawNumberObject(value=1.5, text="1.50"),
}
COLUMN = sdk.TableBlockColumnSettings(align="right", is_wrapped=True)

IN_MESSAGES: dict[type, list[Any]] = {
    sdk.SectionBlock: [SECTION, sdk.SectionBlock(block_id="s", fields=["*One*", sdk.PlainTextObject(text="Two")])],
    sdk.DividerBlock: [sdk.DividerBlock(block_id="d")],
    sdk.HeaderBlock: [sdk.HeaderBlock(block_id="h", text="Header")],
    sdk.ImageBlock: [
        sdk.ImageBlock(block_id="i", alt_text="A", image_url=f"{PAGE}a.png", title="Picture"),
        sdk.ImageBlock(alt_text="A", slack_file=SlackFile(url=f"{PAGE}files/U1/{FILE_ID}/a.png")),
    ],
    sdk.ContextBlock: [
        sdk.ContextBlock(
            block_id="c", elements=[PICTURE, sdk.MarkdownTextObject(text="Hi"), sdk.PlainTextObject(text="Hi")]
        )
    ],
    sdk.ActionsBlock: [sdk.ActionsBlock(block_id="a", elements=[BUTTON])],
    sdk.ContextActionsBlock: [
        sdk.ContextActionsBlock(block_id="ca", elements=[one for [one] in IN_CONTEXT_ACTIONS.values()][:1])
    ],
    sdk.InputBlock: [
        sdk.InputBlock(
            block_id="in",
            label="Name",
            hint="As in your passport",
            element=sdk.PlainTextInputElement(action_id="name"),
            optional=True,
            dispatch_action=True,
        )
    ],
    sdk.RichTextBlock: [sdk.RichTextBlock(block_id="r", elements=list(RICH_PARTS.values()))],
    sdk.MarkdownBlock: [sdk.MarkdownBlock(block_id="m", text="# Hello")],
    sdk.VideoBlock: [
        sdk.VideoBlock(
            block_id="v",
            alt_text="A film",
            video_url=f"{PAGE}v",
            thumbnail_url=f"{PAGE}t.png",
            title="Film",
            title_url=PAGE,
            description="About it",
            provider_icon_url=f"{PAGE}p.png",
            provider_name="Films",
            author_name="Maya",
        )
    ],
    sdk.FileBlock: [sdk.FileBlock(block_id="f", external_id="F-1", source="remote")],
    sdk.CallBlock: [
        sdk.CallBlock(block_id="call", call_id="R1", api_decoration_available=False, call={"v1": {"id": "R1"}})
    ],
    sdk.TableBlock: [
        sdk.TableBlock(
            block_id="t",
            rows=[list(CELLS.values()), [RICH, CELLS[sdk.RawNumberObject]]],
            column_settings=[COLUMN, None],
        )
    ],
    sdk.TaskCardBlock: [TASK],
    sdk.PlanBlock: [sdk.PlanBlock(block_id="p", title="Plan", tasks=[TASK])],
    sdk.CardBlock: [CARD],
    sdk.CarouselBlock: [sdk.CarouselBlock(block_id="car", elements=[CARD])],
    sdk.ContainerBlock: [
        sdk.ContainerBlock(
            block_id="box",
            title="Box",
            subtitle=sdk.MarkdownTextObject(text="Things"),
            child_blocks=[SECTION],
            width="wide",
            icon=PICTURE,
            is_collapsible=True,
            default_collapsed=True,
        ),
        sdk.ContainerBlock(rich_text_title=RICH, child_blocks=[SECTION], has_header_divider=True),
    ],
    sdk.AuthProviderBlock: [
        sdk.AuthProviderBlock(
            block_id="auth",
            value="drive",
            name="Drive",
            is_connected=True,
            description="Your files",
            icon_url=f"{PAGE}i.png",
            auth_url=PAGE,
            disconnect_url=PAGE,
            connected_identity="Maya",
            connected_context="Example",
            accessory=sdk.OverflowMenuElement(options=[sdk.Option(value="a", text="A")], action_id="more"),
            fallback=[SECTION],
        )
    ],
}
IN_MODALS: dict[type, list[Any]] = {
    sdk.AlertBlock: [
        sdk.AlertBlock(block_id="alert", text=sdk.PlainTextObject(text="Stop", emoji=True), level="warning")
    ],
}
