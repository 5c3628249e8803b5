"""Slack's mrkdwn as HTML. Whatever was typed is escaped; only what this module makes becomes a tag.

What has a meaning of its own (code, what stands in angle brackets, bare addresses) is found in one pass and held back,
so that the marks for styles never cut through it.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from sandbox.client import emoji


class Names(Protocol):
    """Who is behind an id in a text."""

    def user(self, user_id: str) -> str: ...

    def channel(self, channel_id: str) -> str: ...

    def user_group(self, group_id: str) -> str: ...


ANGLE = re.compile(r"<([^<>\n]+)>")
WHOLE = re.compile(
    r"```(?P<block>.+?)```|`(?P<code>[^`\n]+)`|<(?P<angle>[^<>\n]+)>"
    r"|(?P<url>\bhttps?://[^\s<>`|\x00]+)|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
    re.DOTALL,
)
STYLES = (
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])"), "strong"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)"), "em"),
    (re.compile(r"(?<![\w~])~(?=[^\s~])([^~\n]*[^\s~])~(?![\w~])"), "s"),
)
AFTER_URL = re.compile(r"(?:[.,;:!?)*_~'\"]|&gt;|&lt;)+$")
HELD = re.compile("\x00(\\d+)\x00")
BREAK = re.compile(r"(</(?:pre|blockquote)>)<br>|<br>(<(?:pre|blockquote)>)")
SCHEMES = ("https://", "http://", "mailto:")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
TASK = re.compile(r"\[([ xX])\] ")
TASK_SIGNS = {" ": "☐", "x": "☑"}


def to_html(text: str, names: Names) -> Markup:
    """A text with mrkdwn, as it is shown."""
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        made, rest = _whole(found, names)
        held.append(made)
        return f"\x00{len(held) - 1}\x00{rest}"

    marked = WHOLE.sub(hold, text.replace("\x00", ""))
    shown = HELD.sub(lambda found: held[int(found[1])], _lines(marked))
    return Markup(BREAK.sub(r"\1\2", shown))  # noqa: S704 every part of it was escaped above


def plain(text: str, names: Names) -> str:
    """The same without marks, in one line: for previews and titles."""
    return " ".join(to_html(text.replace("\n", " \n"), names).striptags().split())


def with_emoji(text: str) -> Markup:
    """Plain text, in which only emoji codes are replaced."""
    return escape(emoji.replaced(text))


def markdown(text: str) -> Markup:
    """Standard markdown, as the markdown block has it; HTML in it is shown, not used."""
    tokens = MARKDOWN.parse(text)
    for index, block in enumerate(tokens):
        _aligned(block)
        if _is_ticked(block):
            # Its entry of the list opened two tokens before, with its paragraph in between.
            tokens[index - 2].attrs["class"] = "ticked"
        for token in block.children or []:
            if token.type == "link_open":
                token.attrs.update(target="_blank", rel="noreferrer noopener")
            elif token.type == "text":
                token.content = emoji.replaced(token.content)
    return Markup(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))  # noqa: S704 it escapes, with html off


def _aligned(block: Token) -> None:
    # The pages take no style from an attribute.
    if style := block.attrs.pop("style", None):
        block.attrs["class"] = str(style).partition(":")[2]


def _is_ticked(block: Token) -> bool:
    """Whether it is the entry of a list of tasks, which then has its sign."""
    first = block.children[0] if block.children else None
    if not (first and first.type == "text" and block.level > 1 and (task := TASK.match(first.content))):
        return False
    first.content = f"{TASK_SIGNS[task[1].lower()]} {first.content[task.end() :]}"
    return True


def mention(sign: str, name: str) -> Markup:
    return Markup('<span class="mention">{}{}</span>').format(sign, name)


def link(address: str, shown: str | Markup) -> Markup:
    """A link that opens elsewhere and tells nothing; words alone where the address is not of the web or of mail."""
    if not address.startswith(SCHEMES):
        return escape(shown)
    return Markup('<a href="{}" target="_blank" rel="noreferrer noopener">{}</a>').format(address, shown)


def date(stamp: str, form: str, fallback: str, address: str = "") -> Markup:
    """A time that the browser writes in the reader's own zone."""
    try:
        instant = datetime.fromtimestamp(int(stamp), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return escape(fallback)
    made = Markup('<time datetime="{}" data-format="{}">{}</time>').format(instant, form, fallback)
    return link(address, made) if address else made


def _literal(text: str) -> str:
    # Apps send &amp; &lt; &gt; for what they mean literally.
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _whole(found: re.Match[str], names: Names) -> tuple[str, str]:
    """What stands for it, and what of it is text again."""
    kind, text = found.lastgroup, found[found.lastgroup or 0]
    if kind == "angle":
        return _angle(text, names), ""
    if kind == "url":
        rest = AFTER_URL.search(text)
        address = text[: rest.start()] if rest else text
        return link(_literal(address), _literal(address)), rest[0] if rest else ""
    if kind == "mail":
        return link(f"mailto:{text}", text), ""
    tag = "pre" if kind == "block" else "code"
    return f"<{tag}>{_code(text.strip(chr(10)) if kind == 'block' else text, names)}</{tag}>", ""


def _code(text: str, names: Names) -> str:
    parts = ANGLE.split(text)
    return "".join(_angle(part, names) if odd % 2 else str(escape(_literal(part))) for odd, part in enumerate(parts))


def _angle(inner: str, names: Names) -> str:
    target, _, label = inner.partition("|")
    kind, rest = target[:1], target[1:]
    makers: dict[str, Callable[[], str]] = {
        "@": lambda: mention("@", names.user(rest)),
        "#": lambda: mention("#", names.channel(rest)),
        "!": lambda: _special(rest, label, names),
    }
    if kind in makers:
        return makers[kind]()
    if not target.startswith(SCHEMES):
        return str(escape(_literal(f"<{inner if label else target}>")))
    return link(_literal(target), with_emoji(_literal(label or target.removeprefix("mailto:"))))


def _special(rest: str, label: str, names: Names) -> str:
    if rest.startswith("date^"):
        _, stamp, form, address, *_ = [*rest.split("^"), "", "", ""]
        return date(stamp, _literal(form), _literal(label), _literal(address))
    if rest.startswith("subteam^"):
        written = _literal(label).removeprefix("@")
        return mention("@", written or names.user_group(rest.partition("^")[2]))
    return mention("@", _literal(label or rest))


def _styled(text: str) -> str:
    made, rest = "", text
    while found := [(mark, tag) for pattern, tag in STYLES if (mark := pattern.search(rest))]:
        mark, tag = min(found, key=lambda one: one[0].start())
        made += f"{_words(rest[: mark.start()])}<{tag}>{_styled(mark[1])}</{tag}>"
        rest = rest[mark.end() :]
    return made + _words(rest)


def _words(text: str) -> str:
    return str(with_emoji(_literal(text)))


def _lines(marked: str) -> str:
    made, quoted, to_end = [], False, False
    for line in marked.split("\n"):
        to_end = to_end or line.startswith((">>>", "&gt;&gt;&gt;"))
        bare = _unquoted(line)
        is_quote = to_end or bare is not None
        if is_quote != quoted:
            made.append("<blockquote>" if is_quote else "</blockquote>")
            quoted = is_quote
        made.append(_styled(line if bare is None else bare) + "<br>")
    made.append("</blockquote>" if quoted else "")
    return "".join(made).replace("<br></blockquote>", "</blockquote>").removesuffix("<br>")


def _unquoted(line: str) -> str | None:
    marked = re.match(r"(?:(?:>|&gt;){3}|>|&gt;) ?", line)
    return line[marked.end() :] if marked else None
