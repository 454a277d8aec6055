"""How well our own chats are understood, and how fast, beside a bare segmenter over the same text in the same run."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from benchmarks.agreement import GROUPS, Report, Tally, score
from benchmarks.table import table
from bot.model import Message
from bot.nlp import shapes
from bot.nlp.extract import extract
from bot.nlp.lexicon import Lexicon
from bot.nlp.shapes import Chat
from tests.bot.nlp import chats

_VARIED = re.compile(r"\d(?=\d*\.?\d*(?:[万亿wk元块台套个条件只箱%]|CNY))")
_BANDS = (0.6, 0.7, 0.8, 0.9, 1.0)
_SYNC = 50
_SIZES = (50, 500, 5000)
_START = """
import time
began = time.perf_counter()
from datetime import UTC, datetime
from bot.model import Message
from bot.nlp import words
from bot.nlp.extract import extract
from bot.nlp.lexicon import Lexicon
words.warm()
extract([Message("0", "k", datetime(2026, 3, 12, tzinfo=UTC), "预算50万")], Lexicon.shipped(), zone=UTC)
seconds = time.perf_counter() - began
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # ru_maxrss: also of who started it
print(seconds, int(peak.split()[1]) / 1024)
"""

Case = tuple[Chat, Lexicon]


def run(*, messages: int, rounds: int) -> str:
    """Quality by field and group, the development and the test part apart; speed on chats made of the development part."""
    reports = {part: judged(part) for part in chats.PARTS}
    unread = generated()
    made = taken(unread, messages)
    parts = (
        _fields(reports),
        _groups(reports),
        _calibration(reports),
        _speed(made, rounds),
        _latency(made),
        _growth(unread, rounds),
        _start(),
    )
    return "\n\n".join(parts)


def judged(part: str) -> Report:
    lines = chats.load(part)
    return score(lines, [answer(line) for line in lines])


def answer(line: dict[str, object]) -> dict[str, object]:
    """What the extractor says of an annotated line, in the shapes of `suilu extract`."""
    chat, lexicon = case(line)
    return shapes.facts(chat, extract(chat.messages, lexicon, zone=chat.zone, outsiders=chat.outsiders))


def case(line: dict[str, object]) -> Case:
    chat = shapes.chat(chats.asked(line))
    return chat, Lexicon.shipped().with_terms(competitors=chat.competitors, products=chat.products)


def generated() -> Iterator[Case]:
    """Chats of the development part over and over, each time in another order and with other amounts and quantities."""
    dice = random.Random(20260312)
    cases = [case(line) for line in chats.load("dev")]
    while True:
        for chat, lexicon in dice.sample(cases, len(cases)):
            said = [replace(one, text=_VARIED.sub(lambda _: str(dice.randint(1, 9)), one.text)) for one in chat.messages]
            yield replace(chat, messages=tuple(said)), lexicon


def taken(made: Iterator[Case], count: int) -> list[Case]:
    """The next chats, until there are `count` messages."""
    cases: list[Case] = []
    while sum(len(chat.messages) for chat, _ in cases) < count:
        cases.append(next(made))
    return cases


def _fields(reports: dict[str, Report]) -> str:
    names = sorted({name for report in reports.values() for name in report.fields})
    rows = [[name, *_figures([report.fields[name] for report in reports.values()])] for name in names]
    total = ["all, micro", *_figures([report.facts for report in reports.values()])]
    return table(_head("facts", reports), [*rows, total])


def _groups(reports: dict[str, Report]) -> str:
    rows = [[name, *_figures([report.groups[name] for report in reports.values()])] for name in GROUPS]
    shares: dict[str, Callable[[Report], str]] = {
        "due dates right": lambda report: f"{report.due.precision:.3f}",
        "evidence literal": lambda report: f"{report.evidence.precision:.3f}",
        "must-not sprung": lambda report: f"{report.traps.right} of {report.traps.wanted}",
        "key facts in the summary": lambda report: f"{report.coverage:.3f}",
        "facts, macro F1": lambda report: f"{report.macro:.3f}",
        "overall": lambda report: f"{report.overall:.3f}",
    }
    rest = [[name, *(cell for report in reports.values() for cell in ("", "", "", of(report)))] for name, of in shares.items()]
    return table(_head("groups", reports), [*rows, *rest])


def _calibration(reports: dict[str, Report]) -> str:
    """Of the facts said to be so sure, how many are right."""
    rows = [[f"{low:.2f} to {high:.2f}", *_band(reports.values(), low, high)] for low, high in pairwise(_BANDS)]
    return table(["confidence", *(f"{part} {name}" for part in reports for name in ("said", "facts", "right"))], rows)


def _band(reports: Iterable[Report], low: float, high: float) -> Iterator[str]:
    for report in reports:
        inside = [(sure, right) for sure, right in report.sure if low <= sure < high or sure == high == 1]
        yield from (_mean([sure for sure, _ in inside]), str(len(inside)), _mean([right for _, right in inside]))


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.2f}" if values else "-"


def _head(first: str, reports: dict[str, Report]) -> list[str]:
    columns = [f"{part} {name}" for part in reports for name in ("gold", "P", "R", "F1")]
    return [f"{first} ({', '.join(f'{part} {len(report.covered)} chats' for part, report in reports.items())})", *columns]


def _figures(tallies: Sequence[Tally]) -> list[str]:
    return [cell for one in tallies for cell in (str(one.wanted), *(f"{x:.3f}" for x in (one.precision, one.recall, one.f1)))]


def _speed(made: Sequence[Case], rounds: int) -> str:
    texts = [message.text for chat, _ in made for message in chat.messages]
    cut = _bare_jieba()
    ways: dict[str, Callable[[], object]] = {
        "jieba.lcut(HMM=False) alone": lambda: [cut(text, HMM=False) for text in texts],
        "everything, with evidence": lambda: [read(case) for case in made],
    }
    for way in ways.values():
        way()
    runs = [{name: _timed(way) for name, way in ways.items()} for _ in range(rounds)]
    letters = sum(map(len, texts))
    rows = []
    for name in ways:
        seconds = median(run[name] for run in runs)
        share = median(run["jieba.lcut(HMM=False) alone"] / run[name] for run in runs)
        rows.append([name, f"{len(texts) / seconds:,.0f}", f"{letters / seconds:,.0f}", f"{share:.2f}"])
    return table([f"{len(texts)} messages, {letters} characters", "messages/s", "characters/s", "of bare jieba"], rows)


def _bare_jieba() -> Callable[..., list[str]]:
    """Its dictionary built, not read from the cache file that anybody may plant."""
    import jieba

    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer.lcut  # type: ignore[no-any-return]


def read(case: Case) -> object:
    chat, lexicon = case
    return extract(chat.messages, lexicon, zone=chat.zone, outsiders=chat.outsiders)


def _timed(work: Callable[..., object], *given: object) -> float:
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def _latency(made: Sequence[Case]) -> str:
    alone = [(replace(chat, messages=(one,)), lexicon) for chat, lexicon in made for one in chat.messages]
    ones, syncs = ([_timed(read, case) for case in cases] for cases in (alone, _joined(made, _SYNC)))
    rows = [_spread("one message alone", ones), _spread(f"a sync of {_SYNC} messages", syncs)]
    return table(["latency", "median ms", "p99 ms", "slowest ms"], rows)


def _spread(name: str, seconds: Sequence[float]) -> list[str]:
    ordered = sorted(seconds)
    late = ordered[round(0.99 * (len(ordered) - 1))]
    return [f"{name}, {len(ordered)} times", *(f"{1000 * value:.3f}" for value in (median(ordered), late, ordered[-1]))]


def _joined(made: Sequence[Case], size: int) -> Iterator[Case]:
    """Chats of exactly `size` messages, each made of several; the terms are the first one's."""
    waiting: list[Message] = []
    for chat, lexicon in made:
        waiting += chat.messages
        if len(waiting) >= size:
            yield replace(chat, messages=_renumbered(waiting[:size])), lexicon
            waiting = []


def _renumbered(messages: Sequence[Message]) -> tuple[Message, ...]:
    return tuple(replace(message, id=str(place)) for place, message in enumerate(messages))


def _growth(unread: Iterator[Case], rounds: int) -> str:
    """Of chats that nobody has read yet: what was read of a text is remembered, of a short chat all of it."""
    seconds: dict[int, list[float]] = {size: [] for size in _SIZES}
    for size in rounds * _SIZES:
        cases = _joined(taken(unread, max(_SIZES)), size)
        seconds[size].append(median(_timed(read, case) for case in cases))
    rows = [[f"{size} messages in one chat", f"{1e6 * median(seconds[size]) / size:.0f}"] for size in _SIZES]
    return table(["growth", "µs a message"], rows)


def _start() -> str:
    """A process of its own: from its first line to the first answer, the dictionary read."""
    said = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout.split()
    return table(["start-up", "seconds", "RSS MB"], [["to the first answer", f"{float(said[0]):.2f}", f"{float(said[1]):.0f}"]])
