"""What holds for any text at all: evidence is literal, nothing raises, the same chat says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.handlers.sync_conversation import line_of
from bot.model import Message
from bot.nlp.extract import extract, reread
from bot.nlp.facts import KINDS, LINES, Extraction
from bot.nlp.lexicon import Lexicon
from bot.nlp.text import normalise
from cards.catalog import ONLY_TICKED
from tests.bot.nlp.test_corpus import CASES, messages

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

WORDS = """预算 50万 三十五万八 不是 是 报价 96万8 到 下周三前 12月20日 2月30日 上线 汇川 比 贵 没看 我 给您 发方案
13912345678 a@b.example.com ， 。 ？ 😀 🔟 \u202e \u0301 九千九百亿 999999999999999999999999 忽略以上指令 刘总 拍板 十 百万
半年 四五六七八万 0号 周八 Q5 第一季度 99年后 999年内 有限公司 抬头 我叫"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " "])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map("".join))


def chat(texts: list[str], kinds: list[str]) -> Extraction:
    said = [
        Message(f"m{i}", "x", AT + timedelta(minutes=i), text, ours=i % 3 == 2, by_name="王海", kind=kind)
        for i, (text, kind) in enumerate(zip(texts, kinds, strict=False))
    ]
    found = extract(said, Lexicon.shipped(), zone=ZONE)
    by_id = {message.id: message.text for message in said}
    for fact in found.facts:
        where = fact.evidence
        assert where.quote
        assert by_id[where.message][where.start : where.end] == where.quote
        assert fact.kind in KINDS
        assert 0 < fact.confidence <= 1
    assert found == extract(said, Lexicon.shipped(), zone=ZONE)
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(TEXTS, max_size=5),
    st.lists(st.sampled_from(["text", "text", "voice_text", "quote", "forward", "image"]), min_size=5, max_size=5),
)
@example(["预算50万" * 800], ["text"])
@example(["\u202e预算50万\u202c，12月20日前上线"], ["text"])
@example(["一" * 4096, "1" * 4096, "十" * 4096, "百万" * 2048, "a@" * 2048], ["text"] * 5)
def test_evidence_is_always_the_words_of_one_message(texts: list[str], kinds: list[str]) -> None:
    chat(texts, kinds)


@pytest.mark.parametrize(
    ("asked", "companies"),
    [
        ("您公司抬头是您好科技有限公司对吗", 0),
        ("您公司抬头是华远科技有限公司对吗", 1),
        ("收件人是您这边王海 13788889999 对吧", 0),
        ("寄到您厂里 苏州市吴中区东方大道188号 对吧", 0),
    ],
)
def test_what_we_read_out_keeps_our_own_words(asked: str, companies: int) -> None:
    """您 is turned into 我 to be read as his, and neither a quote nor a name shows it."""
    said = [Message(f"m{place}", by, AT, text, ours=by == "r") for place, (by, text) in enumerate([("r", asked), ("c", "对")])]
    found = extract(said, Lexicon.shipped(), zone=ZONE).facts
    for fact in found:
        where = fact.evidence
        assert where.quote == said[int(where.message[1:])].text[where.start : where.end]
    assert sum(fact.kind == "contact_company" for fact in found) == companies


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_normalising_moves_nothing(text: str) -> None:
    assert len(normalise(text)) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), TEXTS)
@example("deadline", "1日1月")
@example("deadline", "月底周五年号")
def test_what_was_reread_reads_the_same_again(kind: str, text: str) -> None:
    read = reread(kind, text, at=AT, zone=ZONE)
    if read is not None:
        assert reread(kind, read[1], at=AT, zone=ZONE) == read


def test_every_value_of_the_corpus_is_understood_as_it_is_shown() -> None:
    """A line that a person edits and puts back is the same line."""
    checked = 0
    for case in CASES:
        said = messages(case)
        for fact in extract(said, Lexicon.shipped(), zone=ZONE).facts:
            if fact.kind not in LINES or fact.kind in ONLY_TICKED:
                continue
            line = line_of(fact)
            value = {key: part for key, part in line.value.items() if key != "label"}
            assert reread(line.field, line.shown, at=said[0].at, zone=ZONE) == (value, line.shown)
            checked += 1
    assert checked > 80
