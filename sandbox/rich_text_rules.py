"""The rules for rich text: its four kinds of parts and the pieces in them."""

from sandbox.checks import Check, array, boolean, by_type, integer, matching, one_of, shape
from sandbox.composition_rules import ANY_LENGTH, ANY_TEXT, BLOCK_ID, NAME
from sandbox.limits import MOST

# Slack names no number for these
MANY = 10_000

_MARKS = ("bold", "italic", "strike", "underline", "highlight", "client_highlight")
STYLE = shape((), **dict.fromkeys(_MARKS, boolean))
TEXT_STYLE = shape((), **dict.fromkeys((*_MARKS, "code", "unlink"), boolean))

PIECES: Check = array(
    by_type(
        {
            "text": shape(["text"], text=ANY_TEXT, style=TEXT_STYLE),
            "link": shape(["url"], url=ANY_TEXT, text=ANY_LENGTH, unsafe=boolean, style=TEXT_STYLE),
            "emoji": shape(["name"], name=NAME, unicode=NAME, skin_tone=integer(1, 6), style=STYLE),
            "user": shape(["user_id"], user_id=NAME, style=STYLE),
            "usergroup": shape(["usergroup_id"], usergroup_id=NAME, style=STYLE),
            "channel": shape(["channel_id"], channel_id=NAME, style=STYLE),
            "team": shape(["team_id"], team_id=NAME, style=STYLE),
            "broadcast": shape(["range"], range=one_of("here", "channel", "everyone"), style=STYLE),
            "color": shape(["value"], value=matching(r"#[0-9a-fA-F]{6}", "a color as #RRGGBB"), style=STYLE),
            "date": shape(
                ["timestamp", "format"],
                timestamp=integer(0, 10**11),
                format=ANY_TEXT,
                timezone=NAME,
                url=ANY_TEXT,
                fallback=ANY_LENGTH,
                style=STYLE,
            ),
        }
    ),
    0,
    MANY,
)
BORDER = integer(0, MOST["rich_text.border"])
SECTION = shape(["elements"], elements=PIECES)
PART = by_type(
    {
        "rich_text_section": SECTION,
        "rich_text_list": shape(
            ["style", "elements"],
            style=one_of("bullet", "ordered"),
            elements=array(by_type({"rich_text_section": SECTION}), 1, MANY),
            indent=integer(0, MOST["rich_text_list.indent"]),
            offset=integer(0, MANY),
            border=BORDER,
        ),
        "rich_text_preformatted": shape(["elements"], elements=PIECES, border=BORDER, language=NAME),
        "rich_text_quote": shape(["elements"], elements=PIECES, border=BORDER),
    }
)
RICH_TEXT = shape(["elements"], block_id=BLOCK_ID, elements=array(PART, 1, MANY))
RICH_TEXT_OBJECT = by_type({"rich_text": RICH_TEXT})
