"""Whatever a chat holds, it is read in bounded time and without a word; what was not read to its end is named."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model import Message
from bot.nlp import entities, sums
from bot.nlp.extract import LONGEST, extract
from bot.nlp.facts import Extraction
from bot.nlp.lexicon import Lexicon
from bot.nlp.money import Money
from tests.bot.nlp.bombs import bombs, patterns

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)
MEGABYTE = 1_000_000
BOUND = 5.0
"""Seconds of a processor; a good deal more than it takes."""
BAD = {
    "empty": "",
    "blank": " \t\n\u3000",
    "emoji": "😀👍🏻👨‍👩‍👧🔟" * 200,
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85",
    "bidi marks": "\u202e预算50万\u202c\u2066，12月20日\u2069前上线\u200f",
    "half surrogate pairs": "预算\ud83d50万\udc00，我叫\udfff王海",
    "combining marks": "预\u0301算\u030850万" + "\u0301" * 3000,
    "zero-width": "预\u200b算\u200d5\u20600\ufeff万",
    "strange digits": "预算٥٠万 预算५०万 预算𝟓𝟎万 预算⑤⓪万",
    "the last characters": "\U0010ffff\uffff\ufffe预算50万",
}


def read(*texts: str) -> Extraction:
    said = [Message(str(i), "k", AT + timedelta(seconds=i), text, by_name="王海") for i, text in enumerate(texts)]
    found = extract(said, Lexicon.shipped(), zone=ZONE)
    for fact in found.facts:
        where = fact.evidence
        assert where.quote
        assert texts[int(where.message)][where.start : where.end] == where.quote
    return found


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_strange_text_is_read_without_a_word(text: str) -> None:
    read(text, "预算20万", text)
    for one in entities.find(text, AT):
        assert text[one.start : one.end] == one.text != ""


def test_a_budget_between_bidi_marks_is_one() -> None:
    assert [fact.shown for fact in read(BAD["bidi marks"]).facts if fact.kind == "budget"] == ["50万"]


@pytest.mark.parametrize(
    "unit", ["预算50万，", "报价", "1", "一", " ", "\n", "a", "a.", "1-", "百万", "(", "「", "😀", "，", "周三", "\ud800"]
)
def test_a_megabyte_in_one_message_takes_bounded_time(unit: str) -> None:
    text = unit * (MEGABYTE // len(unit))
    start = time.process_time()
    found = read("预算30万", text)
    assert time.process_time() - start < BOUND
    assert found.cut == ("1",)


@pytest.mark.parametrize("unit", ["定金50万，", "1", "一 ", " ", "a.", "1-", "百万", "周三到", "(", "\ud800"])
def test_a_long_text_is_read_to_its_end_in_bounded_time(unit: str) -> None:
    text = unit * (MEGABYTE // 50 // len(unit)) + "\n定金20元"
    start = time.process_time()
    found = entities.find(text, AT)
    assert time.process_time() - start < BOUND
    assert [(one.value, one.end) for one in found if one.text == "20元"] == [("20 CNY", len(text))]


def test_a_message_is_read_as_far_as_it_is_said_to_be() -> None:
    words = "预算50万"
    fits, over = "好" * (LONGEST - len(words) - 1) + "，" + words, "好" * LONGEST + "，" + words
    assert [fact.shown for fact in read(fits).facts if fact.kind == "budget"] == ["50万"]
    assert [fact.kind for fact in read(over).facts if fact.kind == "budget"] == []
    assert (read(fits).cut, read(over).cut) == ((), ("0",))


def test_time_grows_with_the_number_of_messages_only() -> None:
    told = ["预算50万左右", "下周三前给您报价", "汇川报了45万", "太贵了", "12月20日前上线", "刘总拍板", "13800138000"]
    texts = [told[i // 5 % len(told)] if i % 5 == 0 else "好的" for i in range(5000)]
    start = time.process_time()
    few = read(*texts[:1000])
    middle = time.process_time()
    many = read(*texts)
    assert len(few.facts) == len(many.facts)
    assert time.process_time() - middle < 15 * (middle - start)


def test_no_text_blows_a_pattern_up() -> None:
    """A few of them, small; all, as long as a message may be: `python -m benchmarks fuzz`."""
    texts = [text for _, pattern in patterns() for text in bombs(pattern, 150)][::6]
    assert len(texts) > 30
    start = time.process_time()
    read(*texts)
    for text in texts:
        entities.find(text, AT)
    assert time.process_time() - start < 4 * BOUND


def test_no_pattern_is_blown_up_by_what_it_repeats() -> None:
    """Where it has to reach the end, too, whatever else has to be said before it is asked."""
    start = time.process_time()
    for _, pattern in patterns():
        for text in bombs(pattern, 60):
            pattern.fullmatch(text)
    assert time.process_time() - start < BOUND


def test_the_amounts_of_a_message_are_read_once_however_many_clauses_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    find, asked = sums.find, list[str]()

    def asking(lead: str, text: str) -> list[Money]:
        asked.append(text)
        return find(lead, text)

    monkeypatch.setattr(sums, "find", asking)
    read("我们给汇川9块，" * 100)
    assert len([text for text in asked if len(text) >= 400]) <= 3
