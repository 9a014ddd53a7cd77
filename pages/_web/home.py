"""The board by its name. Its address is `/`; the framework finds no page under the name and says so on the board."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


async def _to_the_board(request: Request) -> RedirectResponse:
    asked = request.url.query
    return RedirectResponse(f"/?{asked}" if asked else "/", status_code=307)


ROUTES = [Route("/home", _to_the_board, methods=["GET"])]
