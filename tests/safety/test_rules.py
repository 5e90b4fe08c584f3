"""Each rule and context holds its own examples."""

import pytest

from guidebot.domain import SignalKind
from guidebot.errors import CorpusError
from guidebot.language import fold
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import apply_rule
from guidebot.settings import read_settings

BOOK = read_rules(read_settings().corpus / "safety")


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_it_matches_what_it_must(rule):
    missed = [text for text in rule.match if not apply_rule(rule, BOOK, fold(text))]
    assert missed == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_it_leaves_alone_what_it_must(rule):
    wrong = [text for text in rule.no_match if apply_rule(rule, BOOK, fold(text))]
    assert wrong == []


@pytest.mark.parametrize("context", BOOK.contexts.values(), ids=lambda context: context.name)
def test_it_recognises_its_circumstance(context):
    assert [text for text in context.match if not context.pattern.search(fold(text))] == []
    assert [text for text in context.no_match if context.pattern.search(fold(text))] == []


def test_it_has_a_rule_for_every_signal():
    assert {rule.signal for rule in BOOK.rules} == set(SignalKind)


RULE = '[[rule]]\nid = "a"\nsignal = "greeting"\nwhy = "w"\nmatch = ["x"]\nno_match = ["y"]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (RULE + 'patterns.zh = ["("]\n', "is broken"),
        (RULE.replace("greeting", "shouting"), "shouting"),
        (RULE + 'unless = ["nowhere"]\n', "nowhere"),
        (RULE.replace('why = "w"\n', ""), "has no why"),
        (RULE + "colour = 1\n", "colour"),
        ("[[rule]\n", "not valid TOML"),
    ],
)
def test_it_names_a_broken_rule(tmp_path, text, says):
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(CorpusError, match=says):
        read_rules(tmp_path)
