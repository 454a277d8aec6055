"""What the rules claim is sifted by what the whole message sounds like, and a promise that no rule knows is heard."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from bot.nlp.facts import Evidence, Fact
from bot.nlp.lexicon import Lexicon
from bot.nlp.sifting import of_money, sift, stages
from bot.nlp.state import Turn, turns
from bot.nlp.text import Said
from tests.bot.nlp.talk import LEXICON, heard, thread

BEGUN = "c 你好，想了解下水泵 | r 您好，B20一台3480元 | c 嗯 了解了 | "
ENDED = " | r 好的，不急 | c 行"


def said(chat: str) -> list[Turn]:
    return turns(thread(chat))


def claim(turn: Turn, kind: str, **value: object) -> Fact:
    own: Said = turn.said
    return Fact(kind, value, "", 0.8, Evidence(own.message.id, 0, len(own.message.text), own.message.text))


def test_a_claim_of_plain_talk_is_dropped_and_one_that_sounds_right_is_kept() -> None:
    talk = said(f"{BEGUN}r 我明天上午把报价单发您 | c 哈哈哈天气真好{ENDED}")
    promise, small = claim(talk[3], "next_action"), claim(talk[4], "next_action")
    assert sift([promise, small], talk, LEXICON) == [promise]


def test_what_no_label_is_taught_for_stays() -> None:
    talk = said(f"{BEGUN}c 哈哈哈天气真好{ENDED}")
    fact = claim(talk[3], "deadline")
    assert sift([fact], talk, LEXICON) == [fact]


def test_a_chat_of_a_few_messages_is_judged_mildly() -> None:
    talk = said("r 您好 | c 哈哈哈天气真好 | c 这单先不急")
    quote, late = claim(talk[0], "our_quote"), claim(talk[2], "stage_event", event="on_hold")
    assert sift([quote], talk, LEXICON) == [quote]
    assert stages([late, claim(talk[1], "stage_event", event="contract_signed")], talk, LEXICON) == [late]
    assert of_money(talk[1]) == {}


def test_money_sounds_most_like_what_it_is() -> None:
    talk = said(f"{BEGUN}c 我们今年预算大概就20万 | r 整套打包给您报18万{ENDED}")
    theirs, ours = of_money(talk[3]), of_money(talk[4])
    assert max(theirs, key=theirs.__getitem__) == "budget"
    assert max(ours, key=ours.__getitem__) == "our_quote"


@pytest.mark.parametrize("line", ["r 行娜姐，先给您远程调下参数，今天下午弄", "r 那我下礼拜三把合同带去您那儿？"])
def test_a_promise_that_no_rule_knows_is_heard_with_its_day(line: str) -> None:
    promised = [fact for fact in heard(f"{BEGUN}{line}{ENDED}") if fact.kind == "next_action"]
    assert [(fact.value["ours"], bool(fact.value["due"])) for fact in promised] == [(True, True)]


def test_the_same_words_of_others_are_no_promise() -> None:
    chat = f"{BEGUN}c!forward@刘工 先给您远程调下参数，今天下午弄{ENDED}"
    assert not [fact for fact in heard(chat) if fact.kind == "next_action"]


def test_a_cue_of_the_organisations_own_is_not_doubted(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "stages.yaml").write_text("stage_finance_approval: [(单子|单据)*三楼了]\n", "utf-8")
    (tmp_path / "cues" / "objections.yaml").write_text("objection_trust: [天气真好]\n", "utf-8")
    own = Lexicon.load(files("config") / "lexicon", tmp_path)
    talk = f"{BEGUN}c 单子上三楼了 | r 谢谢 | c 哈哈哈天气真好{ENDED}"
    found = {fact.value.get("event") or fact.value.get("category") for fact in heard(talk, own)}
    assert {"finance_approval", "trust"} <= found
    assert not {"finance_approval", "trust"} & {fact.value.get("event") or fact.value.get("category") for fact in heard(talk)}
