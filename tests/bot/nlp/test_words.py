"""The tokenizer: its dictionary is jieba's, and a block is cut as jieba cuts it in its text."""

from __future__ import annotations

from io import BytesIO

import jieba
import pytest

from bot.nlp import words
from bot.nlp.remembered import remembered
from bot.nlp.words import Words
from tests.bot.nlp import chats

LINES = "数据库 5 n\n数据 7 n\n采集网关机 3 n\nT恤 4 n\n数据 9 v\n数位板 2 n\n"


def test_the_dictionary_is_read_as_jieba_reads_it() -> None:
    mine = words._Dictionary(LINES)
    mine.read_for("T数采")
    assert (mine, mine.total) == jieba.Tokenizer().gen_pfdict(BytesIO(LINES.encode()))


def test_words_are_read_when_a_text_has_their_first_letter() -> None:
    mine = words._Dictionary(LINES)
    assert not mine
    mine.read_for("换一件T恤")
    assert mine == {"T恤": 4, "T": 0}


def test_any_text_is_cut_as_by_the_whole_dictionary() -> None:
    theirs = jieba.Tokenizer()
    with theirs.get_dict_file() as file:
        theirs.FREQ, theirs.total = theirs.gen_pfdict(file)
    theirs.initialized = True
    mine = Words()
    for line in chats.load("dev")[::30]:
        for message in line["messages"]:
            assert [word for word, _, _ in mine.cut(message["text"])] == theirs.lcut(message["text"], HMM=False)


@pytest.mark.parametrize(
    "text",
    [
        "用友好的方式",
        "说用友的报价，也用友好的方式",
        "a用友 b\r\n用友",
        "预算50万, 用友u8+ 100%",
        "",
        "，。",
        "用友\ud83d用友",
        "T恤·用友",
    ],
)
def test_a_term_stands_where_words_begin_and_end(text: str) -> None:
    mine = Words({"数采网关"}, under=Words({"用友u8"}))
    edges = {edge for _, left, right in mine.cut(text) for edge in (left, right)} | {0}
    for end in range(1, len(text) + 1):
        for start in range(end):
            assert mine.stands(text, start, end) == ({start, end} <= edges)


def test_the_terms_of_an_organisation_lie_over_those_of_the_language() -> None:
    common = Words({"大促节点"})
    mine = Words({"节点王", "大促"}, under=common)
    assert [word for word, _, _ in mine.cut("大促节点节点王大促")] == ["大促节点", "节点王", "大促"]
    assert [word for word, _, _ in common.cut("大促节点")] == ["大促节点"]


def test_short_texts_are_read_once() -> None:
    seen: list[str] = []

    @remembered
    def read(text: str, times: int) -> tuple[str, ...]:
        seen.append(text)
        return (text,) * times

    long = "长" * 1000
    assert [read("短", 2), read("短", 2), read("短", 1)] == [("短", "短"), ("短", "短"), ("短",)]
    assert read(long, 1) == read(long, 1) == (long,)
    assert seen == ["短", "短", long, long]
