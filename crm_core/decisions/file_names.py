"""What a file may be called here: no path, nothing invisible, nothing that an operating system reads otherwise."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 160
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories: control, format (the bidirectional marks among them), surrogates, private, unassigned, line ends."""
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """The name without its folders, at most `LONGEST` characters, its ending kept; empty where nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if char.isspace() else char for char in last if char.isspace() or _shown(char))
    plain = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST or not dot or len(ending) > 10:
        return plain[:LONGEST].strip(". ")
    return f"{stem[: LONGEST - len(ending) - 1].strip('. ')}.{ending}"


def _shown(char: str) -> bool:
    return unicodedata.category(char) not in _UNSEEN
