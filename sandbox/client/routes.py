"""Where the browser client answers."""

from starlette.routing import BaseRoute

routes: list[BaseRoute] = []
