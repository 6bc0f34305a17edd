"""What the API answers when it cannot do what was asked: one plain sentence, and the status that fits."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from lifecycle.errors import BadInput, Conflict, NotAllowed, NotFound, StoreProblem, ThroughlineError


class Problem(BaseModel):
    """What went wrong, in one plain sentence."""

    error: str


class NeedsToken(ThroughlineError):
    """No token was sent, or one that is unknown, expired or revoked."""


class TooLarge(BadInput):
    """The body is larger than a delivery may be."""


STATUS: tuple[tuple[type[ThroughlineError], int], ...] = (
    (NeedsToken, 401),
    (TooLarge, 413),
    (BadInput, 422),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (StoreProblem, 503),
)
RESPONSES: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": text}
    for code, text in {
        401: "No valid token",
        403: "The token may not do this",
        404: "Not found",
        409: "Contradicts what was recorded",
        413: "Too large",
        422: "Does not fit",
    }.items()
}


def add_to(api: FastAPI) -> None:
    """Let the API answer with sentences."""
    api.add_exception_handler(ThroughlineError, _say)
    api.add_exception_handler(RequestValidationError, _say_invalid)


async def _say(request: Request, problem: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS if isinstance(problem, kind)), 500)
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({"error": str(problem)}, status, headers)


async def _say_invalid(request: Request, problem: Exception) -> JSONResponse:
    first = problem.errors()[0] if isinstance(problem, RequestValidationError) else {"loc": (), "msg": str(problem)}
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "header"))
    return JSONResponse({"error": f"{where or 'The request'}: {first['msg']}. See /api/openapi.json."}, 422)
