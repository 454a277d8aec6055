"""The words that round a summary off are those that a colleague would tell."""

from __future__ import annotations

import pytest

from bot.nlp import telling
from bot.nlp.extract import extract, read
from bot.nlp.facts import Evidence
from bot.nlp.judges.judge import Judge
from tests.bot.nlp.talk import LEXICON, messages
from tests.bot.nlp.test_corpus import ZONE

CHAT = (
    "c 你好，想了解下水泵 | r 您好，B20一台3480元 | c 今天路上堵了半天 | c 老泵房上个月又淹了一回"
    " | c 我们厂明年要搬到开发区去 | r 好的"
)


def odds() -> dict[str, float]:
    turns = read(messages(CHAT), LEXICON, zone=ZONE).turns
    found = telling.candidates([turn.said for turn in turns], "", set(), LEXICON)
    return {one.text: one.odds({}) for one in found}


def summary() -> str:
    return extract(messages(CHAT), LEXICON, zone=ZONE).summary


def test_what_happened_to_him_tells_more_than_small_talk() -> None:
    found = odds()
    assert found["老泵房上个月又淹了一回"] > found["今天路上堵了半天"]
    assert "「老泵房上个月又淹了一回」" in summary()


def test_what_is_in_his_way_goes_first() -> None:
    turns = read(messages(CHAT), LEXICON, zone=ZONE).turns
    (one,) = (it for it in telling.candidates([t.said for t in turns], "", set(), LEXICON) if "淹" in it.text)
    message = one.said.message.id
    hurts = one.odds({message: [Evidence(message, one.clause.start, one.clause.end, one.text)]})
    assert hurts > one.odds({}) == one.odds({"another": [Evidence("another", 0, 9, "")]})


def test_words_that_nobody_would_tell_are_left_out_though_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "「" in summary()
    monkeypatch.setattr(Judge, "odds", lambda judge, features: -9.0)
    assert "「" not in summary()
