"""The HTTP API, mounted under /api; its description is served at /api/openapi.json."""

from fastapi import FastAPI

from server.api import initiatives, problems, streams

api = FastAPI(
    title="Throughline",
    version="1",
    description="Send scored cases and their labels, and ask how an initiative stands. Every answer that is not a "
    'success holds one plain sentence: {"error": "…"}.',
    docs_url=None,
    redoc_url=None,
    openapi_url="/openapi.json",
)
problems.add_to(api)
api.include_router(streams.router)
api.include_router(initiatives.router)
