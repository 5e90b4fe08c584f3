"""What programs get that speak OpenAI's chat API, as pydantic models: read only to describe it."""

from __future__ import annotations

from typing import Literal

from guidebot.web.api.replies import Count, Reply


class UrlCitation(Reply):
    """A page or source, and where its number stands: [start_index, end_index) of the content."""

    start_index: Count
    end_index: Count
    title: str
    url: str


class Annotation(Reply):
    """Something that the text cites."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class AssistantMessage(Reply):
    """The answer as text: cards, short answer, numbered citations; Markdown."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class Choice(Reply):
    """The one answer."""

    index: Literal[0]
    message: AssistantMessage
    finish_reason: Literal["stop"]
    logprobs: None


class Usage(Reply):
    """All zero: nothing is generated."""

    prompt_tokens: Literal[0]
    completion_tokens: Literal[0]
    total_tokens: Literal[0]


class ChatCompletion(Reply):
    """An answer in OpenAI's shape."""

    id: str
    object: Literal["chat.completion"]
    created: Count
    model: Literal["guidebot"]
    choices: list[Choice]
    usage: Usage


class Model(Reply):
    """The one model; `created` is when the corpus was last checked."""

    id: Literal["guidebot"]
    object: Literal["model"]
    created: Count
    owned_by: Literal["guidebot"]


class ModelList(Reply):
    """The one model as a list."""

    object: Literal["list"]
    data: list[Model]


class OpenAiError(Reply):
    """What went wrong, in OpenAI's shape."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None
    code: str


class OpenAiProblem(Reply):
    """An error in OpenAI's shape."""

    error: OpenAiError
