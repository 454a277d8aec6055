"""Wares that are named and not wanted fall, however that is said; what is wanted stays."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bot.nlp.judges.judge import Judge
from bot.nlp.lexicon import Lexicon
from tests.bot.nlp.talk import LEXICON, heard

BEGUN = "c 你好，想了解下水泵 | r 您好，B20一台3480元 | c 嗯 了解了 | "
STOCK = "r 阀门要看看吗 | c 阀门我们库里还压着两批 用不完呢 | c 水泵先来12台"


def wares(chat: str, lexicon: Lexicon | None = None) -> list[str]:
    return sorted(fact.value["name"] for fact in heard(chat, lexicon) if fact.kind == "product")


def test_a_ware_of_which_he_has_plenty_is_not_wanted() -> None:
    assert wares(f"{BEGUN}{STOCK} | r 好") == ["水泵 B20"]


def test_one_that_he_asks_for_beside_it_is() -> None:
    assert wares(f"{BEGUN}r 阀门要看看吗 | c 阀门也报一下 | c 水泵先来12台 | r 好") == ["水泵 B20", "阀门 F6"]


@pytest.mark.parametrize("asked", ["阀门你们做不做", "阀门现在还有没有"])
def test_one_that_he_asks_whether_we_have_is(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setattr(Judge, "odds", lambda judge, features: 0.0)
    assert wares(f"{BEGUN}c 水泵先来12台 | c {asked} | r 好") == ["水泵 B20", "阀门 F6"]


def test_a_chat_of_a_few_messages_is_not_judged() -> None:
    assert wares(STOCK) == ["水泵 B20", "阀门 F6"]


def test_what_the_organisations_own_cue_says_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "objections.yaml").write_text("objection_trust: [压着]\n", "utf-8")
    own = Lexicon.load(files("config") / "lexicon", tmp_path).with_terms(
        products={name: LEXICON.products[name] for name in ("水泵 B20", "阀门 F6")}, competitors={}
    )
    assert wares(f"{BEGUN}{STOCK} | r 好", own) == ["水泵 B20", "阀门 F6"]


def test_a_counted_one_falls_only_if_it_is_far_from_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = f"{BEGUN}c 水泵先来12台 | r 阀门要看看吗 | c 阀门嘛 | r 好"
    for odds, left in ((0.3, ["水泵 B20", "阀门 F6"]), (0.0, ["水泵 B20"]), (-0.6, [])):
        monkeypatch.setattr(Judge, "odds", lambda judge, features, odds=odds: odds)
        assert wares(chat) == left
