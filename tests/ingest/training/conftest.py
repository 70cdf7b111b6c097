"""The encoder is trained where torch is installed, which nothing but `docket train` needs."""

from __future__ import annotations

import importlib.util

collect_ignore = [] if importlib.util.find_spec("torch") else ["test_encoder.py"]
