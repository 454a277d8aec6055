"""A platform's page to scan, as a browser outside its client sees it: the code, and who in the town may hold a phone before it.

The code is drawn from the page's own address and says nothing; whoever is chosen below it has scanned and agreed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import Response, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from bot.simulator.town import Dweller

CODE_LIFE = timedelta(minutes=5)
_SIDE = 29
_CORNERS = ((0, 0), (_SIDE - 7, 0), (0, _SIDE - 7))
_STYLE = Markup(
    """
body { margin: 0; font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; background: #f3f4f6; color: #1f2329; }
main { max-width: 340px; margin: 8vh auto; padding: 28px; background: #fff; border-radius: 12px; text-align: center; }
h1 { font-size: 18px; margin: 0 0 4px; } p { margin: 0 0 14px; color: #646a73; font-size: 14px; }
svg { width: 190px; height: 190px; } ul { list-style: none; margin: 14px 0 0; padding: 0; text-align: left; }
li { border-top: 1px solid #eee; } a { display: block; padding: 9px 4px; color: #1456f0; text-decoration: none; }
a.no { color: #646a73; text-align: center; margin-top: 10px; } small { color: #8f959e; }
"""
)
_PAGE = Markup(
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>{style}</style><main><h1>{title}</h1><p>用手机扫一扫；演示里点一位，就是他扫了码</p>"
    "{code}<ul>{rows}</ul>{cancel}</main></html>"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A code that somebody's scan gave, until it is redeemed."""

    who: str
    until: datetime


def chosen(people: Iterable[Dweller], platform: str) -> Dweller | None:
    """Who scans, where the tester has chosen one of these."""
    return next((one for one in people if one.key == request.args.get("as") and platform in one.ids), None)


def back_to(url: str, **query: str) -> AnyResponse:
    """On to `redirect_uri`, with what the scan came to and the state as it was given."""
    given = urlencode({**query, "state": request.args.get("state", "")})
    return redirect(f"{url}{'&' if urlsplit(url).query else '?'}{given}")


def page(title: str, people: Iterable[Dweller], platform: str) -> Response:
    """The page: `as` chooses who scans, `cancel` that nobody allows it."""
    rows = Markup("").join(
        Markup('<li><a href="?{}">{} <small>{}</small></a></li>').format(_with({"as": one.key}), one.name, one.ids[platform])
        for one in people
        if platform in one.ids
    )
    cancel = Markup('<a class="no" href="?{}">取消登录</a>').format(_with({"cancel": "1"}))
    shown = _PAGE.format(title=title, style=_STYLE, code=_code(), rows=rows, cancel=cancel)
    return Response(shown, mimetype="text/html")


def refused(words: str) -> Response:
    return Response(f"{words}\n", 400, mimetype="text/plain")


def _with(more: Mapping[str, str]) -> Markup:
    return escape(urlencode({**request.args.to_dict(), **more}))


def _code() -> Markup:
    """Squares like a QR code's, the same for the same address."""
    dice = random.Random(request.full_path)  # noqa: S311 - a picture
    cells = [(x, y) for y in range(_SIDE) for x in range(_SIDE) if dice.random() < 0.5 and not _in_corner(x, y)]
    dots = "".join(f"M{x} {y}h1v1h-1z" for x, y in cells)
    eyes = "".join(f"M{x} {y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z" for x, y in _CORNERS)
    return Markup(
        '<svg viewBox="-1 -1 {0} {0}" role="img" aria-label="二维码"><path fill-rule="evenodd" d="{1}{2}"/></svg>'
    ).format(_SIDE + 2, dots, eyes)


def _in_corner(x: int, y: int) -> bool:
    return any(left - 1 <= x < left + 8 and top - 1 <= y < top + 8 for left, top in _CORNERS)
