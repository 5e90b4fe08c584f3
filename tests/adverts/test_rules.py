"""Each rule and context about adverts holds its own examples."""

import pytest

from guidebot.adverts.findings import Flag
from guidebot.adverts.rules import Sentences, matches, read_advert_rules, read_flags
from guidebot.corpus.checks import check_corpus, rule_faults
from guidebot.corpus.sources import read_sources
from guidebot.errors import CorpusError
from guidebot.settings import TEMPLATES, read_settings

CORPUS = read_settings().corpus
BOOK = read_advert_rules(CORPUS / "adverts")


def name_of(one):
    return getattr(one, "id", None) or one.name


@pytest.mark.parametrize("one", [*BOOK.rules, *BOOK.contexts.values()], ids=name_of)
def test_it_holds_its_examples(one):
    assert [text for text in one.match if not matches(one, BOOK, text)] == []
    assert [text for text in one.no_match if matches(one, BOOK, text)] == []


def test_every_sign_has_a_rule_a_source_and_words_in_both_languages():
    found = {rule.signal for rule in BOOK.rules} | {Flag.FAKE_OR_WRONG_TRIAL_ID}
    assert found == set(Flag)
    sources = read_sources(CORPUS / "sources.toml")
    assert set(read_flags(CORPUS / "adverts" / "flags.toml", sources)) == set(Flag)
    for language in ("zh", "en"):
        for flag in Flag:
            assert (TEMPLATES / "adverts" / language / f"{flag}.j2").is_file()


def test_the_corpus_check_runs_the_examples(tmp_path):
    assert check_corpus(CORPUS) == []
    text = (
        '[[rule]]\nid = "a"\nsignal = "anti_ageing"\nwhy = "w"\npatterns.zh = ["x"]\n'
        'match = ["y"]\nno_match = ["z"]\n'
    )
    (tmp_path / "rules.toml").write_text(text)
    for path in (CORPUS / "adverts").glob("[cd]*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (fault,) = rule_faults(read_advert_rules(tmp_path), matches)
    assert "must match 'y'" in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[anti_ageing]", "[staying_young]", "staying_young"),
        ('source = "order-818"', 'source = "hearsay"', "hearsay"),
        ('passage = "clinics#beauty-salon"\n', "", "Give source, passage"),
    ],
)
def test_it_names_a_broken_entry(tmp_path, old, new, says):
    text = (CORPUS / "adverts" / "flags.toml").read_text("utf-8")
    (tmp_path / "flags.toml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CorpusError, match=says):
        read_flags(tmp_path / "flags.toml", read_sources(CORPUS / "sources.toml"))


def test_it_wants_the_contexts_that_it_relies_on(tmp_path):
    with pytest.raises(CorpusError, match="informs"):
        read_advert_rules(tmp_path)


def test_it_knows_where_a_sentence_ends():
    text = "dr. lee cures all. call 1.5 m people;now"
    sentences = Sentences(text, BOOK)
    parts = {text[slice(*sentences.around(place, place + 1))] for place in range(len(text))}
    assert parts == {"dr. lee cures all.", " call 1.5 m people;", "now"}
