"""Trial ids: every one of the table is found as people type it; others get a clear word."""

import pytest

from guidebot.domain import Status

pytestmark = pytest.mark.model

WAYS = {
    "alone": lambda name: name,
    "lower": str.lower,
    "wide": lambda name: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name),
    "sentence": lambda name: f"我爸想参加{name}这个试验，可靠吗",
    "english": lambda name: f"Is {name.lower()} still recruiting?",
}


@pytest.mark.parametrize("way", WAYS)
def test_it_answers_every_id_of_the_table_with_its_records(ask, corpus, way):
    missed = []
    for name in dict.fromkeys(record.id for record in corpus.trials):
        answer = ask(WAYS[way](name))
        if (
            name not in {trial.id for trial in answer.trials}
            or answer.status is not Status.ANSWERED
        ):
            missed.append(name)
    assert missed == []


def test_it_shows_both_records_where_an_id_stands_twice(ask, corpus):
    ids = [record.id for record in corpus.trials]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    assert twice
    for name in twice:
        shown = [trial.product for trial in ask(name).trials if trial.id == name]
        assert len(shown) == ids.count(name), name


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),
        ("请查一下ＣＴＲ２０１９９９９９", "keywords=CTR20199999"),
        ("what about chictr2100099999", "regno=ChiCTR2100099999"),
        ("UMIN000099999", "https://trialsearch.who.int/"),
    ],
)
def test_it_says_that_an_id_is_not_in_the_table_and_where_to_look(ask, text, link):
    answer = ask(text)
    statement = answer.statements[0]
    assert statement.origin == "template:unknown_id"
    assert link in statement.text
    assert answer.status is Status.PARTLY_ANSWERED
    assert not answer.trials


@pytest.mark.parametrize("text", ["NCT0629903", "这个 nct 062990333 是真的吗", "ChiCTR24000"])
def test_it_says_that_an_id_is_malformed(ask, text):
    answer = ask(text)
    assert answer.statements[0].origin == "template:malformed_id"
    assert not answer.trials


@pytest.mark.parametrize(
    ("text", "context", "name"),
    [
        ("Is NSI-566 a treatment for stroke?", [], "NSI-566"),
        ("NSI-566能治中风吗", [], "NSI-566"),
        ("any side effects?", ["tell me about Lomecel-B for stroke"], "Lomecel-B"),
    ],
)
def test_it_says_first_that_it_holds_nothing_on_a_product(ask, text, context, name):
    answer = ask(text, context=context)
    assert answer.status is Status.PARTLY_ANSWERED
    assert answer.statements[0].origin == "template:foreign_name"
    assert name in answer.statements[0].text
    held = ask("Is NR-20201 a treatment for stroke?")
    assert not [one for one in held.statements if one.origin == "template:foreign_name"]
