"""How much of a list of facts the guide can show: each fact is asked in both languages.

    python bench/coverage.py --facts facts.jsonl

The file has lines of {"id", "category", "fact_zh", "fact_en", "numbers": [...]}. A fact is shown
when every one of its numbers and trial ids stands in the answer, its cards, passages or records.
Facts without a number count as shown when the guide answers at all; `hype` is left out.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from pathlib import Path

from guidebot.corpus.checks import numbers
from guidebot.domain import Answer, Status
from guidebot.guide import open_guide
from guidebot.progress import Bar, say
from guidebot.settings import read_settings


def shown_text(answer: Answer) -> str:
    """Return everything that a reader sees of an answer."""
    parts = [statement.text for statement in answer.statements]
    parts += [f"{card.title}\n{card.body}" for card in answer.guidance]
    parts += [f"{passage.title}\n{passage.text}" for passage in answer.passages]
    parts += [
        f"{trial.id} {trial.product} {trial.condition} {trial.phase} {trial.note}"
        for trial in answer.trials
    ]
    return "\n".join(parts)


#: What a number may be counted in.
UNITS = "亿|万|千|million|billion|thousand"


def quantities(number: str, fact: dict[str, list[str]]) -> set[float]:
    """Return the quantities that a listed number stands for in its fact, both ends of a range.

    The list drops units (250 of '250万', 5 of '5亿') and prints months as in 2025.3; the fact's own
    wording tells what is meant. The tail of '1 000', listed beside its head, stands for nothing.
    """
    wanted = unicodedata.normalize("NFKC", number).lower().rstrip("%")
    if month := re.fullmatch(r"(20\d\d)\.(\d{1,2})", wanted):
        return {float(month[1]), float(month[2])}
    ends = [end for end in re.split(r"[~–-]", wanted) if end.strip("0")]
    return set().union(*(_quantity(end, fact) for end in ends))


def _quantity(wanted: str, fact: dict[str, list[str]]) -> set[float]:
    """Return a number with the unit that it has in either wording of its fact."""
    for written in ("fact_zh", "fact_en"):
        plain = unicodedata.normalize("NFKC", str(fact[written])).lower()
        plain = re.sub(r"(?<=\d)[ ,](?=000)", "", plain).replace("hundred million", "亿")
        # The unit of 0.9~3.6亿 belongs to both ends.
        plain = re.sub(rf"(?<=\d)([~–-][\d.]+)(\s*(?:{UNITS}))", r"\2\1\2", plain)
        pattern = rf"(?<![\d.]){re.escape(wanted)}(?:000)*\s*(?:{UNITS})?"
        found = [numbers(match[0]) for match in re.finditer(pattern, plain)]
        if found:
            return max(found, key=lambda each: max(each, default=0.0))
    return numbers(wanted)


def holds(number: str, text: str, fact: dict[str, list[str]]) -> bool:
    """Return whether a number, as digits or as a quantity, or an id stands in a text."""
    plain = unicodedata.normalize("NFKC", text).lower()
    wanted = unicodedata.normalize("NFKC", number).lower().rstrip("%")
    if re.search(rf"(?<![\d.]){re.escape(wanted)}(?![\d]|\.\d)", plain):
        return True
    return quantities(number, fact) <= numbers(plain)


def missing(fact: dict[str, list[str]], answer: Answer) -> list[str]:
    """Return the numbers of a fact that an answer does not show; ['answer'] for no answer."""
    if answer.status not in {Status.ANSWERED, Status.PARTLY_ANSWERED, Status.EMERGENCY}:
        return ["answer"]
    text = shown_text(answer)
    return [number for number in fact["numbers"] if not holds(number, text, fact)]


def main() -> None:
    """Print the misses, then the share of facts shown by language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facts", type=Path, required=True)
    path = parser.parse_args().facts
    facts = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    asked = [fact for fact in facts if fact["category"] != "hype"]
    guide = open_guide(read_settings(), say, Bar())
    shown = dict.fromkeys(("zh", "en"), 0)
    for fact in asked:
        for written in shown:
            text = fact[f"fact_{written}"]
            answer = guide.answer(guide.read(text))
            lacking = missing(fact, answer)
            shown[written] += not lacking
            if lacking:
                found = [passage.id for passage in answer.passages]
                print(f"{fact['id']} {written} lacks {lacking}: {text}\n    shown: {found}")
    for written, count in shown.items():
        print(f"{written}: {count} of {len(asked)} facts shown, {count / len(asked):.1%}")


if __name__ == "__main__":
    main()
