"""The encoder as torch trains it: BERT's layers, a head for what a remark does, one for the words that say so."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from ingest.classify import words

LAYERS, WIDTH, HEADS, INNER, VOCABULARY, PLACES = 6, 384, 12, 1536, 30522, 512
"""all-MiniLM-L6-v2, Apache-2.0."""
DROPPED = 0.1
_NOISE = 1 << 24


class Dropout(nn.Module):
    """Dropout that takes its noise from one long row of it, at another place each time: drawing fresh numbers costs a
    third of the time of training on a CPU."""

    def __init__(self, generator: torch.Generator) -> None:
        super().__init__()
        self._generator = generator
        self._noise = (torch.rand(_NOISE, generator=generator) >= DROPPED).float() / (1 - DROPPED)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        start = int(torch.randint(_NOISE - x.numel(), (1,), generator=self._generator))
        return x * self._noise[start : start + x.numel()].view_as(x)


class Layer(nn.Module):
    """Attention, then two linear maps, each normalised after it was added (Devlin et al. 2019)."""

    def __init__(self, dropout: Dropout) -> None:
        super().__init__()
        self.dropout = dropout
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, 1e-12)
        self.linear1 = nn.Linear(WIDTH, INNER)
        self.linear2 = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            # Spelt out, so that the file holds matrices that can be made 8-bit; one remark needs no mask.
            attended = torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5, -1) @ v
        else:
            attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        y = attended.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(y)))
        y = self.linear2(functional.gelu(self.linear1(x)))
        return self.norm2(x + self.dropout(y))


class Transformer(nn.Module):
    """(batch, length) ids, types and mask to logits (batch, OUTPUTS) and, for each piece, (batch, length, labels)."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.place = nn.Embedding(PLACES, WIDTH)
        self.kind = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        dropout = Dropout(generator)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, words.OUTPUTS)
        self.carrier = nn.Linear(WIDTH, len(words.LABEL_NAMES))
        # Few remarks have a label, and few words carry it.
        self.head.bias.data[words.LABEL] = -2.0
        self.carrier.bias.data.fill_(-3.0)
        # So few remarks teach nothing new about words.
        self.word.weight.requires_grad_(False)

    def read(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """(batch, length, WIDTH): what each piece means where it stands."""
        x: Tensor = self.norm(self.word(ids) + self.place.weight[: ids.shape[1]] + self.kind(types))
        hidden = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, hidden)
        return x

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.read(ids, types, mask)
        said = (mask & (types == 0)).unsqueeze(-1)
        mean = (x * said).sum(1) / said.sum(1)
        return self.head(torch.cat([x[:, 0], mean], 1)), self.carrier(x)

    def load(self, path: Path) -> None:
        """Take the layers of a BERT model in safetensors format."""
        bert = load_file(path)
        self.word.weight.data = bert["embeddings.word_embeddings.weight"]
        self.place.weight.data = bert["embeddings.position_embeddings.weight"]
        self.kind.weight.data = bert["embeddings.token_type_embeddings.weight"]
        _take(self.norm, bert, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            assert isinstance(layer, Layer)
            prefix = f"encoder.layer.{number}."
            for kind in ("weight", "bias"):
                parts = [bert[f"{prefix}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                getattr(layer.qkv, kind).data = torch.cat(parts)
            _take(layer.out, bert, prefix + "attention.output.dense")
            _take(layer.norm1, bert, prefix + "attention.output.LayerNorm")
            _take(layer.linear1, bert, prefix + "intermediate.dense")
            _take(layer.linear2, bert, prefix + "output.dense")
            _take(layer.norm2, bert, prefix + "output.LayerNorm")


def _take(module: nn.Linear | nn.LayerNorm, bert: dict[str, Tensor], name: str) -> None:
    module.weight.data = bert[name + ".weight"]
    assert module.bias is not None
    module.bias.data = bert[name + ".bias"]
