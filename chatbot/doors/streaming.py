"""The same path for a client that wants events and for one that does not."""

from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope


class _Route(APIRoute):
    """A route that, where it yields events, only those see who accept them."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        yields = self.response_class is EventSourceResponse
        if yields and "text/event-stream" not in Headers(scope=scope).get("accept", ""):
            return Match.NONE, {}
        return super().matches(scope)


def api_routes() -> APIRouter:
    """Routes of which one that yields events may stand before another one of the same path."""
    return APIRouter(route_class=_Route)
