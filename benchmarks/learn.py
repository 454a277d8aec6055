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

from bot.nlp.learned import around, grams
from bot.nlp.text import normalise
from tests.bot.nlp import chats

WEIGHTS = Path("config/lexicon/learned.json")
LINES = chats.CORPUS / "lines"
LEAST = {"objection": 0.5, "pain": 0.35, "stage": 0.5}
"""The chance from which a label counts; that of objections is weighed with the rules (`bot.nlp.weighing`)."""
_STRENGTH = 1.0
"""The inverse of how much weights are held down."""
_BANK = {"objection": 0.1, "pain": 0.1, "stage": 1.0}
"""What a line of the bank counts beside one of a chat: it tells how things are said, but not how seldom."""
_CLASS = 0.3
"""The same for a class of objections: the chats have few of each."""
_RARE = 3.0
"""What a line that has the label counts beside one that has not."""
_SMALL = 0.1
"""Weights below are dropped."""
_GOLD = {"objections": ("objection", "category"), "pain_points": ("pain", ""), "stage_events": ("stage", "event")}


@dataclass(frozen=True)
class Line:
    """`kinds`: those for which the lack of a label says something. `around`: its place in the chat; none in the bank."""

    text: str
    ours: bool
    before: str
    labels: frozenset[str]
    kinds: frozenset[str]
    around: frozenset[str] = frozenset()

    def grams(self, kind: str) -> set[str]:
        """Stages are told by the letters alone."""
        said = grams(normalise(self.text), ours=self.ours, before=normalise(self.before))
        return said if kind == "stage" else said | self.around


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
        share = _CLASS if label.startswith("objection_") else _BANK[kind]
        counts = [1.0 if len(line.kinds) > 1 else share for line in about]
        bias, weights = _fitted([line.grams(kind) for line in about], [label in line.labels for line in about], counts)
        models[label] = {"bias": round(bias, 2), "least": LEAST[kind], "weights": weights}
    return models


def _fitted(said: Sequence[Collection[str]], wanted: Sequence[bool], counts: Sequence[float]) -> tuple[float, dict[str, float]]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    columns = DictVectorizer()
    table = columns.fit_transform([dict.fromkeys(one, 1.0) for one in said])
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    model = LogisticRegression(C=_STRENGTH, class_weight={False: 1.0, True: _RARE}, max_iter=400, solver="liblinear")
    model.fit(table, wanted, sample_weight=counts)
    named = zip(columns.get_feature_names_out(), model.coef_[0], strict=True)
    return float(model.intercept_[0]), {gram: round(float(weight), 2) for gram, weight in named if abs(weight) >= _SMALL}


def _of_chats(lines: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for chat in lines:
        ours = {one["key"] for one in chat["participants"] if one["role"] in ("sales", "presale")}
        labels = _labels(chat["gold"])
        last = {True: "", False: ""}
        sides = [message["sender"] in ours for message in chat["messages"]]
        for place, (message, we) in enumerate(zip(chat["messages"], sides, strict=True)):
            text, before = message["text"], last[not we]
            if message["type"] in ("text", "voice_text"):
                answers = place > 0 and sides[place - 1] != we
                answered = place + 1 < len(sides) and sides[place + 1] != we
                beside = frozenset(around(normalise(text), normalise(before), answers=answers, answered=answered))
                yield Line(text, we, before, frozenset(labels[message["i"]]), frozenset(LEAST), beside)
            last[we] = text


def _labels(gold: Mapping[str, Any]) -> defaultdict[int, set[str]]:
    """By the number of the message."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for group, (kind, key) in _GOLD.items():
        for row in gold[group]:
            for one in row["evidence"]:
                found[one["msg"]] |= _named(kind, row[key] if key else "")
    return found


def _named(kind: str, name: str) -> set[str]:
    """An objection bears the label of its class and that of all."""
    return {kind} if not name else {f"{kind}_{name}", "objection"} if kind == "objection" else {f"{kind}_{name}"}


def _banks() -> list[tuple[Path, str]]:
    return [(path, kind) for kind in LEAST for path in sorted(LINES.glob(f"{kind}*.yaml"))]


def _of_bank() -> Iterator[Line]:
    for path, kind in _banks():
        for side, text, labels, *before in yaml.safe_load(path.read_text("utf-8")):
            named = {name for label in labels for name in _named(kind, "" if label == "pain" else label)}
            yield Line(text, side == "S", before[0] if before else "", frozenset(named), frozenset([kind]))
