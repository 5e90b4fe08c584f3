"""Made-up questions through the real guide: the contract holds, every statement is its origin's."""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from guidebot.domain import Answer, Language, Status
from guidebot.errors import QuestionError
from guidebot.safety.wording import Wording
from guidebot.serialise import answer_to_dict
from tests.fuzz.material import questions
from tests.test_guide import KEYS, SOURCE_KEYS, check_limits

pytestmark = pytest.mark.model

QUICK, LONG, CHUNK = 150, 100_000, 1000
#: Templates that hold a value, rendered once with this in its place.
PLACE = "ZZZZ"
FILLED: dict[str, list[dict[str, Any]]] = {
    "unknown_id": [{"id": PLACE, "url": PLACE}],
    "malformed_id": [{"id": PLACE}],
    "near_name": [{"names": [PLACE]}],
    "foreign_name": [{"names": [PLACE]}],
    "record_disputed": [{"id": PLACE, "doubt": PLACE}],
    "sources_disagree": [{"sources": [PLACE]}, {"sources": [PLACE, PLACE]}],
    "other_language": [
        {"language": tag} for tag in "ja ko th ru ar es fr de pt it vi id xx".split()
    ],
}
EACH = settings(
    deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


def _is_of_template(text: str, name: str, wording: Wording) -> bool:
    """Return whether a text is what a template renders, whatever values it holds."""
    shapes = [wording.statement(name, **values) for values in FILLED.get(name, [{}])]
    patterns = (".+".join(map(re.escape, shape.split(PLACE))) for shape in shapes)
    return any(re.fullmatch(pattern, text, re.DOTALL) for pattern in patterns)


def _check_statements(guide, question, answer: Answer) -> None:
    """Fail unless each statement is the text of the origin that it names."""
    wording, written = guide._wording(question), answer.lang.written
    passages = {passage.id: passage for passage in guide.corpus.passages}
    for statement in answer.statements:
        kind, _, name = statement.origin.partition(":")
        if kind == "claim":
            assert statement.text == wording.claim(guide.corpus.claims[name])
        elif kind == "passage":
            assert statement.text in wording.localise(passages[name].texts[written].text)
        elif kind == "trial":
            assert name in statement.text
            # One registration can hold several products.
            records = [record for record in guide.corpus.trials if record.id == name]
            conditions = [wording.localise(record.condition[written]) for record in records]
            assert any(condition in statement.text for condition in conditions)
        else:
            assert kind == "template"
            assert _is_of_template(statement.text, name, wording), statement


def _check_contract(answer: Answer) -> None:
    """Fail unless an answer has the shape and the limits that readers rely on."""
    body = answer_to_dict(answer)
    assert list(body) == KEYS[""].split()
    for name in ("statements", "guidance", "passages", "trials"):
        assert all(list(entry) == KEYS[name].split() for entry in body[name])
    assert all(list(entry["source"]) == SOURCE_KEYS for entry in body["passages"])
    assert json.loads(json.dumps(body, ensure_ascii=False).encode()) == body
    assert answer.status in set(Status)
    assert 0.0 <= answer.confidence <= 1.0
    check_limits(answer)
    for passage in answer.passages:
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.highlights)


def _ask(guide, text: str, context: list[str], lang: str, region: str) -> None:
    """Ask, and hold the answer against the contract; what is no question is refused clearly."""
    with suppress(QuestionError):
        question = guide.read(text, lang=lang, region=region, context=context)
        answer = guide.answer(question)
        assert not any(one.origin == "template:cannot_search" for one in answer.statements)
        _check_contract(answer)
        _check_statements(guide, question, answer)


def _run(guide, number: int, count: int) -> None:
    """Ask `count` questions that a number chooses."""
    made = questions(guide.corpus)
    # Three in four come without earlier turns: each turn is one more text to read.
    turns = st.sampled_from([0, 0, 0, 2])
    contexts = turns.flatmap(lambda most: st.lists(made, min_size=min(most, 1), max_size=most))
    languages = st.sampled_from(["", *(language.value for language in Language)])
    regions = st.sampled_from(["", "CN", "TW", "HK", "US", "JP"])

    @seed(number)
    @settings(EACH, max_examples=count)
    @given(made, contexts, languages, regions)
    def each(text, context, lang, region):
        _ask(guide, text, context, lang, region)

    each()


def test_made_up_questions_keep_the_contract(guide):
    _run(guide, 6, QUICK)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(LONG // CHUNK))
def test_a_hundred_thousand_made_up_questions_keep_the_contract(guide, request, part):
    """A part that passed is not asked again of the same corpus, until pytest --cache-clear."""
    kept, name = request.config.cache, f"guidebot/asked/{guide.corpus.digest[:16]}/{part}"
    if kept.get(name, False):
        pytest.skip("passed in an earlier run")
    _run(guide, 1000 + part, CHUNK)
    kept.set(name, True)
