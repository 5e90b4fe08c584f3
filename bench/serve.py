"""How fast guidebot serves: whole answers beside its encoder alone, in one run on one machine.

    python -m bench.serve [--questions 400] [--seconds 10] [--clients 4] [--repeat 3]
                          [--saturate MINUTES] [--json FILE]

Measured are an answer in process, a real `guidebot serve` over HTTP, its start and its memory.
Figures that are compared are taken in turn, and their ratios are medians over the turns. The server
runs with the settings of the environment, but over an empty data folder; questions are the corpus's
own in words that are new to it. It needs Linux, model and index (`make install`), and wrk;
bench/load.py says why.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from bench.figures import machine, table
from bench.in_process import WARMING, Way, opened, side_by_side, texts_a_second, ways
from bench.load import put_load, require_wrk
from bench.made_questions import emergencies, new_questions
from bench.running_server import LIMITED, Memory, Server, running_server
from bench.serve_report import Minute, Report, Round, rows
from guidebot.guide import Guide
from guidebot.language import fold
from guidebot.progress import say
from guidebot.settings import Settings, read_settings
from guidebot.sizing import model_threads, processes
from guidebot.web.answer_cache import NEVER_KEPT

#: Questions that are asked again and again; the server remembers 500 answers.
REPEATED = 100
#: Seconds of repeated questions that are not counted: after them every process remembers each.
SETTLING_S = 3
#: New questions to have ready for each second of a load: more than some cores answer.
MOST_A_SECOND = 500
#: A server is kept full by so many times the clients of a round.
CROWD = 4
#: Questions until every process remembers an answer, or has given a limited reader its only one.
TRIES = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and with what.

    Attributes:
        settings: of the server.
        ways: of calling the encoder.
        questions: new ones, each taken once.
        clients: that ask at the same time.
        seconds: that each figure of a round takes.
    """

    settings: Settings
    ways: dict[str, Way]
    questions: Iterator[str]
    clients: int
    seconds: int

    def take(self, number: int) -> list[str]:
        """Return so many new questions."""
        return list(islice(self.questions, number))


def _expect_no_model(server: Server, question: str, headers: dict[str, str] | None = None) -> None:
    """Ask until an answer is remembered, or given by rules: then no model was asked for it."""
    for _ in range(TRIES):
        if server.ask(question, headers)["timings_ms"]["encode"] == 0:
            return
    raise SystemExit("The server asks its model where it should remember, or go by rules.")


def _that_are_remembered(server: Server, questions: Iterator[str]) -> list[str]:
    """Return new questions whose answers are kept; an alarm is told anew each time."""
    calm = (text for text in questions if server.ask(text)["level"] not in NEVER_KEPT)
    return list(islice(calm, REPEATED))


def one_round(server: Server, plan: Plan) -> Round:
    """Return the figures of one round."""
    texts = [fold(text) for text in plan.take(REPEATED)]
    encoding = {name: texts_a_second(way, texts, plan.seconds) for name, way in plan.ways.items()}
    load = partial(put_load, server.address, clients=plan.clients, seconds=plan.seconds)
    fresh = plan.take(plan.seconds * MOST_A_SECOND)
    new = load(fresh, once=True)
    again, alarms = _that_are_remembered(server, plan.questions), emergencies(plan.settings)
    put_load(server.address, again, clients=plan.clients, seconds=SETTLING_S)
    _expect_no_model(server, again[-1])
    _expect_no_model(server, alarms[0], LIMITED)
    return Round(
        encoding=encoding,
        new=new,
        repeated=load(again),
        emergencies=load(alarms),
        by_rules=load(alarms, headers=LIMITED),
    )


def saturated(server: Server, plan: Plan, minutes: int) -> list[Minute]:
    """Return what became of a server that was kept full of new questions, minute by minute."""
    taken = []
    for number in range(minutes):
        say(f"full, minute {number + 1} of {minutes}")
        load = put_load(
            server.address,
            plan.take(60 * MOST_A_SECOND),
            clients=plan.clients * CROWD,
            seconds=60,
            once=True,
        )
        taken.append(Minute(load, server.memory()))
    return taken


def starts(plan: Plan, number: int) -> tuple[list[float], list[Memory]]:
    """Return the seconds of so many starts, and the memory of each worker after the last."""
    seconds, memory = [], list[Memory]()
    for _ in range(number):
        with running_server(*plan.take(1)) as server:
            seconds.append(server.started_s)
            memory = server.memory()
    return seconds, memory


def measured(plan: Plan, guide: Guide, given: argparse.Namespace) -> Report:
    """Return every figure."""
    where = machine()
    say("in process")
    alone = side_by_side(guide, plan.take(given.questions + WARMING))
    say("starts")
    seconds, at_start = starts(plan, given.repeat)
    with running_server(*plan.take(1)) as server:
        rounds = []
        for number in range(given.repeat):
            say(f"round {number + 1} of {given.repeat}")
            rounds.append(one_round(server, plan))
        after = server.memory()
        minutes = saturated(server, plan, given.saturate)
    settings = {
        "processes": processes(plan.settings),
        "threads": plan.settings.threads,
        "model_threads": model_threads(plan.settings),
        "model": plan.settings.model,
        **vars(given) | {"json": None},
    }
    return Report(where, settings, alone, seconds, at_start, rounds, after, minutes)


def _count(text: str) -> int:
    """Return a whole number of at least 1."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _arguments() -> argparse.Namespace:
    """Return what is given on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=_count, default=400, help="in process")
    parser.add_argument("--seconds", type=_count, default=10, help="of each figure of a round")
    parser.add_argument("--clients", type=_count, default=4, help="that ask at the same time")
    parser.add_argument("--repeat", type=_count, default=3, help="rounds, and starts")
    parser.add_argument("--saturate", type=int, default=0, metavar="MINUTES")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the table."""
    given = _arguments()
    require_wrk()
    with tempfile.TemporaryDirectory(prefix="guidebot-bench-") as folder:
        settings = replace(read_settings(), data=Path(folder))
        guide = opened(settings)
        plan = Plan(
            settings, ways(settings), new_questions(guide.corpus), given.clients, given.seconds
        )
        report = measured(plan, guide, given)
    found = rows(report)
    everything = {**asdict(report), "table": [asdict(row) for row in found]}
    if given.json:
        given.json.write_text(json.dumps(everything, ensure_ascii=False, indent=1), "utf-8")
    print(", ".join(f"{name} {value}" for name, value in report.machine.items()), end="\n\n")
    print(table(found))


if __name__ == "__main__":
    main()
