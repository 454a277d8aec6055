"""What must not leave is a placeholder; put back, it is the text itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlp.proposals.mask import Mask
from bot.nlp.text import Said
from tests.bot.nlp.proposals.chat import LEXICON, ZONE, chat

PLACEHOLDER = re.compile(r"⟦[一-鿿]{2}\d+⟧")
WORDS = """13912345678 138 1234 5678 a.b@c.example.com ⟦电话1⟧ ⟦ ⟧ 张伟 王总 丁海明 海明 有限公司 云帆 预算50万
， 😀 \u200b @小李
wx:abc_123 汇川 91350100M000100Y43 「别人说的话有六个字」 我叫 零一二三四五六七八"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\x00"])
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map("".join))


def masked(text: str, *names: str) -> tuple[str, Mask]:
    said = Said(0, chat(text)[0], ZONE)
    mask = Mask(LEXICON, names)
    return mask.hide(said, 0, len(text)), mask


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("打我电话13912345678", "13912345678"),
        ("打 １３９ １２３４ ５６７８", "５６７８"),
        ("幺三九幺二三四五六七八就是我", "九幺二三"),
        ("座机 0571-88123456 转 12", "88123456"),
        ("发 li.na@yunfan.example.com 就行", "yunfan"),
        ("税号 91350100M000100Y43", "M000100"),
        ("税号 91350100M000100Y44 抄错一位也一样", "M000100"),
        ("微信号 lina_88", "lina_88"),
        ("看 https://pan.example.com/s/1abc?pwd=x1 这里", "pan.example"),
        ("我们是云帆食品有限公司的", "云帆食品"),
        ("市一医院那边", "市一医院"),
        ("云帆今年不急", "云帆"),
        ("汇川也来过", "汇川"),
        ("远航物流那边催了", "远航"),
        ("杭州远航那边催了", "远航"),
        ("远航那边催了", "远航"),
        ("Tom 在忙", "Tom"),
        (f"密钥 {'9' * 70} 收好", "9999999"),
        (f"密钥 {'a1' * 40} 收好", "a1a1a1a1"),
        ("找王总去说", "王总"),
        ("张伟说了算", "张伟"),
        ("最后过陈建国那关", "陈建国"),
        ("我叫欧文", "欧文"),
        ("管设备的，姓欧，叫欧文远", "欧"),
        ("我们厂子叫云岭乳品", "云岭"),
        ("云岭科技的人来过", "云岭"),
        ("海明出差了", "海明"),
        ("@丁海明 看下", "丁海明"),
        ("⟦电话1⟧ 是我写的", "⟦电话1⟧"),
    ],
)
def test_who_and_what_is_hidden(text: str, secret: str) -> None:
    hidden, mask = masked(text, "丁海明（云帆食品）", "Tom Lee", "杭州远航物流有限公司")
    assert secret not in hidden
    assert mask.count >= 1
    assert mask.restore(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "今年盘子就四十万封顶",
        "12月20日前要上",
        "2026-12-20之前",
        "要 SV-700 三台",
        "下周三一起过方案",
        "周末再说吧",
        "custom 的按钮",
        "杭州的货到了",
    ],
)
def test_what_a_deal_is_about_stays_readable(text: str) -> None:
    assert masked(text, "Tom Lee", "杭州远航物流有限公司")[0] == text


def test_the_same_words_have_one_placeholder_and_others_another() -> None:
    hidden, mask = masked("13912345678 和 13812345678，还是打13912345678")
    assert hidden == "⟦电话1⟧ 和 ⟦电话2⟧，还是打⟦电话1⟧"
    assert mask.count == 2


def test_a_placeholder_that_stands_for_nothing_stays() -> None:
    assert masked("打13912345678")[1].restore("⟦电话1⟧⟦电话2⟧⟦人名1⟧") == "13912345678⟦电话2⟧⟦人名1⟧"


def test_what_others_said_does_not_leave() -> None:
    assert masked("老板原话「预算就按去年的来做」，你看着办")[0] == "老板原话…，你看着办"


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_there_and_back_is_the_same(text: str, data: st.DataObject) -> None:
    """Of all that is the speaker's own; quoted words are dots."""
    said = Said(0, chat(text)[0], ZONE)
    start = data.draw(st.integers(0, len(said.message.text)))
    end = data.draw(st.integers(start, len(said.message.text)))
    mask = Mask(LEXICON, ["丁海明（云帆食品）"])

    hidden = mask.hide(said, start, end)

    raw, own = said.message.text[start:end], said.own[start:end]
    plain = "".join("\x00" if b == "\x00" else a for a, b in zip(raw, own, strict=True))
    assert mask.restore(hidden) == re.sub("\x00+", "…", plain)
    rest = PLACEHOLDER.sub("|", hidden)
    assert not re.search(r"[⟦⟧]|\d{7}|海明|云帆", rest.lower())
