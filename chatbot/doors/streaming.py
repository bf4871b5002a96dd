"""The same path for a client that wants events: its route stands before the one for all."""

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

EVENTS: dict[str, Any] = {"text/event-stream": {}}  # what a route answers with, for the API's page


class _EventRoute(APIRoute):
    """A route that only those see who accept server-sent events."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        accepted = Headers(scope=scope).get("accept", "") if scope["type"] == "http" else ""
        return super().matches(scope) if "text/event-stream" in accepted else (Match.NONE, {})


def event_routes() -> APIRouter:
    """Routes that yield events; FastAPI sends them, and a sign of life where none comes."""
    return APIRouter(route_class=_EventRoute, include_in_schema=False)
