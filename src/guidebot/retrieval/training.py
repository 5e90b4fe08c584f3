"""How the small networks of the recogniser are fitted: in shuffled steps, with torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

#: Hidden units of a network; twice as many gain nothing on lines that are left out.
HIDDEN = 256
#: Lessons a step, rounds over all lessons, decay of the weights, and share of the hidden units
#: that are left out of a step.
BATCH, ROUNDS, DECAY, DROPPED = 256, 20, 0.01, 0.3


@dataclass(frozen=True)
class Task:
    """What is to be learned.

    Attributes:
        holds: float32, shape (n, labels), 1 where a label holds, else 0.
        known: float32, same shape, 1 where it is known whether it holds, else 0.
    """

    holds: NDArray[np.float32]
    known: NDArray[np.float32]


def generator() -> torch.Generator:
    """Return a source of chance of its own, so that whoever else draws by chance draws as before.

    Started the same each time: the same lessons give the same network.
    """
    import torch

    return torch.Generator().manual_seed(0)


def layers(given: int, labels: int, chance: torch.Generator) -> list[torch.nn.Linear]:
    """Return a hidden layer and the one of the labels, unfitted.

    Args:
        given: numbers that the hidden layer reads.
        labels: numbers that come out.
        chance: of `generator`.
    """
    from torch import nn

    made = [nn.Linear(given, HIDDEN), nn.Linear(HIDDEN, labels)]
    for layer in made:
        bound = layer.in_features**-0.5
        nn.init.uniform_(layer.weight, -bound, bound, generator=chance)
        nn.init.zeros_(layer.bias)
    return made


def through(
    given: torch.Tensor, made: Sequence[torch.nn.Linear], chance: torch.Generator
) -> torch.Tensor:
    """Return the logits of some lessons, with DROPPED of the hidden units left out.

    Args:
        given: float32, shape (lessons, numbers of the hidden layer).
        made: of `layers`.
        chance: of `generator`.
    """
    import torch

    hidden = torch.relu(made[0](given))
    kept = torch.rand(hidden.shape, generator=chance) >= DROPPED
    logits: torch.Tensor = made[1](hidden * kept / (1 - DROPPED))
    return logits


def train(
    task: Task,
    logits_of: Callable[[torch.Tensor], torch.Tensor],
    optimisers: Sequence[torch.optim.Optimizer],
    chance: torch.Generator,
) -> None:
    """Fit what some optimisers hold, their rate on one cycle.

    Args:
        task: to learn.
        logits_of: from the numbers of some lessons to the logits of their labels.
        optimisers: at their largest rate.
        chance: of `generator`.
    """
    import torch

    lessons = len(task.holds)
    wanted, weight = torch.from_numpy(task.holds), torch.from_numpy(task.known)
    steps = ROUNDS * -(-lessons // BATCH)
    cycles = [
        torch.optim.lr_scheduler.OneCycleLR(
            one, one.defaults["lr"], total_steps=steps, cycle_momentum=False
        )
        for one in optimisers
    ]
    for _ in range(ROUNDS):
        for rows in torch.split(torch.randperm(lessons, generator=chance), BATCH):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                logits_of(rows), wanted[rows], weight[rows], reduction="sum"
            )
            for optimiser in optimisers:
                optimiser.zero_grad()
            (loss / len(rows)).backward()  # type: ignore[no-untyped-call]
            for optimiser, cycle in zip(optimisers, cycles, strict=True):
                optimiser.step()
                cycle.step()
