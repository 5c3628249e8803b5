"""`/qa-admin schedules`: what is said again and again, with its next times; to pause, to resume and to say now."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.middleware import Wiring
from handlers.requests import Answer, Request, open_modal, record_id, replace
from qabot.access import Action
from qabot.schedule import messages, operating
from qabot.schedule.kinds import Timetable
from qabot.schedule.queries import NO_SCHEDULE
from qabot.slack.port import View

NO_PAGE = "There is no such page. Please type `/qa-admin schedules` again."


@dataclass(frozen=True)
class Schedules:
    """The handlers; what can be said is known to the composition root alone."""

    timetable: Timetable

    def register(self, wiring: Wiring) -> None:
        for action, handler in (
            (messages.OPEN, self.open_one),
            (messages.TURN_BACK, self.turn),
            (messages.TURN, self.turn),
            (messages.LIST, self.back),
            (messages.PAUSE, self.pause),
            (messages.RESUME, self.resume),
            (messages.RUN_NOW, self.run_now),
        ):
            wiring.action(action, handler, needs=Action.SCHEDULE_MANAGE)

    def open_list(self, request: Request) -> Answer:
        return open_modal(self._listed(request, 1))

    def turn(self, request: Request) -> Answer:
        return replace(self._listed(request, record_id(request.value, NO_PAGE)))

    def back(self, request: Request) -> Answer:
        return replace(self._listed(request, request.form(messages.FORM)["page"]))

    def open_one(self, request: Request) -> Answer:
        about = request.form(messages.LIST_FORM)
        return self._shown(request, record_id(request.value, NO_SCHEDULE), about["page"])

    def pause(self, request: Request) -> Answer:
        schedule_id, page = _which(request)
        operating.pause(request.session, actor=request.actor, schedule_id=schedule_id, now=request.now)
        return self._shown(request, schedule_id, page, messages.PAUSED)

    def resume(self, request: Request) -> Answer:
        return self._do(request, operating.resume, messages.RESUMED)

    def run_now(self, request: Request) -> Answer:
        return self._do(request, operating.run_now, messages.RAN)

    def _do(self, request: Request, deal: Callable[..., None], notice: str) -> Answer:
        schedule_id, page = _which(request)
        deal(
            request.session,
            actor=request.actor,
            timetable=self.timetable,
            schedule_id=schedule_id,
            now=request.now,
        )
        return self._shown(request, schedule_id, page, notice)

    def _listed(self, request: Request, number: int) -> View:
        found = operating.page(request.session, actor=request.actor, timetable=self.timetable, number=number)
        return messages.listed(found, token=request.new_form(messages.LIST_FORM, page=found.number))

    def _shown(self, request: Request, schedule_id: int, page: int, notice: str = "") -> Answer:
        found = operating.details(
            request.session,
            actor=request.actor,
            timetable=self.timetable,
            schedule_id=schedule_id,
            now=request.now,
        )
        token = request.new_form(messages.FORM, schedule_id=schedule_id, page=page)
        return replace(messages.details(found, token=token, notice=notice))


def _which(request: Request) -> tuple[int, int]:
    about = request.form(messages.FORM)
    return about["schedule_id"], about["page"]
