"""POST /v1/chat/completions and /v1/models: answers of the guide in OpenAI's shape.

Nothing is generated: the model `guidebot` quotes. The text is the answer's cards, its short answer
and its numbered citations; `annotations` name the same as data.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response

from guidebot.errors import QuestionError
from guidebot.guide import MOST_TURNS
from guidebot.web.api.reading import read_body
from guidebot.web.basis import basis_of
from guidebot.web.languages import preferred_languages
from guidebot.web.openai.bodies import Completion
from guidebot.web.openai.writing import Mark, Written, write_answer
from guidebot.web.replies import json_response, keep_until_changed
from guidebot.web.site import current_site

blueprint = Blueprint("openai", __name__, url_prefix="/v1")
blueprint.after_request(keep_until_changed)

#: The one model.
MODEL = "guidebot"
#: Nothing is generated, so no tokens are counted; some programs need the numbers all the same.
_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def _check_model(name: str) -> None:
    """Raise QuestionError unless a model is the one that there is."""
    if name != MODEL:
        raise QuestionError(
            f"There is no model {name[:40]!r}.",
            f"Use {MODEL!r}.",
            code="model_not_found",
            http_status=404,
            field="model",
        )


def _model() -> dict[str, Any]:
    """Return the model; it was made when the corpus was last checked."""
    checked = basis_of(current_site().guide.corpus).last or date.today()
    created = int(datetime(checked.year, checked.month, checked.day, tzinfo=UTC).timestamp())
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}


@blueprint.get("/models")
def models() -> Response:
    """List the one model."""
    return json_response({"object": "list", "data": [_model()]})


@blueprint.get("/models/<path:id>")
def model(id: str) -> Response:
    """Read the one model."""
    _check_model(id)
    return json_response(_model())


def _annotation(mark: Mark, title: str, url: str) -> dict[str, Any]:
    """Return one citation as data."""
    place = {"start_index": mark.start, "end_index": mark.end}
    return {"type": "url_citation", "url_citation": {**place, "title": title, "url": url}}


def _annotations(written: Written) -> list[dict[str, Any]]:
    """Return the page of each citation and what it rests on, in the places of the numbers."""
    return [
        _annotation(mark, title, url)
        for mark in written.marks
        for title, url in ((mark.citation.title, mark.citation.url), *mark.citation.links)
    ]


def _written(body: Completion) -> tuple[str, Written]:
    """Return the id of the answer to a chat, and the answer as text."""
    site = current_site()
    *context, question = body.turns()
    answer = site.guide.answer(
        site.guide.read(
            question,
            lang=body.lang or "",
            region=body.region or "",
            context=tuple(context[-MOST_TURNS:]),
            fallbacks=preferred_languages(),
        )
    )
    texts = site.wordings[answer.lang]
    return answer.id, write_answer(answer, site.guide.corpus, texts, date.today())


@blueprint.post("/chat/completions")
def complete() -> Response:
    """Answer the last message of a chat, whole or in pieces."""
    body = read_body(Completion)
    _check_model(body.model)
    body.refuse_unsupported()
    name, written = _written(body)
    head = {"id": f"chatcmpl-{name}", "created": int(time.time()), "model": MODEL}
    if body.stream:
        usage = bool(body.stream_options and body.stream_options.include_usage)
        return _stream(head, written, usage)
    message = {
        "role": "assistant",
        "content": written.text,
        "refusal": None,
        "annotations": _annotations(written),
    }
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return json_response(
        {**head, "object": "chat.completion", "choices": [choice], "usage": _USAGE}
    )


def _pieces(
    head: Mapping[str, Any], written: Written, with_usage: bool
) -> Iterator[Mapping[str, Any]]:
    """Give the pieces of a stream: who speaks, the text, the citations, the end."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in written.pieces]
    deltas += [{"annotations": _annotations(written)}, {}]
    whole = {**head, "object": "chat.completion.chunk"}
    for delta in deltas:
        end = None if delta else "stop"
        yield whole | {"choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
    if with_usage:
        yield whole | {"choices": [], "usage": _USAGE}


def _stream(head: Mapping[str, Any], written: Written, with_usage: bool) -> Response:
    """Return an answer as server-sent events; it is whole before the first is sent."""
    lines = [json.dumps(one, ensure_ascii=False) for one in _pieces(head, written, with_usage)]
    body = (f"data: {line}\n\n" for line in (*lines, "[DONE]"))
    # nginx would hold the pieces back.
    return Response(body, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
