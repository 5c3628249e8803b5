"""Reading HTML as a browser would, and the names that it may show."""

from html.parser import HTMLParser


class Names:
    def user(self, user_id: str) -> str:
        return {"U1": "Maya"}.get(user_id, "somebody")

    def channel(self, channel_id: str) -> str:
        return {"C1": "general"}.get(channel_id, "a channel")

    def user_group(self, group_id: str) -> str:
        return {"S1": "billing"}.get(group_id, "a group")


class Seen(HTMLParser):
    """The tags and attributes that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
