"""A trained network as the file that is shipped: ONNX with 8-bit weights."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from .encoder import Trained


class _One(nn.Module):
    """One remark at a time needs no mask."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor]:
        logits, carried = self.network(ids, types, torch.ones_like(ids, dtype=torch.bool))
        return logits, carried


def onnx(trained: Trained) -> bytes:
    """The model: inputs `ids` and `types`, (1, length) int64; outputs `logits` and `carried`."""
    ids = torch.tensor([[101, 102, 102]])
    types = torch.tensor([[0, 0, 1]])
    with tempfile.TemporaryDirectory() as directory:
        exact, small = Path(directory, "exact.onnx"), Path(directory, "small.onnx")
        torch.onnx.export(
            _One(trained.network).eval(),
            (ids, types),
            str(exact),
            input_names=["ids", "types"],
            output_names=["logits", "carried"],
            dynamic_axes={"ids": {1: "length"}, "types": {1: "length"}, "carried": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits, so that processors without VNNI do not overflow and give other scores.
        quantize_dynamic(exact, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        return small.read_bytes()
