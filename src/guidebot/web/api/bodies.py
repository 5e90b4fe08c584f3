"""What programs send, as pydantic models: they check the bodies and describe them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from guidebot.domain import Language
from guidebot.guide import MOST_TURNS
from guidebot.storage.records import Verdict
from guidebot.web.feedback import ANSWER_ID, MOST_PASSAGES


def _mended(value: Any) -> Any:  # noqa: ANN401
    """Return a text with the halves of cut characters replaced, so that it can still be read."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


#: A person's words. Half an emoji must not cost an answer.
Words = Annotated[StrictStr, BeforeValidator(_mended)]
#: '' and null are as good as leaving it out.
AnyLanguage = Language | Literal[""] | None


class Body(BaseModel):
    """Something sent as JSON; what is not named in it is ignored."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    @cache
    def example(cls) -> dict[str, Any]:
        """Return an example of what to send, its fields in their order."""
        schema = cls.model_json_schema()
        (sent,) = schema["examples"]
        return {name: sent[name] for name in schema["properties"] if name in sent}


class Ask(Body):
    """A question, and what is known of who asks."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "那日本呢？",
                    "context": ["干细胞治中风获批了吗？"],
                    "region": "CN",
                }
            ]
        }
    )
    question: Words = Field(
        description="In Chinese or English, in the person's own words.",
        json_schema_extra={"minLength": 1},
    )
    lang: AnyLanguage = Field(
        None, description="Language of the answer where the question shows none."
    )
    region: StrictStr | None = Field(
        None,
        description="ISO code of the country where the person is, as `/api/v1/status` lists them: "
        "emergency number and local rules.",
    )
    context: Annotated[list[Words], Field(max_length=MOST_TURNS)] | None = Field(
        None, description="Earlier questions of the same chat, oldest first."
    )


class CheckAdvert(Body):
    """The words of an advert."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "干细胞治中风，保证有效，定金两万", "lang": "en"}]}
    )
    text: StrictStr = Field(
        description="As it stands in the advert, up to five times as long as a question.",
        json_schema_extra={"minLength": 1},
    )
    lang: AnyLanguage = Field(
        None, description="Language of the explanations; else that of the text."
    )


class Feedback(Body):
    """A verdict on an answer: ids only, never what was asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answer": "3f2b8c0e5d6a4b1f9c7e2a1d0b3c4e5f",
                    "passages": ["approval#any-approved"],
                    "verdict": "helpful",
                }
            ]
        }
    )
    answer: StrictStr = Field(
        pattern=ANSWER_ID, description="`id` of the answer, which says nothing about the question."
    )
    passages: Annotated[list[StrictStr], Field(max_length=MOST_PASSAGES)] = Field(
        default_factory=list, description="Ids of the passages that the answer showed."
    )
    verdict: Verdict = Field(description="What the person thinks of the answer.")
