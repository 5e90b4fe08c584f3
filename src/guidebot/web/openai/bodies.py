"""What programs send that speak OpenAI's chat API.

Parameters that steer a text generator (temperature, max_tokens, seed, stop, ...) are ignored:
nothing is generated, and no part of a warning may be cut off. What would have to change the form
of the answer is refused by name.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictStr

from guidebot.errors import QuestionError
from guidebot.web.api.bodies import AnyLanguage, Body, Words


class TextPart(Body):
    """A piece of text in a message."""

    type: Literal["text"] = Field(description="Only text can be read.")
    text: Words = Field(description="The text.")


class Message(Body):
    """A turn of the chat. Only what the person says is read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Who speaks. The last `user` message is the question, earlier ones its context."
    )
    content: Words | list[TextPart] | None = Field(None, description="What is said.")

    @property
    def text(self) -> str:
        """Return what is said as one text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(Body):
    """What a stream carries besides the text."""

    include_usage: StrictBool = Field(False, description="A last piece with `usage`, all zero.")


class Completion(Body):
    """A chat whose last `user` message is the question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "guidebot",
                    "messages": [
                        {"role": "user", "content": "Is any stem cell therapy approved for stroke?"}
                    ],
                }
            ]
        }
    )
    #: The only value of a parameter that can be met; another one would change the answer's form.
    _ONLY: ClassVar[dict[str, tuple[Any, ...]]] = {
        "n": (None, 1),
        "tools": (None, []),
        "functions": (None, []),
        "response_format": (None, {"type": "text"}),
        "logprobs": (None, False),
        "modalities": (None, ["text"]),
        "audio": (None,),
    }

    model: StrictStr = Field(description="`guidebot`, as `/v1/models` lists it.")
    messages: Annotated[list[Message], Field(min_length=1)] = Field(
        description="The chat, oldest first."
    )
    stream: StrictBool | None = Field(None, description="Send the answer in pieces (SSE).")
    stream_options: StreamOptions | None = Field(None, description="With `stream` only.")
    n: Any = Field(None, description="1.")
    tools: Any = Field(None, description="None can be called.")
    functions: Any = Field(None, description="None can be called.")
    response_format: Any = Field(None, description="Text only.")
    logprobs: Any = Field(None, description="There are none: nothing is generated.")
    modalities: Any = Field(None, description="Text only.")
    audio: Any = Field(None, description="Text only.")
    lang: AnyLanguage = Field(
        None, description="Not OpenAI's: language where the question shows none."
    )
    region: StrictStr | None = Field(
        None, description="Not OpenAI's: ISO code of where the person is."
    )

    def refuse_unsupported(self) -> None:
        """Raise QuestionError for a parameter that would have to change the answer's form."""
        for name, allowed in self._ONLY.items():
            if getattr(self, name) not in allowed:
                raise QuestionError(
                    f"{name!r} is not supported: answers are quoted text, nothing is generated.",
                    f"Leave {name!r} out.",
                    code="unsupported_parameter",
                    field=name,
                )

    def turns(self) -> list[str]:
        """Return what the person said, oldest first, the question last.

        Raises:
            QuestionError: if the person says nothing.
        """
        said = [message.text for message in self.messages if message.role == "user"]
        if not said:
            raise QuestionError(
                "'messages' has no message of the role 'user'.",
                "Send the question as the last message of the role 'user'.",
                code="bad_messages",
                field="messages",
            )
        return said
