"""Cue lists: one search for all of them says the same as each of their patterns."""

from __future__ import annotations

import pytest

from bot.nlp.cues import Cues
from bot.nlp.lexicon import Lexicon
from bot.nlp.searching import Needles
from bot.nlp.text import clauses, normalise
from tests.bot.nlp import chats

LISTS = {
    "plain": ("预算", "预算内"),
    "either": ("(没|不)(批|定)", "批了(没|)", "等(领导|老板(娘|))批"),
    "gap": ("跟*比", "(我|我们)*说了算", "太*贵*了"),
    "endless": ("".join(["(一|二|三|四)"] * 8),),
}


TEXTS = (
    "预算内 预算 预、算 没批 不定 批了没 批了 等老板娘批 等老板批 等批 跟汇川比 跟，比 跟一二三四五六七比"
    " 我们这边说了算 说了算 太太贵了 太贵 太贵实在了"
    " 一二三四四三二一 一二三 。"
)


@pytest.mark.parametrize("text", ["", *TEXTS.split()])
def test_what_is_heard_is_what_the_patterns_find(text: str) -> None:
    cues = Cues(LISTS)
    assert cues.heard[text] == {name for name in LISTS if cues.pattern(name).search(text)}


def test_the_shipped_lists_hear_what_their_patterns_find() -> None:
    cues = Lexicon.shipped().cues
    pieces = [
        piece.text for line in chats.load("dev")[::8] for row in line["messages"] for piece in clauses(normalise(row["text"]))
    ]
    names = [name for name in cues.lists if name != "words" and not name.startswith("class_")]
    for piece in pieces[::5]:
        assert cues.heard[piece] - {"words"} == {name for name in names if cues.pattern(name).search(piece)}


def test_a_spotter_looks_at_its_own_lists_alone_in_their_order() -> None:
    spotter = Cues({"b_two": ("二",), "b_one": ("一", "一一"), "other": ("一",)}).spotter("b_")
    assert [(name, m.span()) for name, m in spotter.find("二一一二")] == [
        ("b_one", (1, 3)),
        ("b_two", (0, 1)),
        ("b_two", (3, 4)),
    ]


def test_a_cue_begins_with_something_to_look_for() -> None:
    with pytest.raises(ValueError, match="begins with nothing"):
        _ = Cues({"bad": ("*贵",)}).heard["太贵"]


def test_needles_overlap_and_half_a_character_hides_none() -> None:
    needles = Needles(["用友", "友好", "用友"])
    assert needles.words == ("用友", "友好")
    assert needles.find("用友好") == [(0, 0, 2), (1, 1, 3)]
    assert needles.find("\ud83d用友\udc00") == [(0, 1, 3)]
    assert Needles([]).find("用友") == []


@pytest.mark.parametrize(("text", "heard"), [("主要是价格", False), ("要是价格", True), ("主要是 要是", True)])
def test_what_is_mainly_so_is_not_supposed(text: str, heard: bool) -> None:
    cues = Cues({"if": ("要是", "要是*价")})
    assert ("if" in cues.heard[text]) is heard
    assert (cues.pattern("if").search(text) is not None) is heard
