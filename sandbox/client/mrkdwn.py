"""Slack's mrkdwn as HTML. Whatever was typed is escaped first; only what this module makes becomes a tag."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from sandbox.client.emoji import EMOJI


class Names(Protocol):
    """Who is behind an id in a text."""

    def user(self, user_id: str) -> str: ...

    def channel(self, channel_id: str) -> str: ...


ANGLE = re.compile(r"<([^<>]+)>")
CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]*\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]*\S)~(?![\w~])"), "s"),
)
SHORTCODE = re.compile(r":([a-z0-9_+-]+):")
HELD = re.compile("\x00(\\d+)\x00")
SCHEMES = ("https://", "http://", "mailto:")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def to_html(text: str, names: Names) -> Markup:
    """A text with mrkdwn, as it is shown."""
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\x00{len(held) - 1}\x00"

    marked = CODE.sub(lambda found: hold(_code(found)), text.replace("\x00", ""))
    marked = ANGLE.sub(lambda found: hold(_angle(found[1], names)), marked)
    shown = _lines(_styled(str(_unescaped(marked))))
    while HELD.search(shown):
        shown = HELD.sub(lambda found: held[int(found[1])], shown)
    return Markup(shown)  # noqa: S704 every part of it was escaped above


def plain(text: str, names: Names) -> str:
    """The same without marks, in one line: for previews and titles."""
    return " ".join(to_html(text.replace("\n", " \n"), names).striptags().split())


def with_emoji(text: str) -> Markup:
    """Plain text, in which only emoji codes are replaced."""
    return escape(_emoji(text))


def markdown(text: str) -> Markup:
    """Standard markdown, as the markdown block has it; HTML in it is shown, not used."""
    tokens = MARKDOWN.parse(text)
    for token in (inner for block in tokens for inner in block.children or []):
        if token.type == "link_open":
            token.attrs.update(target="_blank", rel="noreferrer noopener")
        elif token.type == "text":
            token.content = _emoji(token.content)
    return Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S704 it escapes, with html off


def _unescaped(text: str) -> Markup:
    # Apps send &amp; &lt; &gt; for what they mean literally; everything else is escaped here.
    literal = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return escape(literal)


def _code(found: re.Match[str]) -> str:
    if found[1] is not None:
        return f"<pre>{_unescaped(found[1].strip(chr(10)))}</pre>"
    return f"<code>{_unescaped(found[2])}</code>"


def _angle(inner: str, names: Names) -> str:
    target, _, label = inner.partition("|")
    kind, rest = target[:1], target[1:]
    makers: dict[str, Callable[[], str]] = {
        "@": lambda: f'<span class="mention">@{escape(names.user(rest))}</span>',
        "#": lambda: f'<span class="mention">#{escape(names.channel(rest))}</span>',
        "!": lambda: _special(rest, label),
    }
    return makers[kind]() if kind in makers else _link(target, label)


def _link(target: str, label: str) -> str:
    shown = escape(_emoji(str(label or target).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")))
    if not target.startswith(SCHEMES) or HELD.search(target):
        return str(escape(f"<{target}>"))
    address = escape(target.replace("&amp;", "&"))
    return f'<a href="{address}" target="_blank" rel="noreferrer noopener">{shown}</a>'


def _special(rest: str, label: str) -> str:
    if rest.startswith("date^"):
        return _date(rest, label)
    return f'<span class="mention">@{escape(label or rest)}</span>'


def _date(rest: str, fallback: str) -> str:
    parts = rest.split("^")
    try:
        instant, form = datetime.fromtimestamp(int(parts[1]), UTC).isoformat(), parts[2]
    except (ValueError, OverflowError, OSError, IndexError):
        return str(escape(fallback))
    return f'<time datetime="{instant}" data-format="{escape(form)}">{escape(fallback)}</time>'


def _styled(shown: str) -> str:
    for pattern, tag in STYLES:
        shown = pattern.sub(rf"<{tag}>\1</{tag}>", shown)
    return _emoji(shown)


def _emoji(text: str) -> str:
    return SHORTCODE.sub(lambda found: EMOJI.get(found[1], found[0]), text)


def _lines(shown: str) -> str:
    made, quoted = [], False
    for line in shown.split("\n"):
        is_quote = line.startswith("&gt;")
        if is_quote != quoted:
            made.append("<blockquote>" if is_quote else "</blockquote>")
            quoted = is_quote
        made.append((line.removeprefix("&gt;").lstrip() if is_quote else line) + "<br>")
    made.append("</blockquote>" if quoted else "")
    return "".join(made).replace("<br></blockquote>", "</blockquote>").removesuffix("<br>")
