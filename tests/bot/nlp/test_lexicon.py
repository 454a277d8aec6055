"""An organisation's terms: read, laid over, kept apart; and the tokenizer under them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import Message
from bot.nlp.cues import Cues
from bot.nlp.extract import extract
from bot.nlp.facts import Extraction
from bot.nlp.lexicon import Lexicon
from bot.nlp.words import Words

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def said(text: str, lexicon: Lexicon) -> Extraction:
    return extract([Message("m0", "c", AT, text)], lexicon, zone=UTC)


def rivals(text: str, lexicon: Lexicon) -> list[str]:
    return [fact.shown for fact in said(text, lexicon).facts if fact.kind == "competitor"]


def test_terms_laid_over_are_found_by_any_of_their_names_and_stay_with_their_lexicon() -> None:
    plain = Lexicon.empty()
    mine = plain.with_terms(competitors={"蔡司": ("ZEISS", "蔡司光学")})
    assert rivals("zeiss报价比你们低", mine) == ["蔡司"]
    assert rivals("蔡司光学也报了价", mine) == ["蔡司"]
    assert rivals("图纸上写着zeiss", plain) == []
    assert rivals("图纸上写着zeiss", mine) == ["蔡司"]
    assert rivals("图纸上写着xzeissx", mine) == []


def test_a_short_name_is_not_found_inside_other_words() -> None:
    shipped = Lexicon.shipped()
    assert shipped.rivals.find("用友报价") == [("用友", 0, 2)]
    assert shipped.rivals.find("用友好的方式") == []


def test_a_product_of_ours_is_named_in_the_summary() -> None:
    lexicon = Lexicon.empty().with_terms(products={"监护仪 P12": ("P12", "监护仪")})
    assert said("监护仪预算8万", lexicon).summary.startswith("客户沟通监护仪 P12：预算8万")


@pytest.mark.parametrize("text", ["- 汇川", "汇川: 是", "汇川: [1]", "1: []"])
def test_a_file_of_the_wrong_shape_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "cues").mkdir()
    for name in ("competitors", "products", "pains", "actions", "cues/common", "names"):
        (tmp_path / f"{name}.yaml").write_text("{}", "utf-8")
    assert Lexicon.load(tmp_path).competitors == {}
    (tmp_path / "competitors.yaml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"competitors\.yaml"):
        Lexicon.load(tmp_path)


def test_a_list_of_cues_stands_in_one_file(tmp_path: Path) -> None:
    (tmp_path / "cues").mkdir()
    for name in ("competitors", "products", "pains", "actions", "names"):
        (tmp_path / f"{name}.yaml").write_text("{}", "utf-8")
    for name in ("a", "b"):
        (tmp_path / "cues" / f"{name}.yaml").write_text("budget: [预算]", "utf-8")
    with pytest.raises(ValueError, match=r"cues/b\.yaml:1: budget"):
        Lexicon.load(tmp_path)


def test_words_keep_their_places_and_our_terms_together() -> None:
    cut = list(Words({"数采网关"}).cut("不是50万是数采网关"))
    assert [word for word, _, _ in cut] == ["不是", "50", "万", "是", "数采网关"]
    assert [(start, end) for _, start, end in cut] == [(0, 2), (2, 4), (4, 5), (5, 6), (6, 10)]


def test_nothing_is_written_to_or_read_from_the_temporary_folder_and_the_global_tokenizer_sleeps(tmp_path: Path) -> None:
    """A planted cache would be jieba's dictionary; ours never looks."""
    (tmp_path / "jieba.cache").write_bytes(b"not a dictionary")
    code = (
        "import sys; from bot.nlp import extract, words; assert 'jieba' not in sys.modules; words.warm(); import jieba; "
        "assert not jieba.dt.initialized; print('/'.join(w for w, _, _ in words.Words().cut('数据采集系统')))"
    )
    root = Path(__file__).parents[3]
    env = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=root, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("数据/采集/系统", "")
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]


def test_a_class_of_words_stands_in_other_cues() -> None:
    lists = {"class_sample": ("样品", "样机"), "got": ("收到*<sample>", "(<sample>|色卡)*到了")}
    cues = Cues(lists)

    assert all(cues.says("got", text) for text in ("收到你们的样机", "样品上午到了", "色卡到了"))
    assert not cues.says("got", "货到了")
    assert Cues({**lists, "class_sample": ("色板",)}).says("got", "收到色板")
    with pytest.raises(ValueError, match="names a class"):
        Cues({"got": ("收到<nothing>",)})
