"""Teaches the linear model of `bot.nlp.learned` by our labelled chats (development part) and lines. Needs the `learn` extra."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from bot.nlp.learned import grams
from bot.nlp.text import normalise
from tests.bot.nlp import chats

WEIGHTS = Path("config/lexicon/learned.json")
LINES = chats.CORPUS / "lines"
LEAST = {"objection": 0.5, "pain": 0.7, "stage": 0.5}
"""The chance from which a label counts."""
_STRENGTH = 1.0
"""The inverse of how much weights are held down."""
_RARE = 3.0
"""What a line that has the label counts beside one that has not."""
_SMALL = 0.1
"""Weights below are dropped."""
_GOLD = {"objections": ("objection", "category"), "pain_points": ("pain", ""), "stage_events": ("stage", "event")}


@dataclass(frozen=True)
class Line:
    """`kinds`: those for which the lack of a label says something."""

    text: str
    ours: bool
    before: str
    labels: frozenset[str]
    kinds: frozenset[str]

    @property
    def grams(self) -> set[str]:
        return grams(normalise(self.text), ours=self.ours, before=normalise(self.before))


def run() -> str:
    lines = [*_of_chats(chats.load("dev")), *_of_bank()]
    labels = taught(lines)
    told = {"made_from": fingerprint(), "labels": labels}
    WEIGHTS.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    many = sum(len(one["weights"]) for one in labels.values())
    return f"{len(lines)} lines, {len(labels)} labels, {many} weights, {WEIGHTS.stat().st_size / 1024:.0f} kB"


def fingerprint() -> str:
    """Of all that it is taught from."""
    every = sorted([*(chats.CORPUS / "dev").glob("*.yaml"), *LINES.glob("*.yaml")])
    return sha256(b"".join(path.read_bytes() for path in every)).hexdigest()


def taught(lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """Label → {bias, least, weights}."""
    models = {}
    for label in sorted({label for line in lines for label in line.labels}):
        kind = label.partition("_")[0]
        about = [line for line in lines if kind in line.kinds and (kind == "stage" or not line.ours)]
        bias, weights = _fitted([line.grams for line in about], [label in line.labels for line in about])
        models[label] = {"bias": round(bias, 2), "least": LEAST[kind], "weights": weights}
    return models


def _fitted(said: Sequence[Collection[str]], wanted: Sequence[bool]) -> tuple[float, dict[str, float]]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    columns = DictVectorizer()
    table = columns.fit_transform([dict.fromkeys(one, 1.0) for one in said])
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    model = LogisticRegression(C=_STRENGTH, class_weight={False: 1.0, True: _RARE}, max_iter=400, solver="liblinear")
    model.fit(table, wanted)
    named = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    return float(model.intercept_[0]), {gram: round(float(weight), 2) for gram, weight in named if abs(weight) >= _SMALL}


def _of_chats(lines: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for chat in lines:
        ours = {one["key"] for one in chat["participants"] if one["role"] in ("sales", "presale")}
        labels = _labels(chat["gold"])
        last = {True: "", False: ""}
        for message in chat["messages"]:
            we, text = message["sender"] in ours, message["text"]
            if message["type"] in ("text", "voice_text"):
                yield Line(text, we, last[not we], frozenset(labels[message["i"]]), frozenset(LEAST))
            last[we] = text


def _labels(gold: Mapping[str, Any]) -> defaultdict[int, set[str]]:
    """By the number of the message."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for group, (kind, key) in _GOLD.items():
        for row in gold[group]:
            for one in row["evidence"]:
                found[one["msg"]].add(f"{kind}_{row[key]}" if key else kind)
    return found


def _banks() -> list[tuple[Path, str]]:
    return [(path, kind) for kind in LEAST for path in sorted(LINES.glob(f"{kind}*.yaml"))]


def _of_bank() -> Iterator[Line]:
    for path, kind in _banks():
        for side, text, labels, *before in yaml.safe_load(path.read_text("utf-8")):
            named = frozenset(label if label == "pain" else f"{kind}_{label}" for label in labels)
            yield Line(text, side == "S", before[0] if before else "", named, frozenset([kind]))
