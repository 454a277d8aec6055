"""「周报」 brings a rep her own records as a file: hers alone, marked with her name, and written down (PRM-06)."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from bot.handlers.week_file import week_file
from bot.model import Platform
from crm_core.views import RecordRow
from tests.stories.town_house import BOTS, HUACHEN, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def house(town_house: TownHouse) -> TownHouse:
    """林晓 has one confirmed record."""
    town_house.page("lin").sync()
    town_house.taps(town_house.last(BOTS["lin"]), "lin", "confirm")
    return town_house


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, bytes]]:
    """(to whom, name, content) of every file that a handler hands to the outbox."""
    from crm_core.say import Say

    files: list[tuple[str, str, bytes]] = []
    real = Say.file

    def file(say: Say, card_key: str, to: dict[str, dict[str, str]], *, name: str, content: bytes) -> str:
        files.append((to["person"]["id"], name, content))
        return real(say, card_key, to, name=name, content=content)

    monkeypatch.setattr(Say, "file", file)
    return files


def exports(house: TownHouse) -> int:
    from sqlalchemy import func, select

    from crm_core.tables import Audit

    with house.core._engines.read.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Audit).where(Audit.verb == "export")) or 0


def says(house: TownHouse, who: str, platform: str) -> None:
    house.says(house.town.bot_chat(Platform(platform), who).id, who, "周报")
    house.settle()


def test_a_rep_gets_her_own_records_with_her_mark(house: TownHouse, sent: list[tuple[str, str, bytes]]) -> None:
    says(house, "lin", "wecom")

    ((to, name, content),) = sent
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (to, name) == ("linxiao", "我的周报-2026-11-23.csv")
    assert head[-1] == "此字段仅限当事人查阅"
    assert (row[2], row[-1]) == (HUACHEN, "林晓 于 11月24日 10:00 导出")
    assert exports(house) == 1


def test_nobody_else_gets_a_file(house: TownHouse, sent: list[tuple[str, str, bytes]]) -> None:
    for who, platform in (("zhou", "dingtalk"), ("shen", "dingtalk"), ("chen", "feishu"), ("guest", "feishu")):
        says(house, who, platform)

    assert sent == []


def test_words_of_a_customer_are_never_a_formula(house: TownHouse) -> None:
    now = house.clock.now()
    evil = [RecordRow(now, now, f"{start}cmd()", "quoted", f'{start}1,"x"\n第二行') for start in ("=", "+", "-", "@")]
    app = house.app.house
    assert app is not None

    _, content = week_file(app, house.who("lin"), evil, first=date(2026, 11, 23))

    _, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert [cell[:2] for row in rows for cell in (row[2], row[4])] == ["'=", "'=", "'+", "'+", "'-", "'-", "'@", "'@"]
    assert {row[3] for row in rows} == {"已报价"}
