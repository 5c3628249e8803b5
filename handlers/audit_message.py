"""“Audit this ticket”: the form to choose a ticket, opened from a message that names one."""

from handlers.requests import Answer, Request, open_modal
from qabot.audit import mentions, messages, messages_pick


def open_form(request: Request) -> Answer:
    found = mentions.find(request.session, request.actor, request.text)
    return open_modal(messages_pick.naming(found, token=request.new_form(messages.PICK_FORM)))
