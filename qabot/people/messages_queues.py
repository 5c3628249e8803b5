"""The forms with which an admin adds and changes queues."""

from collections.abc import Mapping

from qabot.people import messages
from qabot.people.directory import Choice
from qabot.people.queues import QueueProfile
from qabot.slack import blocks
from qabot.slack.port import Block, View

NAME_BLOCK, LOB_BLOCK, SCORECARD_BLOCK, CHANNEL_BLOCK = "name", "lob", "scorecard", "channel"
NAME_LENGTH = 120


def is_id(channel: str) -> bool:
    return channel[:1] in ("C", "G")


def find_form(*, token: str) -> View:
    shown = [
        blocks.input_block(
            "Which queue do you want to change?",
            blocks.external_select(messages.QUEUE, "Type a name"),
            block_id=messages.FIND_BLOCK,
        ),
        blocks.actions(blocks.button("Add a queue", messages.ADD_QUEUE), block_id="add"),
    ]
    return blocks.modal("Queues", shown, callback_id=messages.QUEUES_FORM, token=token, submit="Open", close="Cancel")


def queue_form(queue: QueueProfile, scorecards: Mapping[str, str], *, token: str) -> View:
    # What a queue has now can be kept, also where it is not published.
    offered = {queue.scorecard_key: f"{queue.scorecard_key} (not published)"} | dict(scorecards)
    shown = [
        blocks.context(f"{blocks.escape(queue.lob)} · in the programme file: `{queue.key}`"),
        *_fields(offered, queue),
    ]
    return blocks.modal(
        "Change a queue", shown, callback_id=messages.QUEUE_FORM, token=token, submit="Save", close="Cancel"
    )


def new_form(lobs: list[Choice], scorecards: Mapping[str, str], *, token: str) -> View:
    lob = blocks.select(messages.LOB, "Choose one", messages.options(lobs))
    shown = [blocks.input_block("Line of business", lob, block_id=LOB_BLOCK), *_fields(scorecards, None)]
    return blocks.modal(
        "Add a queue", shown, callback_id=messages.NEW_QUEUE_FORM, token=token, submit="Add", close="Cancel"
    )


def saved(queue: QueueProfile, scorecards: Mapping[str, str]) -> str:
    card = blocks.escape(scorecards.get(queue.scorecard_key, queue.scorecard_key))
    channel = f" Its channel is {_channel(queue.channel)}." if queue.channel else ""
    return f"*{blocks.escape(queue.name)}* ({blocks.escape(queue.lob)}) is scored with _{card}_.{channel}"


def added(queue: QueueProfile, scorecards: Mapping[str, str]) -> str:
    return (
        f"{saved(queue, scorecards)}\nIn the programme file, call it `{queue.key}`, so that the next import knows it. "
        "Auditors with a role for the whole line of business reach it at once."
    )


def _channel(channel: str) -> str:
    return f"<#{channel}>" if is_id(channel) else f"#{blocks.escape(channel)}"


def _fields(scorecards: Mapping[str, str], queue: QueueProfile | None) -> list[Block]:
    cards = [blocks.option(name, key) for key, name in scorecards.items()]
    now = queue.channel if queue else None
    named = f"Now: #{now}, by its name. Leave this empty to keep it. " if now and not is_id(now) else ""
    return [
        blocks.input_block(
            "Name",
            blocks.text_input(messages.NAME, initial=queue.name if queue else "", max_length=NAME_LENGTH),
            block_id=NAME_BLOCK,
        ),
        blocks.input_block(
            "Scorecard",
            blocks.select(messages.SCORECARD, "Choose a scorecard", cards, queue.scorecard_key if queue else None),
            block_id=SCORECARD_BLOCK,
            hint="Audits that were begun keep the scorecard that they began with.",
        ),
        blocks.input_block(
            "Channel",
            blocks.channel_select(messages.CHANNEL, "None", now if now and is_id(now) else None),
            block_id=CHANNEL_BLOCK,
            hint=f"{named}Channels that other organisations read are refused. Invite qabot to a private one first.",
            optional=True,
        ),
    ]
