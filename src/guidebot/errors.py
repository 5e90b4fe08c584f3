"""Every error that guidebot raises on purpose.

GuidebotError
├── SettingsError       a GUIDEBOT_* variable has a value that cannot be used
├── QuestionError       a question that cannot be answered as sent
│   └── LimitError      one address or site asks more often than is allowed
├── CorpusError         a corpus file is broken; names file, line and cure
├── ModelError          the embedding model is missing, damaged or wrong
├── IndexFolderError    the index is missing, damaged or older than the corpus
├── RetrievalError      a search was asked for something impossible
├── RegistryError       a trial registry cannot be reached or answers nonsense
├── DataError           a file of the data folder cannot be read or written
├── CasesError          a file of test questions is broken; names file and line
└── DocumentError       a site's own document cannot be taken in; names the file

Each carries a message that names the value, and a cure that says what to do next.
"""

from __future__ import annotations

from pathlib import Path

#: Characters of a wrong value that are shown again.
_MOST_VALUE = 40


class GuidebotError(Exception):
    """Base of the tree: a message that names the value, and the cure.

    Args:
        message: what is wrong, with the value that is wrong.
        cure: what the reader can do about it.
    """

    code = "error"

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        """Return message and cure as one line."""
        return f"{self.message} {self.cure}"


class SettingsError(GuidebotError):
    """A setting has a value that cannot be used."""

    code = "bad_setting"


class QuestionError(GuidebotError):
    """A question cannot be answered as it was sent.

    Args:
        message: what is wrong with the question, never quoting it.
        cure: what to send instead.
        code: a stable machine-readable name.
        http_status: the status that a web answer has, 400 to 499.
        value: what was sent instead of a name from a list, for a page in another language.
    """

    def __init__(
        self,
        message: str,
        cure: str,
        code: str = "bad_question",
        http_status: int = 400,
        value: str = "",
    ) -> None:
        super().__init__(message, cure)
        self.code = code
        self.http_status = http_status
        self.value = value[:_MOST_VALUE]


class LimitError(QuestionError):
    """One address, or the widget of one site, asks more often than is allowed.

    Args:
        wait_s: seconds after which the next question is answered, > 0.
    """

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        minutes = -(-wait_s // 60)
        super().__init__(
            "Too many questions came at once.",
            f"Ask again in {wait_s} seconds. Signs of an emergency are always answered.",
            code="too_many_questions",
            http_status=429,
            value=str(minutes),
        )


class CorpusError(GuidebotError):
    """A corpus file is broken.

    Args:
        path: the file.
        line: 1-based line, or None where the fault has no line.
        message: what is wrong.
        cure: how to mend it.
    """

    code = "bad_corpus"

    def __init__(self, path: Path, line: int | None, message: str, cure: str) -> None:
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {message}", cure)
        self.path = path
        self.line = line


class ModelError(GuidebotError):
    """The embedding model is missing, damaged or not the expected one."""

    code = "no_model"


class IndexFolderError(GuidebotError):
    """The index folder is missing, damaged or stale."""

    code = "no_index"


class RetrievalError(GuidebotError):
    """A search cannot be done as asked."""

    code = "no_search"


class RegistryError(GuidebotError):
    """A trial registry cannot be reached, or its answer cannot be used."""

    code = "registry_unavailable"


class DataError(GuidebotError):
    """A file of the data folder cannot be read or written."""

    code = "data_unavailable"


class CasesError(GuidebotError):
    """A file of test questions is broken, or a figure falls short of what was asked of it."""

    code = "bad_cases"


class DocumentError(GuidebotError):
    """A site's own document cannot be taken in."""

    code = "bad_document"
