"""Every element and composition object of slack_sdk, built with all that it can hold."""

from typing import Any

from slack_sdk.models import blocks as sdk
from slack_sdk.models.blocks import block_elements as more
from slack_sdk.models.blocks.basic_components import DispatchActionConfig, SlackFile, Workflow, WorkflowTrigger

PAGE = "https://example.com/"
CONFIRM = sdk.ConfirmObject(title="Sure?", text="It cannot be undone.", confirm="Yes", deny="No", style="danger")
OPTIONS = [sdk.Option(value=name, text=name.upper(), description="One of them") for name in ("a", "b")]
LINK = sdk.Option(value="a", text="A", url=PAGE)
GROUPS = [sdk.OptionGroup(label="All", options=OPTIONS)]
CHOSEN: dict[str, Any] = {"placeholder": "Choose", "confirm": CONFIRM, "focus_on_load": True, "action_id": "it"}
SEVERAL: dict[str, Any] = CHOSEN | {"max_selected_items": 2}
ON_ENTER = DispatchActionConfig(trigger_actions_on=["on_enter_pressed"])
TYPED: dict[str, Any] = {
    "placeholder": "Write",
    "dispatch_action_config": ON_ENTER,
    "focus_on_load": True,
    "action_id": "it",
}
FILTER = sdk.ConversationFilter(include=["public"], exclude_bot_users=True, exclude_external_shared_channels=True)
WORKFLOW = Workflow(trigger=WorkflowTrigger(url=PAGE, customizable_input_parameters=[{"name": "who", "value": "maya"}]))
FEEDBACK = sdk.FeedbackButtonObject(text="Good", accessibility_label="Helpful", value="good")

# stands for that of a file which the workspace holds
FILE_ID = "FILE"
PICTURE = sdk.ImageElement(image_url=f"{PAGE}a.png", alt_text="A")
PICTURES = [PICTURE, sdk.ImageElement(slack_file=SlackFile(id=FILE_ID), alt_text="A")]

PARTS = sdk.RichTextElementParts
BOLD = PARTS.TextStyle(bold=True, italic=True, strike=True, underline=True)
PIECES: dict[type, Any] = {
    PARTS.Text: PARTS.Text(text="code", style=PARTS.TextStyle(code=True)),
    PARTS.Channel: PARTS.Channel(channel_id="C1", style=BOLD),
    PARTS.User: PARTS.User(user_id="U1", style=BOLD),
    PARTS.Emoji: PARTS.Emoji(name="wave", skin_tone=2, unicode="1f44b-1f3fb", style=BOLD),
    PARTS.Link: PARTS.Link(url=PAGE, text="Page", style=BOLD),
    PARTS.Team: PARTS.Team(team_id="T1", style=BOLD),
    PARTS.UserGroup: PARTS.UserGroup(usergroup_id="S1", style=BOLD),
    PARTS.Date: PARTS.Date(timestamp=1_700_000_000, format="{date_long}", url=PAGE, fallback="Then", style=BOLD),
    PARTS.Broadcast: PARTS.Broadcast(range="here", style=BOLD),
    PARTS.Color: PARTS.Color(value="#F405B3", style=BOLD),
}
SECTION = sdk.RichTextSectionElement(elements=list(PIECES.values()))
RICH_PARTS: dict[type, Any] = {
    sdk.RichTextSectionElement: SECTION,
    sdk.RichTextListElement: sdk.RichTextListElement(elements=[SECTION], style="ordered", indent=1, offset=2, border=1),
    sdk.RichTextPreformattedElement: sdk.RichTextPreformattedElement(elements=[PARTS.Text(text="x = 1")], border=1),
    sdk.RichTextQuoteElement: sdk.RichTextQuoteElement(elements=[PARTS.Text(text="So it is.")]),
}
RICH = sdk.RichTextBlock(elements=list(RICH_PARTS.values()))

IN_ACTIONS: dict[type, list[Any]] = {
    sdk.ButtonElement: [
        sdk.ButtonElement(
            text="Go",
            action_id="it",
            url=PAGE,
            value="1",
            style="primary",
            confirm=CONFIRM,
            accessibility_label="Go on",
            agent_prompt="Go on with it.",
            agent_prompt_display="Go on",
            visible_to_user_ids=["U1"],
        )
    ],
    sdk.LinkButtonElement: [sdk.LinkButtonElement(text="Page", url=PAGE, action_id="it", style="danger")],
    more.WorkflowButtonElement: [
        more.WorkflowButtonElement(
            text="Run", action_id="it", workflow=WORKFLOW, style="primary", accessibility_label="Run it"
        )
    ],
    sdk.OverflowMenuElement: [sdk.OverflowMenuElement(options=[LINK], action_id="it", confirm=CONFIRM)],
    sdk.DatePickerElement: [sdk.DatePickerElement(initial_date="2026-05-01", **CHOSEN)],
    sdk.TimePickerElement: [sdk.TimePickerElement(initial_time="09:30", timezone="Europe/Zurich", **CHOSEN)],
    sdk.DateTimePickerElement: [
        sdk.DateTimePickerElement(initial_date_time=1_700_000_000, action_id="it", confirm=CONFIRM, focus_on_load=True)
    ],
    sdk.CheckboxesElement: [
        sdk.CheckboxesElement(
            options=OPTIONS, initial_options=OPTIONS[:1], action_id="it", confirm=CONFIRM, focus_on_load=True
        )
    ],
    sdk.RadioButtonsElement: [
        sdk.RadioButtonsElement(
            options=OPTIONS, initial_option=OPTIONS[0], action_id="it", confirm=CONFIRM, focus_on_load=True
        )
    ],
    sdk.SelectElement: [
        sdk.SelectElement(options=OPTIONS, initial_option=OPTIONS[0], **CHOSEN),
        sdk.SelectElement(option_groups=GROUPS, **CHOSEN),
    ],
    sdk.StaticSelectElement: [
        sdk.StaticSelectElement(options=OPTIONS, initial_option=OPTIONS[0], **CHOSEN),
        sdk.StaticSelectElement(option_groups=GROUPS, initial_option=OPTIONS[0], **CHOSEN),
    ],
    sdk.StaticMultiSelectElement: [
        sdk.StaticMultiSelectElement(options=OPTIONS, initial_options=OPTIONS, **SEVERAL),
        sdk.StaticMultiSelectElement(option_groups=GROUPS, **SEVERAL),
    ],
    sdk.ExternalDataSelectElement: [
        sdk.ExternalDataSelectElement(min_query_length=1, initial_option=OPTIONS[0], **CHOSEN)
    ],
    sdk.ExternalDataMultiSelectElement: [
        sdk.ExternalDataMultiSelectElement(min_query_length=1, initial_options=OPTIONS, **SEVERAL)
    ],
    sdk.UserSelectElement: [sdk.UserSelectElement(initial_user="U1", **CHOSEN)],
    sdk.UserMultiSelectElement: [sdk.UserMultiSelectElement(initial_users=["U1"], **SEVERAL)],
    sdk.ConversationSelectElement: [
        sdk.ConversationSelectElement(
            initial_conversation="C1",
            default_to_current_conversation=True,
            response_url_enabled=True,
            filter=FILTER,
            **CHOSEN,
        )
    ],
    sdk.ConversationMultiSelectElement: [
        sdk.ConversationMultiSelectElement(
            initial_conversations=["C1"], default_to_current_conversation=True, filter=FILTER, **SEVERAL
        )
    ],
    sdk.ChannelSelectElement: [sdk.ChannelSelectElement(initial_channel="C1", response_url_enabled=True, **CHOSEN)],
    sdk.ChannelMultiSelectElement: [sdk.ChannelMultiSelectElement(initial_channels=["C1"], **SEVERAL)],
}
IN_CONTEXT_ACTIONS: dict[type, list[Any]] = {
    sdk.FeedbackButtonsElement: [
        sdk.FeedbackButtonsElement(action_id="it", positive_button=FEEDBACK, negative_button=FEEDBACK)
    ],
    sdk.IconButtonElement: [
        sdk.IconButtonElement(
            action_id="it",
            icon="trash",
            text="Delete",
            accessibility_label="Delete this",
            value="1",
            visible_to_user_ids=["U1"],
            confirm=CONFIRM,
        )
    ],
}
IN_INPUT: dict[type, list[Any]] = {
    sdk.PlainTextInputElement: [
        sdk.PlainTextInputElement(initial_value="Hello", multiline=True, min_length=1, max_length=100, **TYPED)
    ],
    sdk.RichTextInputElement: [sdk.RichTextInputElement(initial_value=RICH, min_lines=2, max_lines=5, **TYPED)],
    sdk.EmailInputElement: [sdk.EmailInputElement(initial_value="maya@example.com", **TYPED)],
    sdk.UrlInputElement: [sdk.UrlInputElement(initial_value=PAGE, **TYPED)],
    sdk.NumberInputElement: [
        sdk.NumberInputElement(is_decimal_allowed=True, initial_value="1.5", min_value="1", max_value="2", **TYPED)
    ],
    more.FileInputElement: [more.FileInputElement(action_id="it", filetypes=["pdf", "png"], max_files=3)],
}
SOURCE = sdk.UrlSourceElement(url=PAGE, text="Page")
