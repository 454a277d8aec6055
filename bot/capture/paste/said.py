"""What stands under a header: words, a picture's place-holder, a quotation, lines that nobody said."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"[\"“「]?[^\"“”「」]{1,48}[\"”」]?"
_SYSTEM = re.compile(
    rf"{_NAME} ?撤回了(?:一条消息|成员{_NAME}的一条消息)(?:[,，]? ?重新编辑)?|以上是打招呼的(?:内容|消息)"
    r"|[-—─ ]*以下(?:是|为)新消息[-—─ ]*|对方正在输入(?:…|\.{3})?|该消息类型暂不能展示|消息已发出[,，]但被对方拒收了。?"
    rf"|(?:你|您|{_NAME})已?(?:添加了?|通过了?){_NAME}(?:[,，]?(?:现在|以上|为?好友|的(?:朋友|好友)验证请求).{{0,24}})"
    rf"|{_NAME}(?:邀请|移出了?|将){_NAME}(?:加入了?|移出了?|退出了?)(?:群聊|群|本群|会话).{{0,16}}"
    rf"|{_NAME}(?:加入|退出)了?(?:群聊|群|本群|会话)。?|{_NAME}(?:修改|更改)?(?:群名|群聊名称)(?:为|改为){_NAME}"
    rf"|{_NAME}(?:拍了拍|戳了戳).{{1,48}}|{_NAME}(?:已成为新的|成为)群主"
    r"|我通过了你的(?:朋友|联系人)验证请求[,，]现在我们可以开始聊天了|你已添加了.{1,48}[,，]现在可以开始聊天了。?"
    r"|对方为企业微信用户.{0,48}|.{0,24}开启了(?:会话存档|群聊邀请确认|阅后即焚).{0,48}"
)
_LONGEST_SYSTEM = 140
_READ = re.compile(r"(?:全部|\d{1,4} ?人)?(?:已读|未读)(?: ?\d{1,4}人)?|已读 ?·? ?\d{1,2}:\d{2}|送达")
_KINDS = {
    "图片": "image", "照片": "image", "Photo": "image", "Image": "image",
    "语音": "voice", "Audio": "voice", "Voice": "voice",
    "文件": "file", "File": "file",
    "视频": "video", "小视频": "video", "Video": "video",
    "表情": "sticker", "动画表情": "sticker", "表情包": "sticker", "Sticker": "sticker",
    "链接": "link", "网页": "link", "分享": "link", "Link": "link", "小程序": "link", "视频号": "link", "笔记": "link",
    "位置": "location", "地理位置": "location", "Location": "location", "名片": "card", "个人名片": "card", "卡片": "card",
    "聊天记录": "record", "会话记录": "record", "Chat History": "record",
    "语音通话": "call", "视频通话": "call", "通话": "call", "红包": "money", "转账": "money",
}  # fmt: skip
_PLACE = re.compile(rf"\[(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?:[:：][^\[\]]*)?\](?P<rest>.*)")
_BARE = ("image", "sticker")
"""What stands behind their place-holder is somebody's words, and no file's name."""
_RULE = re.compile(r"(?:[-—─] ?){5,}")
_QUOTE = re.compile(r"(?:引用[:：]? ?)?[「“\"『](?P<who>[^「」“”\"『』:：\n]{1,48})[:：]\s*(?P<what>.*)", re.DOTALL)
_REPLY = re.compile(r"回复 ?(?P<who>[^:：\n]{1,48})[:：] ?(?P<what>.+)")
_PREFACE = re.compile(r"这是一条引用/回复消息[:：]?|This is a quote/reply:?")


def system(line: str) -> bool:
    """Nobody said it: the client did."""
    return len(line) <= _LONGEST_SYSTEM and bool(_SYSTEM.fullmatch(line.strip().strip("[]【】")))


def read_mark(line: str) -> bool:
    return bool(_READ.fullmatch(line.strip()))


def kind(text: str) -> str:
    """text, or what a place-holder stands for: 「[图片]」 image, 「[文件] 报价单.pdf」 file."""
    found = _PLACE.fullmatch(text) if text.startswith("[") else None
    if not found:
        return "text"
    name = _KINDS[found["kind"]]
    alone = not found["rest"].strip() or bool(re.fullmatch(r"(?:\s*\[(?:图片|表情|动画表情)\])+", found["rest"]))
    return name if alone or name not in _BARE else "text"


def words(lines: Sequence[str], *, replies: bool = False) -> str:
    """The lines of one message as its text. Somebody else's words that it quotes become lines with `> ` before the answer,
    in whichever of its ways the client writes them. `replies`: 「回复 李工：…」 above other lines is one of these ways."""
    shown = lines[1:] if lines and _PREFACE.fullmatch(lines[0].strip()) else lines
    text = "\n".join(shown).strip("\n ")
    quoted = _quoted(shown) or (_replied(text) if replies else "")
    return quoted or text


def _quoted(lines: Sequence[str]) -> str:
    rule = next((place for place, line in enumerate(lines) if place and _RULE.fullmatch(line.strip())), 0)
    return _with_quote("\n".join(lines[:rule]), "\n".join(lines[rule + 1 :])) if rule else ""


def _replied(text: str) -> str:
    first, _, rest = text.partition("\n")
    found = _REPLY.fullmatch(first) if rest.strip() else None
    return f"> {found['who'].strip()}：{found['what'].strip()}\n{rest.strip()}" if found else ""


def _with_quote(above: str, below: str) -> str:
    found = _QUOTE.fullmatch(above.strip())
    if not found:
        return ""
    what = found["what"].strip().rstrip('」”"』').strip().replace("\n", "\n> ")
    return f"> {found['who'].strip()}：{what}\n{below.strip()}".strip()
