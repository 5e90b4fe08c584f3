"""How small networks are fitted: in shuffled steps, with torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

#: Hidden units of a network, and share of them that is left out of a step. Of 5,396 exemplars by
#: hands that had not seen the others, what is said of an emergency is 2 % less surprising (log
#: loss) than with 256 units and 0.3, and the choice of a passage is right a little more often.
HIDDEN, DROPPED = 512, 0.5
#: Lessons a step, and decay of the weights.
BATCH, DECAY = 256, 0.01
#: Share of the truth that is spread over all choices: lines of one passage could stand in another.
SMOOTHED = 0.05


class Task(Protocol):
    """What is to be learned from some lessons."""

    def __len__(self) -> int:
        """Return how many lessons there are."""

    @property
    def outputs(self) -> int:
        """Return how many logits a lesson has."""

    def loss(self, logits: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Return how wrong the logits of some lessons are, summed over them."""


@dataclass(frozen=True)
class LabelTask:
    """Which of several labels hold, each for itself.

    Attributes:
        holds: float32, shape (n, labels), 1 where a label holds, else 0.
        known: float32, same shape, 1 where it is known whether it holds, else 0.
    """

    holds: NDArray[np.float32]
    known: NDArray[np.float32]

    def __len__(self) -> int:
        """Return how many lessons there are."""
        return len(self.holds)

    @property
    def outputs(self) -> int:
        """Return the number of labels."""
        return int(self.holds.shape[1])

    def loss(self, logits: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy of what is known of some lessons, summed."""
        import torch

        chosen = rows.numpy()
        wanted, known = torch.from_numpy(self.holds[chosen]), torch.from_numpy(self.known[chosen])
        return torch.nn.functional.binary_cross_entropy_with_logits(
            logits, wanted, known, reduction="sum"
        )


@dataclass(frozen=True)
class ChoiceTask:
    """Which one of many holds.

    Attributes:
        chosen: int64, shape (n,), which of them.
        choices: how many there are.
    """

    chosen: NDArray[np.int64]
    choices: int

    def __len__(self) -> int:
        """Return how many lessons there are."""
        return len(self.chosen)

    @property
    def outputs(self) -> int:
        """Return how many there are to choose among."""
        return self.choices

    def loss(self, logits: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Return the cross entropy of the choice in some lessons, summed."""
        import torch

        return torch.nn.functional.cross_entropy(
            logits,
            torch.from_numpy(self.chosen[rows.numpy()]),
            reduction="sum",
            label_smoothing=SMOOTHED,
        )


def generator() -> torch.Generator:
    """Return a source of chance of its own, so that whoever else draws by chance draws as before.

    Started the same each time: the same lessons give the same network.
    """
    import torch

    return torch.Generator().manual_seed(0)


def layers(given: int, task: Task, chance: torch.Generator) -> list[torch.nn.Linear]:
    """Return a hidden layer and the one of the logits, unfitted.

    Args:
        given: numbers that the hidden layer reads.
        task: that they are for.
        chance: of `generator`.
    """
    from torch import nn

    made = [nn.Linear(given, HIDDEN), nn.Linear(HIDDEN, task.outputs)]
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
    rounds: int,
    chance: torch.Generator,
) -> None:
    """Fit what some optimisers hold, their rate on one cycle.

    Args:
        task: to learn.
        logits_of: from the numbers of some lessons to their logits.
        optimisers: at their largest rate.
        rounds: over all lessons.
        chance: of `generator`.
    """
    import torch

    steps = rounds * -(-len(task) // BATCH)
    cycles = [
        torch.optim.lr_scheduler.OneCycleLR(
            one, one.defaults["lr"], total_steps=steps, cycle_momentum=False
        )
        for one in optimisers
    ]
    for _ in range(rounds):
        for rows in torch.split(torch.randperm(len(task), generator=chance), BATCH):
            loss = task.loss(logits_of(rows), rows)
            for optimiser in optimisers:
                optimiser.zero_grad()
            (loss / len(rows)).backward()  # type: ignore[no-untyped-call]
            for optimiser, cycle in zip(optimisers, cycles, strict=True):
                optimiser.step()
                cycle.step()
