"""One of each block, with all that it can carry."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def words(*pieces: str | Json, kind: str = "rich_text_section", **more: Any) -> Json:
    made = [{"type": "text", "text": piece} if isinstance(piece, str) else piece for piece in pieces]
    return {"type": kind, "elements": made} | more


def styled(text: str, *styles: str) -> Json:
    return {"type": "text", "text": text, "style": dict.fromkeys(styles, True)}


def points(style: str, indent: int, *items: str, **more: Any) -> Json:
    entries = [words(item) for item in items]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": entries} | more


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id} | more


def raw(*texts: str) -> list[Json]:
    return [{"type": "raw_text", "text": text} for text in texts]


def number(value: float, text: str) -> Json:
    return {"type": "raw_number", "value": value, "text": text}


def series(name: str, *values: float) -> Json:
    labels = ("Jan", "Feb", "Mar", "Apr")
    return {"name": name, "data": [{"label": one, "value": value} for one, value in zip(labels, values, strict=True)]}


def chart(kind: str, *lines: Json) -> Json:
    axes = {"categories": ["Jan", "Feb", "Mar", "Apr"], "x_label": "Month", "y_label": "Tickets"}
    return {
        "type": "data_visualization",
        "title": f"Tickets by month ({kind})",
        "chart": {"type": kind, "series": list(lines), "axis_config": axes},
    }


def task(task_id: str, title: str, status: str, **more: Any) -> Json:
    return {"type": "task_card", "task_id": task_id, "title": title, "status": status} | more


def card(title: str, picture: str, action_id: str) -> Json:
    return {
        "type": "card",
        "hero_image": {"type": "image", "image_url": picture, "alt_text": f"{title} from above"},
        "icon": {"type": "image", "image_url": picture, "alt_text": ""},
        "title": mrkdwn(f"*{title}*"),
        "subtitle": mrkdwn("Open until 18:00"),
        "body": mrkdwn("Twelve desks, two quiet rooms and coffee."),
        "actions": [button("Reserve", action_id, style="primary"), button("Map", f"{action_id}-map")],
    }


def texts(picture: str, user_id: str) -> list[Json]:
    """Words and pictures."""
    styles = words(
        *("Styles: ", styled("bold", "bold"), ", ", styled("italic", "italic"), ", ", styled("strike", "strike"), ", "),
        *(styled("underline", "underline"), ", ", styled("code", "code"), " and ", styled("both", "bold", "italic")),
    )
    pieces = words(
        *("Pieces: ", {"type": "user", "user_id": user_id}, " ", {"type": "broadcast", "range": "here"}, " "),
        *({"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fc"}, " ", {"type": "color", "value": "#F405B3"}, " "),
        {"type": "link", "url": "https://example.com/guide", "text": "the guide"},
        *(" ", {"type": "date", "timestamp": 1763283600, "format": "{date_short} at {time}", "fallback": "16 Nov"}),
    )
    return [
        {"type": "header", "text": plain("The week in support :tada:")},
        {
            "type": "section",
            "text": mrkdwn(
                "*Nested _styles_* and ~old~ `code`\n> a quote\n> over two lines\n```two\nlines```\n• a plain dot"
            ),
            "accessory": {"type": "image", "image_url": picture, "alt_text": "A tile"},
        },
        {
            "type": "section",
            "fields": [mrkdwn("*Team*\nBilling"), mrkdwn("*Score*\n92 %"), plain("Plain one"), plain("Two")],
        },
        {
            "type": "context",
            "elements": [{"type": "image", "image_url": picture, "alt_text": "Tile"}, mrkdwn("Sent by *Maya*")],
        },
        {"type": "divider"},
        {"type": "image", "image_url": picture, "alt_text": "Four tiles in two colours", "title": plain("A picture")},
        rich(
            styles,
            pieces,
            points("bullet", 0, "First", "Second"),
            points("bullet", 1, "Within the second", "Another"),
            points("bullet", 2, "Deep"),
            points("ordered", 0, "Number four", "Number five", offset=3),
            words("Said by somebody", kind="rich_text_quote"),
            words("for one in all:\n    read(one)", kind="rich_text_preformatted") | {"language": "python"},
        ),
        {
            "type": "markdown",
            "text": "## A heading\n\nText with **bold**, *italic* and a [link](https://example.com).\n\n"
            "- [x] Done\n- [ ] To do\n\n| Name | Score |\n| --- | ---: |\n| Maya | 92 |\n| Tom | 88 |\n\n"
            "```python\nprint('hello')\n```\n\n> A quote",
        },
    ]


def data() -> list[Json]:
    """Tables and charts."""
    scores = [
        [*raw(name, team), number(value, f"{value} %")]
        for name, team, value in (
            ("Maya", "Billing", 92),
            ("Tom", "Billing", 88),
            ("Ada", "Accounts", 97),
            ("Ben", "Accounts", 71),
            ("Cleo", "Devices", 83),
            ("Dov", "Devices", 90),
            ("Eva", "Billing", 100),
        )
    ]
    segments = [
        {"label": name, "value": value} for name, value in (("Chat", 48), ("Mail", 31), ("Phone", 17), ("Post", 3))
    ]
    linked = rich(
        words({"type": "link", "url": "https://example.com/1", "text": "Ticket 1"}, " ", styled("late", "bold"))
    )
    return [
        {
            "type": "table",
            "column_settings": [{"is_wrapped": True}, {"align": "center"}, {"align": "right"}],
            "rows": [
                raw("Ticket", "Team", "Minutes", "Reviewed by"),
                [linked, *raw("Billing"), number(12.5, "12.5"), *raw("Maya Okafor, who knows it well")],
                raw("A ticket with a longer title that is wrapped within its column", "Accounts", "7", "Tom"),
            ],
        },
        {"type": "data_table", "caption": "Scores of the week", "rows": [raw("Name", "Team", "Score"), *scores]},
        {
            "type": "data_visualization",
            "title": "Where tickets come from",
            "chart": {"type": "pie", "segments": segments},
        },
        chart("bar", series("Solved", 42, 51, 38, 60), series("Open", 12, 9, 17, 8)),
        chart("line", series("Solved", 42, 51, 38, 60), series("Open", 12, 9, 17, 8), series("Change", -5, 9, -13, 22)),
        chart("area", series("Solved", 42, 51, 38, 60), series("Open", 12, 9, 17, 8)),
    ]


def things(picture: str) -> list[Json]:
    """What is elsewhere, what an app does, and what holds other blocks."""
    found = rich(words("Looked through 14 tickets."))
    tasks = [
        task(
            "a",
            "Read the tickets",
            "complete",
            output=found,
            sources=[{"type": "url", "url": "https://example.com", "text": "Guide"}],
        ),
        task("b", "Write the summary", "in_progress", details=rich(words("Two of three parts are written."))),
        task("c", "Send it", "pending"),
        task("d", "Ask the calendar", "error", details=rich(words("It did not answer."))),
    ]
    inside = [
        {"type": "section", "text": mrkdwn("Eight reviews wait for *you*."), "accessory": button("Open", "open")},
        {"type": "context", "elements": [mrkdwn("Since Monday")]},
    ]
    return [
        {
            "type": "video",
            "title": plain("How to review a ticket"),
            "title_url": "https://example.com/watch",
            "video_url": "https://example.com/embed",
            "thumbnail_url": picture,
            "alt_text": "A screen with a ticket",
            "author_name": "Maya",
            "provider_name": "Example TV",
            "description": plain("Five minutes, with examples."),
        },
        {"type": "file", "external_id": "plan-2026", "source": "remote"},
        {
            "type": "call",
            "call_id": "R1",
            "call": {"v1": {"name": "Weekly review", "display_id": "705-292", "join_url": "https://example.com/j"}},
        },
        *(
            {"type": "alert", "level": level, "text": mrkdwn(f"This is what *{level}* looks like.")}
            for level in ("default", "info", "warning", "error", "success")
        ),
        {"type": "plan", "title": "Weekly report", "tasks": tasks},
        task("e", "A task of its own", "in_progress"),
        card("Reading room", picture, "reserve"),
        {"type": "card", "slack_icon": {"type": "icon", "name": "rocket"}, "title": mrkdwn("*Launch*")},
        {"type": "carousel", "elements": [card(name, picture, name) for name in ("North", "East", "South", "West")]},
        {
            "type": "container",
            "title": plain("Your queue"),
            "subtitle": mrkdwn("Eight are *new*"),
            "child_blocks": inside,
            "width": "wide",
            "has_header_divider": True,
        },
        {
            "type": "container",
            "title": plain("Folded"),
            "child_blocks": inside,
            "is_collapsible": True,
            "default_collapsed": True,
        },
        {
            "type": "auth_provider",
            "value": "tracker",
            "name": plain("Tracker"),
            "description": plain("Reads your tickets."),
            "is_connected": True,
            "connected_identity": plain("maya@example.com"),
            "disconnect_url": "https://example.com/off",
        },
        {
            "type": "auth_provider",
            "value": "wiki",
            "name": plain("Wiki"),
            "is_connected": False,
            "auth_url": "https://example.com/on",
            "fallback": [{"type": "section", "text": mrkdwn("Connect the wiki.")}],
        },
        {
            "type": "actions",
            "elements": [button("Approve", "yes", style="primary"), button("Reject", "no", style="danger")],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "useful",
                    "positive_button": {"text": plain("Useful"), "value": "yes"},
                    "negative_button": {"text": plain("Not useful"), "value": "no"},
                },
                {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "remove"},
            ],
        },
        {"type": "something_new"},
    ]
