"""How DingTalk says no."""

from __future__ import annotations


class Refusal(Exception):
    """The platform says no: a code of the new dialect with its HTTP status, or an errcode of the old one with status 200."""

    def __init__(self, status: int, code: str | int, message: str = "") -> None:
        super().__init__(str(code))
        self.status, self.code, self.message = status, code, message or str(code)
