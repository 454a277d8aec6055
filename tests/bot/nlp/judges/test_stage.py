"""Which stages a chat tells of: what is weighed, what falls, what is added, and whose words are left alone."""

from __future__ import annotations

import pytest

from bot.nlp.extract import claimed, read
from bot.nlp.facts import Evidence, Fact
from bot.nlp.judges import stage
from bot.nlp.judges.judge import Judge
from bot.nlp.lexicon import Lexicon
from bot.nlp.reading import Reading
from bot.nlp.stages import SHOWN
from tests.bot.nlp.talk import LEXICON, messages
from tests.bot.nlp.test_corpus import ZONE

BEGUN = "c 你好，想了解下水泵 | r 您好，B20一台3480元 | c 嗯 了解了 | "
ENDED = " | r 好的，不急 | c 行"
GOT = f"{BEGUN}c 样品收到了，明天上机测{ENDED}"


def reading(chat: str) -> Reading:
    return read(messages(chat), LEXICON, zone=ZONE)


def claim(talk: Reading, place: int, event: str, confidence: float = 0.8) -> Fact:
    own = talk.turns[place].said
    return Fact("stage_event", {"event": event}, SHOWN[event], confidence, Evidence(own.message.id, 0, len(own.own), own.own))


def events(facts: list[Fact]) -> list[str]:
    return [str(fact.value["event"]) for fact in facts]


def weighs(monkeypatch: pytest.MonkeyPatch, weights: dict[str, int], bias: int = -900) -> None:
    monkeypatch.setattr(Judge, "shipped", lambda label: Judge(bias, weights))


def test_a_stage_that_nothing_speaks_for_falls() -> None:
    talk = reading(GOT)
    got, lost = claim(talk, 3, "sample_received"), claim(talk, 3, "lost")
    assert [fact for fact in stage.revised([got, lost], talk) if fact in (got, lost)] == [got]


def test_each_stage_is_weighed_by_what_is_claimed_and_heard_of_it_and_of_the_others() -> None:
    talk = reading(GOT)
    heard = [turn for turn in talk.turns if turn.heard]
    found = stage.candidates([claim(talk, 3, "sample_received"), claim(talk, 3, "lost", 0.5)], heard)
    assert list(found) == list(SHOWN)
    mine = found["sample_received"]
    assert (mine["sample_received:ruled"], mine["sample_received:ticked"], mine["sample_received:surely"]) == (1, 1, 1)
    assert (found["lost"]["lost:ruled"], found["lost"]["lost:ticked"]) == (1, 0)
    assert found["lost"]["lost:ruled_sample_received"] == 1
    assert "sample_received:ruled_lost" not in mine  # not ticked
    assert mine["sample_received:most"] >= mine["sample_received:second"]
    assert all(name.startswith("lost:") for name in found["lost"])


def test_a_likely_stage_that_no_rule_claims_is_told_once_where_it_is_loudest(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading(f"{BEGUN}c 我们那边已经找人干上了{ENDED}")
    weighs(monkeypatch, {"lost:": 1000})
    (told,) = stage.revised([], talk)
    assert (told.value["event"], told.evidence.message, told.confidence >= 0.6) == ("lost", "m3", True)


def test_what_came_is_told_only_where_such_a_thing_was_spoken_of(monkeypatch: pytest.MonkeyPatch) -> None:
    weighs(monkeypatch, {"sample_received:": 1000})
    assert stage.revised([], reading(f"{BEGUN}c 送来的那个小件到手了，看着挺好{ENDED}")) == []


def test_what_is_denied_or_judged_by_the_rules_is_not_told_by_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    weighs(monkeypatch, {"contract_signed:": 1000})
    assert stage.revised([], reading(f"{BEGUN}c 合同还没签{ENDED}")) == []


def test_an_organisations_own_words_are_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading(GOT)
    own = claim(talk, 3, "sample_received")
    weighs(monkeypatch, {})
    assert stage.revised([own], talk) == []
    monkeypatch.setattr(Lexicon, "says_own", lambda lexicon, text: "样品" in text)
    assert stage.revised([own], talk) == [own]


def test_a_chat_of_a_few_messages_is_judged_mildly(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = reading("r 您好 | c 哈哈哈天气真好 | c 这单先不急")
    late, signed = claim(talk, 2, "on_hold"), claim(talk, 1, "contract_signed")
    weighs(monkeypatch, {})
    assert stage.revised([late, signed], talk) == [late]


def test_where_nobody_speaks_the_claims_stand() -> None:
    talk = reading("c 👍 | r 👌 | c 👍 | r 👌 | c 👍 | r 👌")
    assert stage.revised([], talk) == []


def test_what_a_whole_chat_tells() -> None:
    talk = reading(GOT)
    assert "sample_received" in events(stage.revised(claimed(talk).stages, talk))
