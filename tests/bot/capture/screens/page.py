"""A chat as each phone client draws it: one HTML page a chat, scrolled by the renderer."""

from __future__ import annotations

from html import escape
from pathlib import Path
from random import Random

from tests.bot.capture.screens.dialogue import Item
from tests.bot.capture.screens.scenes import Scene

STYLE = Path(__file__).with_name("clients.css")
COLOURS = ["#5b8ff9", "#e8684a", "#5ad8a6", "#f6bd16", "#9270ca", "#269a99", "#ff9d4d", "#6f5ef9"]
_FILES = {"xlsx": ("X", "#1f9d57"), "docx": ("W", "#2b6cd4"), "pdf": ("PDF", "#e0443e")}
_BAR = {
    "wechat": '<i class="round">◉</i><b class="box"></b><i class="round">☺</i><i class="round">⊕</i>',
    "wecom": '<i class="round">◉</i><b class="box"></b><i class="round">☺</i><i class="round">⊕</i>',
    "dingtalk": '<i class="round">◉</i><b class="box">发消息</b><i class="round">☺</i><i class="round">⊕</i>',
    "feishu": '<b class="box">发送给 {title}</b><i class="round">Aa</i>',
}


def page(scene: Scene, items: list[Item]) -> str:
    """The whole document. Every thing said carries `data-i`, its place in `items`."""
    random = Random(scene.seed)
    body = "".join(_item(scene, random, number, item) for number, item in enumerate(items))
    mode = "dark" if scene.dark else "light"
    return f"""<!doctype html><meta charset=utf-8><style>{STYLE.read_text(encoding="utf-8")}</style>
<body class="{scene.client} {mode} {"group" if scene.group else "single"} {scene.phone}" style="font-family:{scene.font}">
<header><div class=status><span>{random.randrange(8, 21)}:{random.randrange(10, 60)}</span>
<span>5G ▂▄▆ {random.randrange(20, 99)}%</span></div>
<nav>{_head(scene, random)}</nav></header><main id=scroll>{body}<div class=end></div></main>
<footer>{_BAR[scene.client].format(title=escape(scene.title))}<div class=home></div></footer></body>"""


def _head(scene: Scene, random: Random) -> str:
    unread = f"<span class=unread>{random.randrange(2, 99)}</span>" if random.random() < 0.6 else ""
    count = f"({scene.members})" if scene.group else ""
    suffix = "<span class=outer>@微信</span>" if scene.client == "wecom" and not scene.group else ""
    under = {"wecom": "外部群", "dingtalk": "", "feishu": "", "wechat": ""}[scene.client] if scene.group else scene.under
    below = f"<small>{escape(under)}</small>" if under else ""
    more = "☏ ⋯" if scene.client == "feishu" else "⋯"
    title = f"{escape(scene.title)}{suffix}{count}{below}"
    return f"<span class=back>‹{unread}</span><h1>{title}</h1><span class=more>{more}</span>"


def _item(scene: Scene, random: Random, number: int, item: Item) -> str:
    if item.what in ("time", "system"):
        return f'<div class="{item.what}" data-i={number}><span>{escape(item.text)}</span></div>'
    side = "ours" if item.ours else "theirs"
    name = ""
    if scene.group and not item.ours:
        outer = "<span class=outer>@微信</span>" if scene.client == "wecom" and item.by in scene.outside else ""
        name = f"<div class=name>{escape(item.by)}{outer}</div>"
    read = _read(scene, random) if item.ours else ""
    return (
        f'<div class="row {side}" data-i={number}>{_avatar(item.by or "我方")}<div class=column>{name}'
        f"{_said(scene, random, item)}{read}</div></div>"
    )


def _read(scene: Scene, random: Random) -> str:
    marks = ["已读", "未读", f"{random.randrange(2, 9)}人未读"] if scene.group else ["已读", "未读"]
    return f"<div class=read>{random.choice(marks)}</div>"


def _avatar(name: str) -> str:
    pick = Random(name)
    if pick.random() < 0.4:
        colours = f"{pick.randrange(360)}deg,{pick.choice(COLOURS)},{pick.choice(COLOURS)}"
        return f'<div class=avatar style="background:linear-gradient({colours})"></div>'
    return f'<div class=avatar style="background:{pick.choice(COLOURS)}">{escape(name.replace(" ", "")[-2:])}</div>'


def _said(scene: Scene, random: Random, item: Item) -> str:
    if item.what == "image":
        size = f"width:{random.randrange(90, 150)}px;height:{random.randrange(80, 190)}px"
        return f'<div class="b picture" style="{size};background:{_scenery(random)}"></div>'
    if item.what != "text":
        return {"file": _file, "voice": _voice, "red": _red}[item.what](item)
    quote, after = "", ""
    if item.quote and scene.client in ("wechat", "wecom"):
        after = f"<div class=quote>{escape(_asked(item))}</div>"
    elif item.quote:
        quote = f"<div class=quote>回复 {escape(_asked(item))}</div>"
    return f'<div class="b text">{quote}<p class=t>{escape(item.text)}</p></div>{after}'


def _file(item: Item) -> str:
    sign, colour = _FILES[item.text.rsplit(".", 1)[-1]]
    name = f"<div><p class=t>{escape(item.text)}</p><small>{escape(item.size)}</small></div>"
    return f'<div class="b file">{name}<span style="background:{colour}">{sign}</span></div>'


def _voice(item: Item) -> str:
    wave = "<i class=wave>)))</i>"
    sound = item.text + wave if item.ours else wave + item.text
    return f'<div class="b voice" style="width:{60 + int(item.text[:-1]) * 2}px"><p class=t>{sound}</p></div>'


def _red(item: Item) -> str:
    return f'<div class="b red"><div><i>✉</i><p class=t>{escape(item.text)}</p></div><small>微信红包</small></div>'


def _asked(item: Item) -> str:
    return f"{item.by if item.ours else '我'}:{item.quote}".removeprefix(":")


def _scenery(random: Random) -> str:
    a, b, c = random.choice(COLOURS), random.choice(COLOURS), random.choice(COLOURS)
    sun, ground = f"circle at 70% 20%,{a} 0 18%,transparent 19%", f"{random.randrange(150, 210)}deg,{b} 45%,{c} 46%"
    return f"radial-gradient({sun}),linear-gradient({ground})"
