"""The Slack channels that a programme names, held against Slack before anything is written."""

from collections.abc import Iterator

from qabot.errors import InvalidInput
from qabot.people.channels import NOT_THERE, check_channel
from qabot.programme.fields import CHANNEL_ID
from qabot.programme.reading import InvalidProgramme, Programme
from qabot.programme.source import Path
from qabot.slack.port import Slack


def check_channels(slack: Slack, programme: Programme) -> None:
    """InvalidProgramme, with its line, for each channel that is not there or that people from outside read."""
    named = list(_named(programme))
    if not named:
        return
    ids = {channel.name: channel.channel_id for channel in slack.channels()}
    source, before = programme.source, len(programme.source.faults)
    for path, channel in named:
        try:
            check_channel(slack, _id(channel, ids))
        except InvalidInput as refused:
            source.fault(path, f"#{channel}: {refused.sentence}")
    if source.faults[before:]:
        raise InvalidProgramme(source.faults[before:])


def _named(programme: Programme) -> Iterator[tuple[Path, str]]:
    for number, lob in enumerate(programme.held.lines_of_business):
        for place, queue in enumerate(lob.queues):
            if queue.channel:
                yield ("lines_of_business", number, "queues", place, "channel"), queue.channel
    for place, area in enumerate(programme.held.areas):
        yield ("areas", place, "channel"), area.channel


def _id(channel: str, ids: dict[str, str]) -> str:
    if CHANNEL_ID.fullmatch(channel):
        return channel
    if channel not in ids:
        raise InvalidInput(NOT_THERE)
    return ids[channel]
