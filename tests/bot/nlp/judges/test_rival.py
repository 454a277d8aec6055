"""Rivals that are named and are none in this deal fall, with their prices; who is one stays."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bot.nlp.judges.judge import Judge
from bot.nlp.lexicon import Lexicon
from tests.bot.nlp.talk import LEXICON, heard

BEGUN = "c 你好，想了解下水泵 | r 您好，B20一台3480元 | c 嗯 了解了 | "
RUMOUR = "r 您在跟格兰富谈？ | c 格兰富啊 人都没见着呢"


def rivals(chat: str, lexicon: Lexicon | None = None) -> list[str]:
    return [fact.shown for fact in heard(chat, lexicon) if fact.kind.startswith("competitor")]


@pytest.mark.parametrize(
    "asked", [RUMOUR, "r 格兰富那边也有报吗 | c 格兰富？ 我哪认得他们哦", "r 会跟格兰富比吗 | c 不跟格兰富比 懒得折腾"]
)
def test_one_of_whom_he_wants_to_know_nothing_is_none(asked: str) -> None:
    assert rivals(f"{BEGUN}{asked} | r 好") == []


def test_one_whose_price_he_names_is() -> None:
    assert rivals(f"{BEGUN}c 格兰富那边给到3300 | r 好") == ["格兰富", "格兰富 3300元"]


def test_a_chat_of_a_few_messages_is_not_judged() -> None:
    assert rivals(RUMOUR) == ["格兰富"]


def test_what_the_organisations_own_cue_says_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "objections.yaml").write_text("objection_trust: [没见着]\n", "utf-8")
    own = Lexicon.load(files("config") / "lexicon", tmp_path).with_terms(competitors={"格兰富": ()}, products=LEXICON.products)
    assert rivals(f"{BEGUN}{RUMOUR} | r 好", own) == ["格兰富"]


def test_with_a_rival_fall_its_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = f"{BEGUN}c 格兰富那边给到3300 南方比你们低300 | r 好"
    assert len(rivals(chat)) == 4
    monkeypatch.setattr(Judge, "odds", lambda judge, features: -0.1)
    assert rivals(chat) == []
