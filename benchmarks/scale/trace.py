"""When calls come and how many tokens they have: a recorded trace where one lies beside the checkout, else its fit."""

import csv
import random
from datetime import datetime
from functools import cache
from pathlib import Path

# Azure's LLM inference traces of 2023 (AzurePublicDataset, CC-BY-4.0): a chat and a code completion service.
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "trace"
_FILES = ("AzureLLMInferenceTrace_conv.csv", "AzureLLMInferenceTrace_code.csv")

# Seconds to the next call, prompt tokens, completion tokens.
Arrival = tuple[float, int, int]


@cache
def arrivals() -> list[Arrival]:
    """Consecutive calls."""
    recorded = [arrival for name in _FILES if (FOLDER / name).exists() for arrival in _read(FOLDER / name)]
    return recorded or _modelled(28_000)


def is_recorded() -> bool:
    return all((FOLDER / name).exists() for name in _FILES)


def _read(path: Path) -> list[Arrival]:
    with path.open(newline="") as file:
        rows = [
            (datetime.fromisoformat(row["TIMESTAMP"][:26]), int(row["ContextTokens"]), int(row["GeneratedTokens"]))
            for row in csv.DictReader(file)
        ]
    return [((after[0] - row[0]).total_seconds(), *row[1:]) for row, after in zip(rows, rows[1:], strict=False)]


def _modelled(count: int) -> list[Arrival]:
    """The fit to the chat trace: gaps and token counts are lognormal, cut at what was recorded."""
    rng = random.Random("trace")
    return [
        (
            rng.lognormvariate(-2.4, 1.4),
            int(min(14_050, max(2, rng.lognormvariate(6.6, 1.0)))),
            int(min(1_900, max(6, rng.lognormvariate(5.0, 0.86)))),
        )
        for _ in range(count)
    ]
