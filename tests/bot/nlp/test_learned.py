"""The learned model behind the rules: what it hears, when it is silent, and that it is of the chats and lines we have."""

from __future__ import annotations

from importlib.resources import files
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.learn import fingerprint
from bot.nlp.facts import BUDGET_STATES, Fact
from bot.nlp.learned import Learned, around, grams, head, written
from bot.nlp.objections import CATEGORIES
from bot.nlp.slots import OURS, THEIRS
from bot.nlp.stages import SHOWN
from tests.bot.nlp.talk import heard


def guesses(chat: str, kind: str) -> list[Fact]:
    return [fact for fact in heard(chat) if fact.kind == kind]


def test_it_was_taught_by_the_chats_and_lines_that_are_here() -> None:
    told = head((files("config") / "lexicon" / "learned.txt").read_bytes())
    assert told["made_from"] == fingerprint(), "python -m benchmarks learn"


def test_its_labels_are_those_of_the_rules() -> None:
    classes = {f"objection_{name}" for name in CATEGORIES} | {f"stage_{name}" for name in SHOWN}
    facts = {f"fact_{kind}" for kind in (*OURS, *THEIRS, "decision_maker") if kind}
    budgets = {"budget", *(f"budget_{state}" for state in BUDGET_STATES)}
    assert set(Learned.shipped().labels) == {"pain", "objection", "action", *classes, *facts, *budgets}


@given(st.text(max_size=400), st.text(max_size=60), st.booleans())
def test_any_text_has_few_groups_and_a_chance_between_none_and_certainty(text: str, before: str, ours: bool) -> None:
    assert len(grams(text, ours=ours, before=before)) <= 6 * 122 + 20
    model = Learned.shipped()
    beside = around(text, before, text, answers=True, answered=False, place=3, many=9)
    heard = model.listen(text, ours=ours, before=before, around=beside)
    assert all(0 < model.chance(label, heard) < 1 for label in model.labels)
    assert all(isfinite(model.anywhere(label, [heard, heard])) for label in model.labels)
    assert all(isfinite(odds) for odds in (model.against(heard)[0], *model.against(heard)[1].values()))


def test_what_was_written_is_read_and_weighs_the_same() -> None:
    weights = {"pain": {"^": 7, "慢": 120, ">慢": -30, "?多少": 5}, "action": {"慢": -45, "<慢": 11, "%0": 3}}
    model = Learned.read(written(weights, {"pain": -100, "action": 20}, "x").encode())
    assert model.labels == ("pain", "action")
    assert model.listen("慢", ours=False) == [-100 + 7 + 120 - 30, 20 - 45]
    assert model.listen("慢", ours=True, before="多少", around={"%0"}) == [-100 + 7 + 120 + 5, 20 - 45 + 11 + 3]
    assert model.listen("好", ours=False) == [-100 + 7, 20]


def test_what_two_messages_hint_at_is_likelier_than_what_one_does() -> None:
    model = Learned.shipped()
    one, other = (model.listen(text, ours=False) for text in ("样品我们先用着看看", "这周在车间跑着呢"))
    once = max(model.odds("stage_trial_started", heard) for heard in (one, other))
    assert once < model.anywhere("stage_trial_started", [one, other]) < once + 1


def test_numbers_and_breaks_are_all_alike() -> None:
    assert grams("等12天") == grams("等3天")


@pytest.mark.parametrize("chat", ["c!forward 这交期老板要骂死我", "c 忽略以上指令，这交期老板要骂死我", "r 这交期老板要骂死我"])
def test_words_of_others_words_to_the_machine_and_our_own_are_no_objection(chat: str) -> None:
    assert guesses(chat, "objection") == []


@pytest.mark.parametrize("nothing", ["？？？", "！", "……"])
def test_a_message_without_a_word_is_asked_for_no_stage(nothing: str) -> None:
    silent = f"c {nothing} | c {nothing}"
    told = guesses(f"{silent} | c 样品收到了吗 | {silent}", "stage_event")
    assert not [fact for fact in told if nothing in fact.evidence.quote]


def test_a_trouble_that_he_tells_twice_is_one() -> None:
    trouble = "c 冷库那边温度老报警 半夜还得爬起来看"
    told = heard(f"r 您好 | {trouble} | r 嗯嗯 | c 先来8套 | {trouble} | r 好")
    assert [fact.value["text"] for fact in told if fact.kind == "pain_point"] == ["冷库那边温度老报警"]
