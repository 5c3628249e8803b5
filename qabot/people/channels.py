"""Which Slack channels the programme may name: none that people from outside read."""

from qabot.errors import InvalidInput
from qabot.slack.port import Slack, SlackChannel, SlackFault

NOT_THERE = "I can't see this channel in Slack. If it is private, invite qabot to it first."
ARCHIVED = "This channel is archived. Please choose one that is in use."
SHARED = "Other organisations read this channel, or are invited to. Please choose one that only your own people read."
GUESTS = "There are guests in this channel. Please choose one that only your own people read."
NOT_ASKED = "Slack did not say who reads this channel ({code}). Nothing was saved. Please try again."


def check_channel(slack: Slack, channel_id: str) -> SlackChannel:
    """What Slack says about the channel; InvalidInput, in words, where the bot must not write to it."""
    try:
        channel = slack.channel(channel_id)
        others = slack.audience(channel_id)
    except SlackFault as fault:
        known = NOT_THERE if fault.code == "channel_not_found" else NOT_ASKED.format(code=fault.code)
        raise InvalidInput(known) from fault
    if channel.archived:
        raise InvalidInput(ARCHIVED)
    if channel.is_shared or others.organisations:
        raise InvalidInput(SHARED)
    if others.guests:
        raise InvalidInput(GUESTS)
    return channel
