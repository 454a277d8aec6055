"""The organisation's own lexicon: laid over ours, its faults named by line, read anew without a restart."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.lexicons import Lexicons, load
from bot.nlp.lexicon import Lexicon
from bot.nlp.lexicon_files import BadLexicon


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_without_a_folder_the_shipped_lexicon_stands(tmp_path: Path) -> None:
    assert load(tmp_path / "none") is Lexicon.shipped()
    assert Lexicons(tmp_path / "none")() is Lexicon.shipped()


def test_ones_own_names_replace_the_examples_and_ones_own_words_add_to_ours(tmp_path: Path) -> None:
    own = load(
        write(tmp_path, competitors="海川: [海川科技]", cues__own="pain: [三天两头叫人]", pains="设备老旧故障多: [叫人]")
    )

    assert dict(own.competitors) == {"海川": ("海川科技",)}
    assert dict(own.products) == dict(Lexicon.shipped().products)
    assert own.says("pain", "三天两头叫人来修")
    assert own.says("pain", "老是断货")
    assert own.label("pains", "三天两头叫人") == "设备老旧故障多"


def test_people_are_known_as_the_organisation_calls_them(tmp_path: Path) -> None:
    own = load(write(tmp_path, people="顾院长: [老顾]\n阿May: []"))

    assert [m[0] for m in own.named.finditer("老顾说了算，找阿may签字，刘总不管")] == ["老顾", "阿may", "刘总"]


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("competitors", "海川: []\n远大: 远大集团\n", 2),
        ("competitors", "海川:\n  - 海川科技\n  - 3100\n", 3),
        ("competitors", "海川: []\n2024: []\n", 2),
        ("competitors", "- 海川\n", 1),
        ("products", "P12: [\n", 2),
        ("products", "P12: [' ']\n", 1),
        ("people", "no: []\n", 1),
        ("cues__own", "pain: []\nprices: [贵]\n", 0),
    ],
)
def test_each_fault_is_named_by_file_and_line(tmp_path: Path, file: str, text: str, line: int) -> None:
    with pytest.raises(BadLexicon) as bad:
        load(write(tmp_path, **{file: text}))

    (fault,) = bad.value.faults
    assert fault.line == line
    assert fault.file.startswith(file.split("__")[0])
    assert "贵" not in str(fault)


def test_all_faults_are_told_at_once_in_order(tmp_path: Path) -> None:
    write(tmp_path, competitors="甲: 乙\n丙: 丁\n", people="戊: 己")

    with pytest.raises(BadLexicon) as bad:
        load(tmp_path)

    assert [(fault.file, fault.line) for fault in bad.value.faults] == [
        ("competitors.yaml", 1),
        ("competitors.yaml", 2),
        ("people.yaml", 1),
    ]


def test_a_change_is_taken_up_and_a_fault_leaves_what_stood(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lexicons = Lexicons(write(tmp_path, products="测温枪: []"), every=0)
    assert set(lexicons().products) == {"测温枪"}
    first = lexicons()
    assert lexicons() is first

    write(tmp_path, products="测温枪: []\n额温计: [额温]\n")
    assert set(lexicons().products) == {"测温枪", "额温计"}

    with caplog.at_level(logging.ERROR):
        write(tmp_path, products="测温枪: []\n额温计: 额温 又一个\n")
        stands = [lexicons(), lexicons()]
    assert all(set(one.products) == {"测温枪", "额温计"} for one in stands)
    assert [record.getMessage() for record in caplog.records] == ["lexicon: products.yaml:2: a list of words is expected"]

    write(tmp_path, products="额温计: []\n")
    assert set(lexicons().products) == {"额温计"}


def test_the_folder_is_not_looked_at_for_each_message(tmp_path: Path) -> None:
    lexicons = Lexicons(tmp_path, every=3600)
    before = lexicons()

    write(tmp_path, products="测温枪: []")

    assert lexicons() is before
