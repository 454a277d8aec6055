"""From shapes and lines to a chat, on drawn pictures, without the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw

from bot.capture.model import NO_TIME, Captured, NotAChat
from bot.capture.screens.bubbles import Bubble, Note, Page, page
from bot.capture.screens.ocr import Box, Line, lines
from bot.capture.screens.read import read
from tests.bot.capture.screens.test_picture import _file

pytest.importorskip("cv2", reason="the [ocr] extra is not installed")
LIGHT = {"ground": "#ededed", "left": "#ffffff", "right": "#95ec69", "rule": "#d0d0d0"}
DARK = {"ground": "#111111", "left": "#2c2c2c", "right": "#3eb575", "rule": "#2a2a2a"}


class Drawn:
    """A phone's screen of 1080×2000 that is filled from top to bottom, and the lines that a reader would find."""

    def __init__(self, colours: dict[str, str] = LIGHT, title: str = "陈建国") -> None:
        self.colours, self.y, self.found = colours, 260, [Line("19:39", Box(45, 13, 160, 61))]
        self.picture = Image.new("RGB", (1080, 2000), colours["ground"])
        self.draw = ImageDraw.Draw(self.picture)
        self.draw.line([(0, 220), (1080, 220)], colours["rule"], 3)
        self.draw.line([(0, 1850), (1080, 1850)], colours["rule"], 3)
        if title:
            self.found.append(Line(title, Box(540 - 25 * len(title), 110, 540 + 25 * len(title), 170)))

    def lines(self, picture: Image.Image, *, fine: bool = False) -> list[Line]:
        """As an `Ocr`."""
        return self.found

    def said(self, *texts: str, ours: bool = False, name: str = "", size: int = 48) -> None:
        """A bubble with its avatar, its rows given."""
        self._face(ours)
        if name:
            self.found.append(Line(name, Box(175, self.y - 4, 175 + 36 * len(name), self.y + 36)))
            self.y += 48
        self._box(texts, ours=ours, size=size, fill=self.colours["right" if ours else "left"])
        self.y += 42

    def quote(self, text: str, *, ours: bool = False) -> None:
        """Below the last bubble."""
        self.y -= 30
        self._box([text], ours=ours, size=36, fill="#d6d6d6")
        self.y += 42

    def middle(self, text: str) -> None:
        """A time or a system line."""
        half = 18 * len(text)
        self.found.append(Line(text, Box(540 - half, self.y, 540 + half, self.y + 44)))
        self.y += 80

    def picture_bubble(self, *, ours: bool = False) -> None:
        """Many colours."""
        self._face(ours)
        photo = (
            Image.effect_mandelbrot((300, 400), (-2, -1, 1, 1), 60).convert("RGB").rotate(20, expand=False, fillcolor="#aa3311")
        )
        self.picture.paste(photo, (605 if ours else 175, self.y))
        self.y += 442

    def page(self) -> Page:
        return page(self.picture, self.found)

    def _face(self, ours: bool) -> None:
        left = 927 if ours else 33
        self.draw.rectangle([left, self.y, left + 120, self.y + 120], "#5b8ff9")
        self.found.append(Line("建国", Box(left + 12, self.y + 30, left + 108, self.y + 84)))

    def _box(self, texts: tuple[str, ...] | list[str], *, ours: bool, size: int, fill: str) -> None:
        wide = max(round(sum(1.0 if x > "\u2e7f" else 0.54 for x in text) * size) for text in texts)
        high = round(size * 1.42) * len(texts) + 54
        left = 905 - wide - 72 if ours else 175
        self.draw.rounded_rectangle([left, self.y, left + wide + 72, self.y + high], 16, fill)
        for number, text in enumerate(texts):
            top = self.y + 30 + number * round(size * 1.42)
            width = round(sum(1.0 if x > "\u2e7f" else 0.54 for x in text) * size)
            self.found.append(Line(text, Box(left + 36, top, left + 36 + width, top + size + 8)))
        self.y += high


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_left_and_right_in_both_modes(colours: dict[str, str]) -> None:
    drawn = Drawn(colours)
    drawn.middle("昨天 15:05")
    drawn.said("你们支持私有化部署吗?")
    drawn.said("支持", ours=True)
    drawn.said("关于交付时间工厂那边说", "最快下周")

    assert drawn.page() == Page(
        "陈建国",
        False,
        (
            Note("昨天 15:05"),
            Bubble("你们支持私有化部署吗?", False),
            Bubble("支持", True),
            Bubble("关于交付时间工厂那边说最快下周", False),
        ),
    )


def test_names_stand_above_the_bubbles_of_a_group() -> None:
    drawn = Drawn(title="项目群(27)")
    drawn.said("稍等", name="吴工")
    drawn.said("请陈建国牵头", name="王晓燕@微信")
    drawn.said("收到", ours=True)

    result = drawn.page()

    assert (result.title, result.group) == ("项目群", True)
    assert [(e.by, e.ours) for e in result.entries if isinstance(e, Bubble)] == [("吴工", False), ("王晓燕", False), ("", True)]


@pytest.mark.parametrize(
    ("head", "title", "group"),
    [
        ("〈 华辰(5)", "华辰", True),
        ("<12 陈建国", "陈建国", False),
        ("王晓燕@微信", "王晓燕", False),
        ("对方正在输入…", "", None),
        ("", "", None),
    ],
)
def test_the_head_tells_the_chat(head: str, title: str, group: bool | None) -> None:
    drawn = Drawn(title=head)
    drawn.said("好的")

    assert (drawn.page().title, drawn.page().group) == (title, group)


def test_what_is_no_text_has_its_kind() -> None:
    drawn = Drawn()
    drawn.picture_bubble()
    drawn.said('49"')
    drawn.said("合同HT-5748349.pdf", "803 KB")
    drawn.colours = {**LIGHT, "left": "#fa9d3b"}
    drawn.said("恭喜发财", "微信红包")

    assert [(e.kind, e.text) for e in drawn.page().entries if isinstance(e, Bubble)] == [
        ("image", "[图片]"),
        ("voice", '[语音] 49"'),
        ("file", "[文件] 合同HT-5748349.pdf"),
        ("red_packet", "[红包] 恭喜发财"),
    ]


def test_quotes_avatars_and_the_bars_are_nothing_said() -> None:
    drawn = Drawn()
    drawn.said("支持的,报价见附件")
    drawn.quote("我:支持私有化吗")
    drawn.said("好的", ours=True)
    drawn.found.append(Line("发送给 陈建国", Box(60, 1890, 400, 1940)))

    assert [e.text for e in drawn.page().entries] == ["支持的,报价见附件", "好的"]


def test_a_quote_above_a_short_answer_is_none_of_its_words() -> None:
    drawn = Drawn()
    drawn.said("回复 我:样品什么时候能寄?", "稍等", ours=True)
    bubble = drawn.found[-2]
    drawn.found[-2] = Line(bubble.text, bubble.box._replace(right=bubble.box.left + round(bubble.box.width * 0.75)))

    assert [e.text for e in drawn.page().entries] == ["稍等"]


def test_system_lines_are_kept_apart_and_times_resolved_in_a_whole_reading() -> None:
    drawn = Drawn()
    drawn.said("在吗?")
    drawn.middle("昨天 15:05")
    drawn.said("样品能寄到吗?")
    drawn.middle("陈建国撤回了一条消息")
    drawn.middle("09:30")
    drawn.said("已寄出", ours=True)

    result = _read(drawn)

    assert [(m.by, m.text, m.ours, m.at and f"{m.at:%d %H:%M}", m.blur) for m in result.messages] == [
        ("陈建国", "在吗?", False, None, NO_TIME),
        ("陈建国", "样品能寄到吗?", False, "05 15:05", 18 * 3600 + 25 * 60),
        ("", "已寄出", True, "06 09:30", 7 * 3600 + 50 * 60),
    ]
    assert (result.system, result.dated, result.title, result.group) == (("陈建国撤回了一条消息",), False, "陈建国", False)


def test_a_bubble_at_an_edge_is_less_sure() -> None:
    drawn = Drawn()
    drawn.y = 180
    drawn.said("整体方案是认可的", "但是有两点要再确认")
    drawn.said("好的", ours=True)
    drawn.draw.rectangle([0, 0, 1080, 218], LIGHT["ground"])

    cut, whole = _read(drawn).messages

    assert (cut.text, cut.sure, whole.text, whole.sure) == ("但是有两点要再确认", 0.5, "好的", 1.0)


@pytest.mark.parametrize("name", ["white", "photo", "grey noise"])
def test_a_picture_without_bubbles_is_refused(name: str) -> None:
    pictures = {
        "white": Image.new("RGB", (540, 1000), "white"),
        "photo": Image.effect_mandelbrot((540, 1000), (-2, -1, 1, 1), 90).convert("RGB"),
        "grey noise": Image.effect_noise((540, 1000), 80).convert("RGB"),
    }
    drawn = Drawn()
    drawn.found = [Line("出口", Box(250, 450, 300, 480))]
    drawn.picture = pictures[name]

    with pytest.raises(NotAChat) as refused:
        _read(drawn)

    assert refused.value.reason == "no_bubbles"


def test_nothing_and_too_many_are_refused() -> None:
    drawn = Drawn()

    for pictures, reason in (([], "empty"), ([b""] * 10, "too_many")):
        with pytest.raises(NotAChat) as refused:
            read(pictures, drawn, now=datetime(2026, 11, 6, 9, 20, tzinfo=UTC), zone=ZoneInfo("Asia/Shanghai"))
        assert refused.value.reason == reason


def test_a_long_picture_is_read_in_tiles_and_each_line_once() -> None:
    picture = Image.new("RGB", (1080, 12_000))
    every = [Box(100, top, 400, top + 50) for top in range(40, 11_900, 70)]

    class Tiles:
        """Finds what lies in the tile, with the part of a line that its edge leaves."""

        top = 0

        def lines(self, tile: Image.Image, *, fine: bool = False) -> list[Line]:
            first, self.top = self.top, self.top + 2800 - 280
            seen = [b for b in every if b.bottom > first and b.top < first + tile.height]
            return [
                Line(str(b.top), Box(b.left, max(0, b.top - first), b.right, min(tile.height, b.bottom - first))) for b in seen
            ]

    assert [line.text for line in lines(Tiles(), picture)] == [str(box.top) for box in every]


def _read(drawn: Drawn) -> Captured:
    now = datetime(2026, 11, 6, 9, 20, tzinfo=UTC)
    return read([_file(drawn.picture, "PNG", compress_level=1)], drawn, now=now, zone=ZoneInfo("Asia/Shanghai"))
