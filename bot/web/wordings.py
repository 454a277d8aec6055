"""The words a customer is shown before saying yes or no (`config/consent.yaml`), each under its version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Wordings:
    """`current` is a version of `texts`."""

    current: str
    texts: Mapping[str, str]


@cache
def wordings() -> Wordings:
    """Raises KeyError or ValueError for a file that is not as it should be."""
    plain = yaml.safe_load(files("config").joinpath("consent.yaml").read_text(encoding="utf-8"))
    texts = {str(entry["version"]): "".join(str(entry["text"]).split()) for entry in plain["versions"]}
    current = str(plain["current"])
    if current not in texts:
        raise ValueError("config/consent.yaml: current names no version")
    return Wordings(current, texts)
