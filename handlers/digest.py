"""`/qa-digest`: setting up what a channel is told again and again, and looking after it."""

from handlers import words
from handlers.middleware import Wiring, Word
from handlers.requests import Answer, Request, Values, open_modal, record_id, redraw, replace, say
from qabot.access import Action
from qabot.digest import messages, messages_form, queries, service
from qabot.digest import wanted as form
from qabot.digest.wanted import FIRST_TIME, Rhythm, Wanted
from qabot.errors import InvalidInput
from qabot.people.channels import check_channel
from qabot.schedule.queries import NO_SCHEDULE
from qabot.slack.port import Message, Slack, View

NOT_IN = "qabot is not in #{name}. Type `/invite @qabot` there, and submit again."
PAUSED, RESUMED, DELETED = "Paused. Nothing is said until you resume it.", "Resumed.", "Deleted."


def register(wiring: Wiring) -> None:
    wiring.command(messages.COMMAND, WORDS, otherwise=explain)
    wiring.submission(messages.SET_UP_FORM, set_up, needs=Action.DIGEST_MANAGE, prepare=checked_channel)
    for action in messages_form.CHANGES:
        wiring.action(action, changed, needs=Action.DIGEST_MANAGE)
    wiring.action(messages.PREVIEW, preview, needs=Action.DIGEST_MANAGE)
    wiring.action(messages.PAUSE, pause, needs=Action.DIGEST_MANAGE)
    wiring.action(messages.RESUME, resume, needs=Action.DIGEST_MANAGE)
    wiring.action(messages.DELETE, delete, needs=Action.DIGEST_MANAGE)


def explain(request: Request) -> Answer:
    return words.explain(request, messages.USAGE, WORDS)


def open_form(request: Request) -> Answer:
    here, zone = request.channel if request.channel.startswith(("C", "G")) else None, request.actor.time_zone
    begun = Wanted(channel=here, weekday="0", at=FIRST_TIME, zone=zone)
    return open_modal(_form(request, begun, request.new_form(messages.SET_UP_FORM)))


def changed(request: Request) -> Answer:
    """When it comes was changed: other fields, and the next times."""
    request.form(messages.SET_UP_FORM)
    chosen = _wanted(request, request.values.picked(messages.CHANNEL_BLOCK, messages.CHANNEL))
    return redraw(_form(request, form.begun(chosen, request.now, request.actor.time_zone), request.token))


def _form(request: Request, wanted: Wanted, token: str) -> View:
    lobs = queries.lobs(request.session, request.actor)
    if not lobs:
        raise InvalidInput(service.NO_LOB)
    coming = service.coming(
        request.session, actor=request.actor, wanted=wanted, now=request.now, count=messages_form.SHOWN
    )
    zones = service.offered_zones(request.session, request.actor)
    return messages_form.form(lobs, zones, wanted, coming, token=token)


def _wanted(request: Request, channel: str | None) -> Wanted:
    values = request.values
    return Wanted(
        lob=values.choice(messages.LOB_BLOCK, messages.LOB),
        channel=channel,
        rhythm=values.choice(form.RHYTHM_BLOCK, messages_form.RHYTHM) or Rhythm.WEEK,
        weekday=values.choice(form.WEEKDAY_BLOCK, messages.WEEKDAY),
        weeks=values.choice(form.WEEKS_BLOCK, messages_form.WEEKS),
        first=values.date(form.FIRST_BLOCK, messages_form.FIRST),
        date=values.choice(form.DATE_BLOCK, messages_form.DATE),
        nth=values.choice(form.NTH_BLOCK, messages_form.NTH),
        at=values.time(form.TIME_BLOCK, messages.TIME),
        zone=values.choice(form.ZONE_BLOCK, messages.ZONE),
    )


def checked_channel(slack: Slack, values: Values) -> str | None:
    """The channel that was chosen, if the bot may and can write to it."""
    block = messages.CHANNEL_BLOCK
    channel_id = values.picked(block, messages.CHANNEL)
    if channel_id is None:
        return None
    try:
        channel = check_channel(slack, channel_id)
    except InvalidInput as fault:
        raise InvalidInput(fault.sentence, {block: fault.sentence}) from fault
    if not channel.is_member:
        sentence = NOT_IN.format(name=channel.name)
        raise InvalidInput(sentence, {block: sentence})
    return channel.channel_id


def set_up(request: Request) -> Answer:
    request.form(messages.SET_UP_FORM)
    wanted = _wanted(request, request.prepared)
    lob, entry = service.set_up(request.session, actor=request.actor, wanted=wanted, now=request.now)
    return replace(messages.done(lob, entry))


def show_list(request: Request) -> Answer:
    return open_modal(messages.listed(service.looked_after(request.session, actor=request.actor)))


def preview_here(request: Request) -> Answer:
    """What this channel would be told; only this person sees it."""
    found = service.looked_after(request.session, actor=request.actor, channel=request.channel)
    if not found:
        return say(Message(messages.NONE_HERE))
    shown = [
        service.preview(request.session, actor=request.actor, schedule_id=entry.schedule_id, now=request.now)
        for _, entry in found
    ]
    return say(messages.together(shown))


def preview(request: Request) -> Answer:
    schedule_id = record_id(request.value, NO_SCHEDULE)
    shown = service.preview(request.session, actor=request.actor, schedule_id=schedule_id, now=request.now)
    return open_modal(messages.previewed(shown))


def pause(request: Request) -> Answer:
    schedule_id = record_id(request.value, NO_SCHEDULE)
    service.pause(request.session, actor=request.actor, schedule_id=schedule_id, now=request.now)
    return _list_again(request, PAUSED)


def resume(request: Request) -> Answer:
    schedule_id = record_id(request.value, NO_SCHEDULE)
    service.resume(request.session, actor=request.actor, schedule_id=schedule_id, now=request.now)
    return _list_again(request, RESUMED)


def delete(request: Request) -> Answer:
    schedule_id = record_id(request.value, NO_SCHEDULE)
    service.delete(request.session, actor=request.actor, schedule_id=schedule_id, now=request.now)
    return _list_again(request, DELETED)


def _list_again(request: Request, notice: str) -> Answer:
    return replace(messages.listed(service.looked_after(request.session, actor=request.actor), notice))


WORDS = {
    "": Word(open_form, needs=Action.DIGEST_MANAGE),
    "list": Word(show_list, needs=Action.DIGEST_MANAGE),
    "preview": Word(preview_here, needs=Action.DIGEST_MANAGE),
    "help": Word(explain, needs=None),
}
