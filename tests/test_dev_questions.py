"""The development questions, where they are at hand: facts shown and emergencies caught."""

import json
import re

import pytest

from guidebot.domain import Status
from guidebot.language import fold
from guidebot.serialise import answer_to_dict
from tests.conftest import SHARED

DEV = SHARED / "facts" / "questions.dev.jsonl"

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not DEV.is_file(), reason="the questions are not on this machine"),
]


def folded(text):
    return re.sub(r"\s+", "", fold(text))


def test_it_shows_the_facts_and_catches_every_emergency(guide):
    wanted = shown = 0
    for line in DEV.read_text("utf-8").splitlines():
        case = json.loads(line)
        answer = guide.answer(guide.read(case["text"]))
        everything = folded(json.dumps(answer_to_dict(answer), ensure_ascii=False))
        for alternatives in case["must_include_any"]:
            wanted += 1
            shown += any(folded(text) in everything for text in alternatives)
        own = folded("\n".join(statement.text for statement in answer.statements))
        assert not [text for text in case["must_not_include"] if folded(text) in own]
        if case["kind"] == "emergency":
            assert answer.status is Status.EMERGENCY, case["text"]
    assert shown / wanted >= 0.85
