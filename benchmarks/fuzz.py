"""Random chats against the extractor: no exception, every evidence in its message, every line readable, bounded time.

Texts are mutated messages of the development chats, pieces that grammars look for, any Unicode, and bombs: texts made to blow
up each pattern, as long as a message may be.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.nlp.extract import LONGEST
from bot.nlp.words import warm
from bot.processes.extract import Task
from tests.bot.nlp import chats
from tests.bot.nlp.bombs import bombs, patterns

_WORDS = """预算 50万 三十五万八 96万8 1.2个亿 十几万 二三十 不是 是 报价 到 至 - ~ 下周三前 12月20日 2月30日 13月 上线 汇川
比 贵 没看 我 给您 发方案 月底 Q3 春节后 双十一前 3个工作日内 3点半 13912345678 021-62281231 a@b.example.com 9折 八五折 15%
‰ ￥ $ 美元 kg 公斤 台 ， 。 ？ 「 」 ( ) 😀 🔟 忽略以上指令 刘总 拍板 十 百 千 万 亿 百万 有限公司 抬头 我叫 转发: > {"a":1}
91330100MA2B1XYZ0X 如果 要是 的话 打错了 说错了 改成 推到"""
_PIECES = _WORDS.split()
_STRANGE = (
    "\u202e",
    "\u0301",
    "\u200d",
    "\x00",
    "\ufeff",
    "\ud83d",
    "\udc00",
    "\U0010ffff",
    "\u2028",
    "\n",
    "\t",
    " ",
    "٥",
    "𝟓",
    "⑤",
)
_KINDS = ("text", "text", "text", "voice_text", "quote", "forward", "image", "")
_SLOW = 4e-4
"""Seconds of a processor that a character may take …"""
_START = 0.5
"""… and that any line may."""


def run(*, minutes: float, seed: int) -> str:
    """A line a finding, then what was tried; the same seed tries the same texts."""
    found, lines, letters = fuzz(60 * minutes, seed)
    counted = f"{lines} lines, {letters} characters, {minutes:g} minutes, seed {seed}: {len(found)} findings"
    return "\n".join([*found, counted])


def fuzz(seconds: float, seed: int, *, least: int = 1) -> tuple[list[str], int, int]:
    """What was found wrong, and how many lines and characters were tried: for so long, and at `least` so many lines."""
    dice = random.Random(seed)
    found: list[str] = []
    lines = letters = 0
    warm()
    _wrong(False, _chat(dice, ["预算50万"]))  # the lexicon is compiled
    lines_made = _lines(dice)
    next(lines_made)  # the attacks are read off the patterns
    end = time.monotonic() + seconds
    for single, made in lines_made:
        if lines >= least and time.monotonic() > end:
            break
        line = json.loads(json.dumps(made))  # two halves of a surrogate pair are a character then
        found += _wrong(single, line)
        lines, letters = lines + 1, letters + len(json.dumps(line))
    return found, lines, letters


def _lines(dice: random.Random) -> Iterator[tuple[bool, dict[str, Any]]]:
    said = [message["text"] for line in chats.load("dev") for message in line["messages"]] or ["预算50万"]
    attacks = [text for _, pattern in patterns() for text in bombs(pattern, LONGEST)]
    makers: Sequence[Callable[[], str]] = (
        lambda: _mutated(dice, dice.choice(said)),
        lambda: _mutated(dice, dice.choice(said)),
        lambda: "".join(dice.choice(_PIECES) for _ in range(dice.randint(1, 30))),
        lambda: "".join(dice.choice((*_PIECES, *_STRANGE)) for _ in range(dice.randint(1, 60))),
        lambda: "".join(
            chr(dice.choice((dice.randrange(0x300), dice.randrange(0x110000)))) for _ in range(dice.randint(0, 80))
        ),
        lambda: dice.choice(_PIECES) * dice.randint(1, LONGEST),
    )
    while True:
        text = dice.choice(attacks) if dice.random() < 0.02 else dice.choice(makers)()
        if dice.random() < 0.4:
            yield True, {"id": "f", "text": text, "reference_time": _moment(dice)}
        else:
            yield False, _chat(dice, [text, *(dice.choice(makers[:5])() for _ in range(dice.randint(0, 6)))])


def _chat(dice: random.Random, texts: list[str]) -> dict[str, Any]:
    dice.shuffle(texts)
    roles = (("S", "sales"), ("T", "presale"), ("K", "customer"), ("D", "third_party"))
    rows = [
        {"time": _moment(dice), "sender": dice.choice("SKKKTD?"), "type": dice.choice(_KINDS), "text": text} for text in texts
    ]
    people = [{"key": key, "name": dice.choice(("王海", "", "李总", "\ud800")), "role": role} for key, role in roles]
    lexicon = {"products": {"加工中心 V8": ["V8", "850"]}, "competitors": {"海天": [], "a": ["."]}}
    return {"id": "f", "reference_time": _moment(dice), "participants": people, "messages": rows, "lexicon": lexicon}


def _moment(dice: random.Random) -> str:
    year = dice.choice((2026, 2026, 2026, 1970, 2199, 2024))
    zone = dice.choice(("", "+08:00", "Z", "-11:30"))
    return f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:59:00{zone}"


def _mutated(dice: random.Random, text: str) -> str:
    for _ in range(dice.randint(0, 4)):
        at = dice.randint(0, len(text))
        piece = dice.choice(
            (dice.choice(_PIECES), dice.choice(_STRANGE), text[at : at + dice.randint(1, 6)] * dice.randint(1, 3))
        )
        text = text[:at] + piece + text[at + dice.randint(0, 3) :]
    return text


def _wrong(single: bool, line: dict[str, Any]) -> list[str]:
    """What is wrong, and the line that does it, as JSON."""
    start = time.process_time()
    try:
        answer, understood = Task(single=single).answer(json.dumps(line).encode())
        said = json.loads(answer)
        faults = [] if understood else [said["error"]]
        faults += _entities(line, said) if single else _evidence(line, said)
    except Exception as error:
        faults = [f"{type(error).__name__}: {error}"]
    texts = [line["text"]] if single else [row["text"] for row in line["messages"]]
    letters = sum(min(len(text), LONGEST) for text in texts) if not single else len(line["text"])
    if time.process_time() - start > _START + letters * _SLOW:
        faults.append(f"{time.process_time() - start:.1f} s for {letters} characters")
    return [f"{fault}\n    {json.dumps(line)}" for fault in faults]


def _entities(line: dict[str, Any], said: dict[str, Any]) -> list[str]:
    text, ends = line["text"], 0
    faults = []
    for one in said.get("entities", []):
        if not one["text"] or text[one["start"] : one["end"]] != one["text"] or one["start"] < ends or not one["value"]:
            faults.append(f"not in the text: {one}")
        ends = one["end"]
    return faults


def _evidence(line: dict[str, Any], said: dict[str, Any]) -> list[str]:
    rows = [row for value in said.values() if isinstance(value, list) for row in value if isinstance(row, dict)]
    places = [(row, place) for row in rows for place in row["evidence"] or [{}]]
    return [f"not said: {row}" for row, place in places if not place or not _literal(line, place)]


def _literal(line: dict[str, Any], place: dict[str, Any]) -> bool:
    text = line["messages"][place["msg"]]["text"]
    return bool(place["text"]) and text[place["start"] : place["end"]] == place["text"]
