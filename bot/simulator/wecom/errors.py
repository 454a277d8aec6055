"""How the simulated WeCom says no."""

from __future__ import annotations


class Errcode(Exception):
    """The platform's answer for what went wrong; always inside HTTP 200."""

    def __init__(self, code: int, hint: str = "") -> None:
        super().__init__(code, hint)
        self.code, self.hint = code, hint
