"""Which messages tell of a trouble: what is weighed, what falls, what is added, and whose words are left alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.nlp import pains
from bot.nlp.extract import claimed, read
from bot.nlp.facts import Fact
from bot.nlp.judges import pain
from bot.nlp.judges.judge import Judge
from bot.nlp.lexicon import Lexicon
from bot.nlp.reading import Reading
from tests.bot.nlp.talk import LEXICON, messages
from tests.bot.nlp.test_corpus import ZONE

CALM = "c 在吗 | r 您好 | c 现在全靠人工抄表，老是抄错 | r 明白 | c 上次那台漏水，仓库都泡了 | r 抱歉 | c 行"
ODDS = "sore_odds"


def reading(chat: str, lexicon: Lexicon = LEXICON) -> Reading:
    return read(messages(chat), lexicon, zone=ZONE)


def ruled(talk: Reading) -> list[Fact]:
    return [*pains.find([turn.said for turn in talk.turns], talk.lexicon, [])]


def measures(chat: str) -> dict[str, Mapping[str, float]]:
    talk = reading(chat)
    claims = claimed(talk)
    return pain.candidates(talk.turns, claims.troubles, claims.held)


def weighs(monkeypatch: pytest.MonkeyPatch, **weights: int) -> None:
    monkeypatch.setattr(Judge, "shipped", lambda label: Judge(weights.pop("bias", 0), weights))


def told(talk: Reading, troubles: list[Fact]) -> list[str]:
    return [fact.evidence.message for fact in pain.revised(troubles, [], talk)]


def test_every_message_of_the_customers_is_weighed_and_none_of_ours() -> None:
    assert list(measures(CALM)) == ["m0", "m2", "m4", "m6"]
    assert list(measures(f"{CALM} | c!forward@李总 老是漏水")) == ["m0", "m2", "m4", "m6"]


def test_a_message_is_beside_all_others() -> None:
    found = measures(CALM)
    first = next(message for message, one in found.items() if one["sore_first"])
    loudest = max(one[ODDS] for one in found.values())
    assert found[first][ODDS] == loudest
    assert sorted(one["sore_rank"] for one in found.values()) == [0, 1, 2, 3]
    for message, one in found.items():
        others = [other[ODDS] for name, other in found.items() if name != message]
        assert one["sore_other"] == max(others)
        assert one["sore_above"] == pytest.approx(max(-8, min(8, one[ODDS] - max(others))))


def test_what_the_rules_claim_is_told_apart() -> None:
    talk = reading(CALM)
    troubles = [fact for fact in ruled(talk) if fact.evidence.message == "m2"]
    assert troubles
    found = pain.candidates(talk.turns, troubles, [])
    assert found["m2"]["ruled"] == 1
    assert "ruled" not in found["m4"]
    assert (found["m2"]["others_ruled"], found["m4"]["others_ruled"]) == (0, 1)


def test_an_unlikely_trouble_falls_and_a_likely_message_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading("c 在吗 | r 您好 | c 现在全靠人工抄表，老是抄错 | r 明白 | c 半夜又停了一回 全车间干等 | r 抱歉 | c 行")
    troubles = [fact for fact in ruled(talk) if fact.evidence.message == "m2"]
    assert troubles
    weighs(monkeypatch, bias=-900, ruled=1000)
    assert told(talk, troubles) == ["m2"]
    weighs(monkeypatch, bias=-900)
    assert told(talk, troubles) == []
    weighs(monkeypatch, bias=-900, place=1000)  # the later, the likelier
    assert told(talk, []) == ["m6"]


def test_in_a_chat_of_a_few_messages_the_rules_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading("c 现在全靠人工抄表，老是抄错 | r 明白")
    troubles = ruled(talk)
    assert troubles
    weighs(monkeypatch, bias=-900)
    assert pain.revised(troubles, [], talk) == troubles


def test_an_organisations_own_words_are_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading(CALM)
    troubles = [fact for fact in ruled(talk) if fact.evidence.message == "m2"]
    monkeypatch.setattr(Lexicon, "says_own", lambda lexicon, text: "抄表" in text)
    weighs(monkeypatch, bias=-900)
    assert told(talk, troubles) == ["m2"]


def test_of_a_chat_nothing_is_weighed_where_nobody_speaks() -> None:
    assert pain.revised([], [], reading("c 👍 | r 👌 | c 👍 | r 👌 | c 👍 | r 👌")) == []
