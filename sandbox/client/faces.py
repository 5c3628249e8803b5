"""What stands for somebody beside their words: a colour, initials and a name."""

from dataclasses import dataclass

from sandbox.model import App, User

TONES = 6


@dataclass(frozen=True)
class Face:
    """`tone` is the class that gives it its colour: the same for the same person everywhere."""

    id: str
    name: str
    title: str
    initials: str
    tone: str
    is_app: bool = False


def face_of(user: User, position: int) -> Face:
    """`position` is theirs among everybody here: neighbours differ in colour."""
    name = user.real_name or user.name
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    title = "Deactivated account" if user.deleted else user.title
    return Face(user.id, name, title, initials, f"tone{position % TONES}")


def face_of_app(app: App) -> Face:
    return Face(app.user_id, app.name, "App", "◆", "avatar--app", is_app=True)
