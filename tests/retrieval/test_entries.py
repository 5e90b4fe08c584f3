"""Everyday sentences: those of the background file, and some exemplars that are off topic."""

from dataclasses import replace

from guidebot.domain import Exemplar
from guidebot.retrieval.entries import EVERY_OFF_TOPIC, everyday_of


def test_one_in_a_few_exemplars_that_are_off_topic_is_an_everyday_sentence(corpus):
    apart = [
        Exemplar(f"Off {number}", frozenset({"off_topic"})) for number in range(2 * EVERY_OFF_TOPIC)
    ]
    others = [
        Exemplar("thank you", frozenset({"off_topic", "thanks"})),
        Exemplar("is it approved", frozenset({"covered", "asks_approval"})),
    ]
    some = replace(corpus, background=("Nice day",), exemplars=(*others, *apart))
    assert everyday_of(some) == ["nice day", "off 0", f"off {EVERY_OFF_TOPIC}"]
