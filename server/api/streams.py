"""Streams over HTTP: open one, send cases, send labels."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from data import deliveries, evaluations, initiatives, streams
from data.audit import SYSTEM
from data.deliveries import CASES, REFERENCE, Delivery
from data.runtime import running
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.errors import BadInput
from lifecycle.initiative import Stream
from lifecycle.monitor.stream import StreamSchema
from server.api.bearer import Who
from server.api.problems import RESPONSES, TooLarge

router = APIRouter(prefix="/v1/streams", responses=RESPONSES)
MOST_BYTES = 100 * 1024 * 1024
MEDIA = {
    "text/csv": "file.csv",
    "application/csv": "file.csv",
    "text/plain": "file.csv",
    "application/vnd.apache.parquet": "file.parquet",
    "application/x-parquet": "file.parquet",
    "application/octet-stream": "",
    "application/x-www-form-urlencoded": "",
    "": "",
}
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in ("text/csv", "application/vnd.apache.parquet")
        },
    }
}
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Sending the same key again changes nothing.", max_length=200),
]


class StreamOrder(BaseModel):
    """A stream to open for a model that runs elsewhere: which column is what."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="What people call the stream.", examples=["California housing"])
    initiative: str | None = Field(None, description="The initiative's address. Without one, an initiative is started.")
    id: str = Field(description="Column with the case id.", examples=["id"])
    time: str = Field(description="Column with the time of the decision, ISO 8601.", examples=["timestamp"])
    score: str = Field(description="Column with the probability of yes, 0 to 1.", examples=["y_pred_proba"])
    label: str = Field(description="Column the truth will come in by.", examples=["clf_target"])
    features: list[str] | dict[str, str] = Field(
        description='Feature columns; with kinds as {"plan": "categorical", "age": "numeric"} if you want to fix them.'
    )
    threshold: float = Field(0.5, description="A case is acted on from this score on.")
    positive: str | int | bool = Field("1", description="The label's value that means yes.")
    action: str | None = Field(None, description="Column that is 1 where somebody acted on the case.")
    held_out: str | None = Field(None, description="Column that is 1 where the case was left as today by chance.")


class StreamAnswer(BaseModel):
    """A stream, and where to send to."""

    stream: str
    name: str
    initiative: str
    id: str
    columns: dict[str, Any]
    send_cases_to: str
    send_labels_to: str


class Receipt(BaseModel):
    """What was received. `repeated`: this delivery had been received before, and nothing changed."""

    delivery: int
    kind: str
    rows: int
    first: datetime | None
    last: datetime | None
    received_at: datetime
    repeated: bool


@router.post("", status_code=201, summary="Open a stream")
def open_stream(order: StreamOrder, who: Who) -> StreamAnswer:
    """Open a stream for a model that runs elsewhere."""
    runtime = running()
    features = order.features if isinstance(order.features, dict) else dict.fromkeys(order.features, "auto")
    if isinstance(order.features, list) and len(set(order.features)) < len(order.features):
        raise BadInput("A feature is named twice. Each column has one part to play.")
    positive = str(int(order.positive)) if isinstance(order.positive, bool) else str(order.positive)
    schema = StreamSchema(
        identifier=order.id,
        time=order.time,
        score=order.score,
        label=order.label,
        features=features,
        threshold=order.threshold,
        positive=positive,
        action=order.action,
        held_out=order.held_out,
    )
    act = Act(who, runtime.clock())
    if order.initiative is None:
        return _stream(streams.open_with_initiative(runtime.store, act, order.name, schema))
    initiative = initiatives.by_slug(runtime.store, who, order.initiative)
    return _stream(streams.open_stream(runtime.store, act, initiative.id, order.name, schema))


@router.get("/{stream}", summary="Look a stream up")
def get_stream(stream: str, who: Who) -> StreamAnswer:
    """Say which columns a stream needs and where to send to."""
    return _stream(streams.by_name(running().store, who, stream))


def _stream(found: Stream) -> StreamAnswer:
    schema, at = found.schema, f"/api/v1/streams/{found.slug}"
    with running().store.read() as cursor:
        initiative = initiatives.find(cursor, found.initiative_id)
    columns: dict[str, Any] = {
        "id": schema.identifier,
        "time": schema.time,
        "score": schema.score,
        "label": schema.label,
    }
    columns |= {"features": schema.features, "action": schema.action, "held_out": schema.held_out}
    columns |= {"group": schema.group} if schema.group else {}
    return StreamAnswer(
        stream=found.slug,
        name=found.name,
        initiative=initiative.slug,
        id=found.id,
        columns=columns,
        send_cases_to=f"{at}/batches",
        send_labels_to=f"{at}/labels",
    )


@router.post(
    "/{stream}/batches",
    status_code=201,
    responses={200: {"model": Receipt, "description": "Received before; nothing changed"}},
    openapi_extra=FILE_BODY,
    summary="Send scored cases",
)
async def send_cases(
    request: Request,
    response: Response,
    stream: str,
    who: Who,
    key: Key = None,
    role: Annotated[str, Query(pattern="^(cases|reference)$", description="cases, or the reference period")] = CASES,
) -> Receipt:
    """Send cases as CSV or Parquet, all or nothing. Labels that are known already may stand in the same file."""
    kind = REFERENCE if role == "reference" else CASES

    def take(act: Act, found: Stream, parcel: deliveries.Parcel) -> Delivery:
        return deliveries.deliver(running().store, act, found, parcel, kind)

    return await _receive(request, response, stream, who, key, take)


@router.post(
    "/{stream}/labels",
    status_code=201,
    responses={200: {"model": Receipt, "description": "Received before; nothing changed"}},
    openapi_extra=FILE_BODY,
    summary="Send labels that became known later",
)
async def send_labels(request: Request, response: Response, stream: str, who: Who, key: Key = None) -> Receipt:
    """Send labels as CSV or Parquet with the id and the label column, all or nothing."""

    def take(act: Act, found: Stream, parcel: deliveries.Parcel) -> Delivery:
        return deliveries.deliver_labels(running().store, act, found, parcel)

    return await _receive(request, response, stream, who, key, take)


async def _receive(
    request: Request,
    response: Response,
    name: str,
    who: Principal,
    key: str | None,
    take: Callable[[Act, Stream, deliveries.Parcel], Delivery],
) -> Receipt:
    runtime = running()
    found = await run_in_threadpool(streams.by_name, runtime.store, who, name)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in MEDIA:
        raise BadInput(f"The content type {media!r} cannot be read. Send text/csv or application/vnd.apache.parquet.")
    content = await _body(request)

    def work() -> Delivery:
        table = runtime.intake.read(content, MEDIA[media], [found.schema.identifier])
        act = Act(who, runtime.clock())
        made = take(act, found, table.parcel(f"HTTP, {who.name}", key))
        if not made.repeated:
            evaluations.request(runtime.store, runtime.jobs, Act(SYSTEM, runtime.clock()), found)
        return made

    made = await run_in_threadpool(work)
    response.status_code = 200 if made.repeated else 201
    return Receipt(
        delivery=made.number,
        kind=made.kind,
        rows=made.rows,
        first=made.first_at,
        last=made.last_at,
        received_at=made.received_at,
        repeated=made.repeated,
    )


async def _body(request: Request) -> bytes:
    """Read the body, but never more than 100 MB of it."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise TooLarge("The file is larger than 100 MB. Send it in parts, each with a key of its own.")
        parts.append(part)
    return b"".join(parts)
