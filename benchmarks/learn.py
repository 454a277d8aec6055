"""Teaches the linear model of `bot.nlp.learned` by our labelled chats, long and short (development parts), and lines. Needs the
`learn` extra."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from benchmarks import shorts
from bot.nlp.learned import Learned, around, grams, written
from bot.nlp.state import SOON_AFTER
from bot.nlp.text import normalise
from tests.bot.nlp import chats

WEIGHTS = Path("config/lexicon/learned.txt")
LINES = chats.CORPUS / "lines"
_KINDS = frozenset({"objection", "pain", "stage", "action", "fact", "budget"})
_JUDGED = {"facts": "fact", "stages": "stage", "objections": "objection", "pains": "pain", "actions": "action"}
"""What is labelled in a short chat, by the group that is judged. Of a budget's state it says too little."""
_STRENGTH = 4.0
"""The inverse of how much weights are held down."""
_BANK = {"objection": 0.1, "pain": 0.1, "stage": 1.0}
"""What a line of the bank counts beside one of a chat: it tells how things are said, but not how seldom."""
_OF_SHORT = 0.3
"""What a line of a short chat counts: each says something, and few say so little as most of a long one."""
_CLASS = 0.3
"""The same for a class of objections: the chats have few of each."""
_RARE = 3.0
"""What a line that has the label counts beside one that has not."""
_SMALL = 0.07
"""Weights below are dropped."""
_CLASSED = ("objection", "budget")
"""What has a label for all of its classes together, besides."""
_GOLD = {
    "objections": ("objection", "category"),
    "pain_points": ("pain", ""),
    "stage_events": ("stage", "event"),
    "next_actions": ("action", ""),
}
_FACTS = {"fact_budget", "fact_target_price", "fact_our_quote", "fact_deal_amount", "fact_decision_maker"}
_THEIRS = ("objection", "pain", "budget")
"""What only the customer says."""


@dataclass(frozen=True)
class Line:
    """`kinds`: those for which the lack of a label says something. `around`: its place in the chat; none in the bank."""

    text: str
    ours: bool
    before: str
    labels: frozenset[str]
    kinds: frozenset[str]
    around: frozenset[str] = frozenset()
    counts: float = 1.0

    def grams(self) -> set[str]:
        return grams(normalise(self.text), ours=self.ours, before=normalise(self.before)) | self.around


def run() -> str:
    lines = [*_of_chats(chats.load("dev")), *_of_shorts(shorts.load("dev")), *_of_bank()]
    WEIGHTS.write_text(_written(lines), "utf-8", newline="\n")
    return f"{len(lines)} lines, {WEIGHTS.stat().st_size / 1024:.0f} kB"


def _written(lines: Sequence[Line]) -> str:
    labels = taught(lines)
    weights, bias = ({label: one[key] for label, one in labels.items()} for key in ("weights", "bias"))
    return written(weights, bias, fingerprint())


def blind(letters: str) -> Learned:
    """A model that was taught without the files that begin with one of these letters."""
    others = chats.of_batches(letters, others=True)
    return Learned.read(_written([*_of_chats(others), *_of_shorts(shorts.load("dev")), *_of_bank()]).encode())


def fingerprint() -> str:
    """Of all that it is taught from."""
    every = sorted([*(chats.CORPUS / "dev").glob("*.yaml"), *LINES.glob("*.yaml"), shorts.path("dev")])
    return sha256(b"".join(path.read_bytes() for path in every)).hexdigest()


def taught(lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """Label → {bias, weights}, in hundredths."""
    from sklearn.feature_extraction import DictVectorizer

    columns = DictVectorizer()
    table = columns.fit_transform([dict.fromkeys(line.grams(), 1.0) for line in lines])
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")
    names = columns.get_feature_names_out()
    models = {}
    for label in sorted({label for line in lines for label in line.labels}):
        kind = label.partition("_")[0]
        about = [place for place, line in enumerate(lines) if kind in line.kinds and not (kind in _THEIRS and line.ours)]
        share = _CLASS if label.startswith("objection_") else _BANK.get(kind, 1.0)
        counts = [lines[place].counts if lines[place].around else share for place in about]
        bias, weights = _fitted(table[about], [label in lines[place].labels for place in about], counts)
        told = {name: round(100 * weight) for name, weight in zip(names, weights, strict=True) if abs(weight) >= _SMALL}
        models[label] = {"bias": round(100 * bias), "weights": told}
    return models


def _fitted(table: Any, wanted: Sequence[bool], counts: Sequence[float]) -> tuple[float, list[float]]:
    """The bias and the weight of every column."""
    from sklearn.linear_model import LogisticRegression

    weight = {False: 1.0, True: _RARE}
    model = LogisticRegression(C=_STRENGTH, class_weight=weight, max_iter=400, solver="liblinear", dual=True, random_state=0)
    model.fit(table, wanted, sample_weight=counts)
    return float(model.intercept_[0]), [float(weight) for weight in model.coef_[0]]


def _of_chats(lines: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for chat in lines:
        ours = {one["key"] for one in chat["participants"] if one["role"] in ("sales", "presale")}
        labels = _labels(chat["gold"])
        messages = chat["messages"]
        last = {True: "", False: ""}
        sides = [message["sender"] in ours for message in messages]
        for place, (message, we) in enumerate(zip(messages, sides, strict=True)):
            text, before = message["text"], last[not we]
            if message["type"] in ("text", "voice_text"):
                beside = _beside(place, [normalise(one["text"]) for one in messages], sides, normalise(before))
                yield Line(text, we, before, frozenset(labels[message["i"]]), _KINDS, beside)
            last[we] = text


def _of_shorts(lines: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    for chat in lines:
        kinds = frozenset(_JUDGED[group] for group in chat["judged"])
        yield from (replace(line, kinds=kinds, counts=_OF_SHORT) for line in _of_chats([chat]))


def _beside(place: int, texts: Sequence[str], sides: Sequence[bool], before: str) -> frozenset[str]:
    we, many = sides[place], len(sides)
    soon = range(place + 1, min(place + 1 + SOON_AFTER, many))
    after = next((texts[later] for later in soon if sides[later] != we), "")
    answers = place > 0 and sides[place - 1] != we
    answered = place + 1 < many and sides[place + 1] != we
    return frozenset(around(texts[place], before, after, answers=answers, answered=answered, place=place, many=many))


def _labels(gold: Mapping[str, Any]) -> defaultdict[int, set[str]]:
    """By the number of the message."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for group, (kind, key) in _GOLD.items():
        for row in gold[group]:
            for one in row["evidence"]:
                found[one["msg"]] |= _named(kind, row[key] if key else "")
    for row in gold["facts"]:
        found[row["evidence"][0]["msg"]] |= {f"fact_{row['field']}"} & _FACTS
        for one in row["evidence"] if row["field"] == "budget_status" else ():
            found[one["msg"]] |= _named("budget", row["norm"])
    return found


def _named(kind: str, name: str) -> set[str]:
    """An objection, or the state of a budget, bears the label of its class and that of all."""
    return {kind} if not name else {f"{kind}_{name}", kind} if kind in _CLASSED else {f"{kind}_{name}"}


def _banks() -> list[tuple[Path, str]]:
    return [(path, kind) for kind in _BANK for path in sorted(LINES.glob(f"{kind}*.yaml"))]


def _of_bank() -> Iterator[Line]:
    for path, kind in _banks():
        for side, text, labels, *before in yaml.safe_load(path.read_text("utf-8")):
            named = {name for label in labels for name in _named(kind, "" if label == "pain" else label)}
            yield Line(text, side == "S", before[0] if before else "", frozenset(named), frozenset([kind]))
