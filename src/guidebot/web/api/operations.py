"""What each address of the API takes and gives, by the name of its view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from guidebot.domain import Corpus, Language
from guidebot.trial_search import FILTERS, SORTS, choices
from guidebot.web.api import bodies, library_replies, replies
from guidebot.web.openai import bodies as openai_bodies
from guidebot.web.openai import replies as openai_replies
from guidebot.web.trial_table import MOST_CHARACTERS

#: Parts of the API and what they are for.
TAGS = {
    "answers": "Ask, check an advert, give a verdict. No question and no advert is kept or logged.",
    "library": "What the answers are made of. Keep it, and ask for it anew with its ETag.",
    "openai": "The same answers for programs that speak OpenAI's chat API. Nothing is generated.",
}
#: Where a body of JSON cannot be used.
_UNREADABLE = (400, 413, 415)
#: Where questions are counted too.
_COUNTED = (*_UNREADABLE, 429)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view takes and gives.

    Attributes:
        reply: None for an answer without a body.
        problems: HTTP statuses of what may be wrong.
        example: of the name in the address.
        parameters: of the query, besides `lang`.
        streams: whether it can answer in pieces.
        moves: whether it may send on to another address.
    """

    tag: str
    reply: type[BaseModel] | None
    body: type[bodies.Body] | None = None
    problems: tuple[int, ...] = (400,)
    example: str = ""
    parameters: tuple[str, ...] = ()
    streams: bool = False
    moves: bool = False


OPERATIONS = {
    "api.ask": Operation("answers", replies.Answer, bodies.Ask, _COUNTED),
    "api.check": Operation("answers", replies.Check, bodies.CheckAdvert, _COUNTED),
    "api.feedback": Operation("answers", None, bodies.Feedback, (*_COUNTED, 503)),
    "library_api.faq": Operation(
        "library", library_replies.Faq, problems=(400, 404), parameters=("topic",)
    ),
    "library_api.passage": Operation(
        "library",
        library_replies.Passage,
        problems=(400, 404),
        example="approval#any-approved",
        moves=True,
    ),
    "library_api.trials": Operation(
        "library", library_replies.Trials, parameters=("q", *FILTERS, "sort")
    ),
    "library_api.trial": Operation(
        "library", library_replies.Trial, problems=(400, 404), example="NCT06299033"
    ),
    "library_api.status": Operation("library", library_replies.ServiceStatus, problems=()),
    "openai.complete": Operation(
        "openai",
        openai_replies.ChatCompletion,
        openai_bodies.Completion,
        (*_COUNTED, 404),
        streams=True,
    ),
    "openai.models": Operation("openai", openai_replies.ModelList, problems=()),
    "openai.model": Operation("openai", openai_replies.Model, problems=(404,), example="guidebot"),
}


def query_schemas(corpus: Corpus) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return (description, JSON schema) of each parameter of a query by its name.

    The values that a filter takes are those of the table.
    """

    def one_of(*values: str) -> dict[str, Any]:
        # '' is what an empty field of a form sends.
        return {"type": "string", "enum": ["", *values]}

    return {
        "lang": ("Language of the texts; else the client's.", one_of(*Language)),
        "topic": (
            "Name of one topic.",
            one_of(*dict.fromkeys(passage.topic for passage in corpus.searchable)),
        ),
        "q": (
            "A trial's number, or words that all have to stand in a record; at most "
            f"{MOST_CHARACTERS} characters.",
            {"type": "string"},
        ),
        "sort": (
            "Order; with '-' the other way round.",
            one_of(*(sign + name for name in SORTS for sign in ("", "-"))),
        ),
    } | {name: (f"Filter by {name}.", one_of(*choices(corpus.trials, name))) for name in FILTERS}
