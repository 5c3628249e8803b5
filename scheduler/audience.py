"""Nothing of a data-security department goes to a channel that guests or other organisations can read.

It is asked before each send, because who is in a channel changes; a row that is kept back waits for the operator.
"""

from qabot.slack.port import NotSent, Slack, SlackFault, Unknown


class Withheld(SlackFault):
    """Not sent: people who may not read it are in the channel."""


def require_our_own(slack: Slack, channel: str) -> None:
    """Raise Withheld where others can read a channel. A direct message goes to a person of the programme."""
    if channel.startswith(("U", "W", "D")):
        return
    try:
        others = slack.audience(channel)
    except Unknown as fault:
        # Only the question failed: what was to be said was certainly not sent.
        raise NotSent(fault.code) from fault
    if others.organisations:
        raise Withheld("channel_has_other_organisations")
    if others.guests:
        raise Withheld("channel_has_guests")
