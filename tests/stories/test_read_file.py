"""「识别内容」: a file on a customer's page becomes a draft, where the customer and the organisation allow it."""

from __future__ import annotations

import importlib.util
import wave
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from crm_core.clock import SetClock
from tests.bot.capture.documents.render import SET
from tests.made_files import AMR, PDF, fill, office, old_office, old_workbook, workbook
from tests.stories.town_house import WANG, Page, TownHouse

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
needs_ocr = pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the [ocr] extra is not installed")


def wav(samples: bytes, rate: int = 16_000) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def put(page: Page, lead: int, name: str, content: bytes) -> int:
    headers = {"X-Suilu-Csrf": page._csrf, "Origin": page._origin}
    answer = page._http.post(
        f"{page._origin}/api/v1/leads/{lead}/files", data={"deliverable": ""}, files={"file": (name, content)}, headers=headers
    )
    assert answer.status_code == 201, answer.text
    return int(answer.json()["file"]["id"])


def lead_of(page: Page) -> int:
    return int(page.get(f"/customer?external_userid={WANG}")["customer"]["lead"]["id"])


def read(house: TownHouse, page: Page, file: int) -> dict[str, Any]:
    status, answer = page.tap(f"/files/{file}/read")
    assert status == 202, answer
    house.settle()
    return dict(page.get(f"/syncs/{answer['sync_id']}")["sync"])


@pytest.fixture
def hearing(engine_url: str, clock: SetClock, tmp_path: Path, keys: dict[str, str]) -> Iterator[TownHouse]:
    """An organisation that has voices turned into text."""
    house = TownHouse(engine_url, clock, tmp_path / "data", keys, more={"SUILU_HEAR_VOICES": "on"})
    yield house
    house.close()


@needs_ocr
def test_a_quotation_becomes_a_draft_whose_lines_quote_it(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    file = put(page, lead_of(page), "报价.jpg", (SET / "quote-02.jpg").read_bytes())

    sync = read(town_house, page, file)

    assert sync["state"] == "proposed", sync
    draft = page.get(f"/drafts/{sync['draft']['id']}")["draft"]
    lines = {line["field"]: line for line in draft["lines"]}
    assert draft["lead_id"] == lead_of(page)
    assert {"our_quote", "deadline", "product"} <= lines.keys()
    assert "67,200.00" in lines["our_quote"]["quote"]


@needs_ocr
def test_a_scanned_pdf_is_read_as_its_picture_is(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    scan = BytesIO()
    Image.open(SET / "quote-02.jpg").save(scan, "PDF")

    sync = read(town_house, page, put(page, lead_of(page), "报价.pdf", scan.getvalue()))

    draft = page.get(f"/drafts/{sync['draft']['id']}")["draft"]
    assert "67,200.00" in next(line["quote"] for line in draft["lines"] if line["field"] == "our_quote")
    assert draft["summary"].startswith("报价单：")


@needs_ocr
def test_a_workbook_is_read_by_its_cells(town_house: TownHouse) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["报价单"])
        sheet.append(["名称", "型号", "数量", "单价", "金额"])
        sheet.append(["立式加工中心", "VMC-850", 2, 285000, 570000])
        sheet.append(["合计", None, None, None, 570000])
        sheet.append(["交货日期", date(2026, 12, 25)])
        sheet["E4"].number_format = "¥#,##0.00"

    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), "报价.xlsx", workbook(fill)))

    lines = {line["field"]: line["quote"] for line in page.get(f"/drafts/{sync['draft']['id']}")["draft"]["lines"]}
    assert "¥570,000.00" in lines["our_quote"]
    assert "VMC-850" in lines["product"]
    assert "2026-12-25" in lines["deadline"]


@needs_ocr
def test_an_old_workbook_is_read_too(town_house: TownHouse) -> None:
    def offer(sheet: Any) -> None:
        heads = ["名称", "型号", "数量", "单价", "金额"]
        article, total = ["卧式加工中心", "HMC-630", 2, 310000, 620000], ["合计", None, None, None, 620000]
        fill(sheet, ["报价单"], heads, article, total, ["交货日期：2026-12-25"])

    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), "报价.xls", old_workbook(offer)))

    lines = {line["field"]: line["quote"] for line in page.get(f"/drafts/{sync['draft']['id']}")["draft"]["lines"]}
    assert "620000" in lines["our_quote"]
    assert "HMC-630" in lines["product"]
    assert "2026-12-25" in lines["deadline"]


@needs_ocr
def test_of_a_workbook_of_any_size_a_paper_is_read(town_house: TownHouse) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["价格表"])
        sheet.append(["名称", "单位", "单价"])
        for number in range(290):
            sheet.append([f"水泵{number}" + "号" * 2000, "台", 800 + number])

    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), "价格.xlsx", workbook(fill)))

    assert sync["state"] == "proposed", sync


@needs_ocr
def test_a_letter_is_read_by_its_words(town_house: TownHouse) -> None:
    from docx import Document

    made, letter = Document(), BytesIO()
    for words in ("报价函", "一、超低温保存箱，型号 DW-86，共 2 台，单价 36800 元，计 73600 元；", "以上合计人民币 73600 元"):
        made.add_paragraph(words)
    made.save(letter)
    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), "报价函.docx", letter.getvalue()))

    lines = {line["field"]: line["quote"] for line in page.get(f"/drafts/{sync['draft']['id']}")["draft"]["lines"]}
    assert "73600" in lines["our_quote"]
    assert "DW-86" in lines["product"]


@needs_ocr
@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", PDF, "not_a_document"),
        ("a.xlsx", office("xl/workbook.xml"), "not_opened"),
        ("a.xls", old_office("Root Entry", "Workbook"), "not_opened"),
        ("a.doc", old_office("Root Entry", "WordDocument"), "old_office"),
        ("a.txt", b"abc", "nothing_to_read"),
    ],
)
def test_a_document_that_is_not_read_has_a_word(town_house: TownHouse, name: str, content: bytes, problem: str) -> None:
    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), name, content))

    assert (sync["state"], sync["problem"]["code"], sync["draft"]) == ("failed", problem, None)


def test_a_voice_is_heard_and_understood_as_said_by_the_customer(hearing: TownHouse) -> None:
    page = hearing.page("lin")
    samples = b"\x01\x02" * 16_000
    hearing.feishu.api.speech.spoken(samples, "我们这次预算大概是四十万，下个月十号之前要到货")
    file = put(page, lead_of(page), "留言.wav", wav(samples))

    sync = read(hearing, page, file)

    draft = page.get(f"/drafts/{sync['draft']['id']}")["draft"]
    assert "四十万" in next(line["quote"] for line in draft["lines"] if line["field"] == "budget")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (wav(b"\0\0" * 800), "silent"),
        (wav(b"\0\0" * 800, rate=8000), "sound_format"),
        (AMR, "sound_format"),
    ],
)
def test_a_voice_that_is_not_heard_has_a_word_and_changes_nothing(hearing: TownHouse, content: bytes, problem: str) -> None:
    page = hearing.page("lin")
    file = put(page, lead_of(page), "留言.wav", content)

    sync = read(hearing, page, file)

    assert (sync["state"], sync["problem"]["code"], sync["draft"]) == ("failed", problem, None)


def test_a_tenant_whose_plan_has_no_speech_is_told_so(hearing: TownHouse) -> None:
    hearing.feishu.api.speech.off = True
    page = hearing.page("lin")

    sync = read(hearing, page, put(page, lead_of(page), "留言.wav", wav(b"\0\0" * 800)))

    assert sync["problem"]["code"] == "sound_refused"


def test_nothing_is_sent_of_a_customer_who_said_no(hearing: TownHouse) -> None:
    page = hearing.page("lin")
    lead = lead_of(page)
    file = put(page, lead, "留言.wav", wav(b"\0\0" * 800))
    with hearing.core.work(hearing.who("lin")) as w:
        w.consents.say("no-1", lead_id=lead, state="refused", channel="spoken")

    sync = read(hearing, page, file)

    heard = [entry for entry in hearing.town.journal if "speech_to_text" in str(entry)]
    assert (sync["state"], sync["problem"]["code"], heard) == ("failed", "consent_refused", [])


@needs_ocr
def test_a_name_card_becomes_a_draft_that_says_who_it_is(town_house: TownHouse) -> None:
    page = town_house.page("lin")
    file = put(page, lead_of(page), "名片.jpg", (SET / "card-02.jpg").read_bytes())

    sync = read(town_house, page, file)

    draft = page.get(f"/drafts/{sync['draft']['id']}")["draft"]
    assert {"罗一鸣", "宁波卓远仪表有限公司", "13955550123"} <= {line["shown"] for line in draft["lines"]}
    assert "采购经理" in draft["summary"]


def test_nothing_leaves_an_organisation_that_has_not_switched_it_on(town_house: TownHouse) -> None:
    page = town_house.page("lin")

    sync = read(town_house, page, put(page, lead_of(page), "留言.wav", wav(b"\0\0" * 800)))

    assert (sync["state"], sync["problem"]["code"]) == ("failed", "voices_off")
    assert not [entry for entry in town_house.town.journal if "speech_to_text" in str(entry)]


def test_another_reps_file_is_not_read(town_house: TownHouse) -> None:
    page, stranger = town_house.page("lin"), town_house.page("chen")
    file = put(page, lead_of(page), "留言.wav", wav(b"\0\0" * 800))

    assert stranger.tap(f"/files/{file}/read")[0] == 404
