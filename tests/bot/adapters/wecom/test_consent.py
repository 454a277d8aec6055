"""What the platform says of consent, as a word that is written down (vendor page 91782)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.wecom.consent import word_of
from bot.adapters.wecom.envelope import Said

AT = datetime.fromtimestamp(1700000000, UTC)


def info(status: object, at: object = 1700000000) -> dict[str, Any]:
    return {"exteranalopenid": "wmX", "agree_status": status, "status_change_time": at}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (info("Agree"), Said("archive:wmX:lin:Agree:1700000000", "wmX", "granted", AT)),
        (info("Agree", 0), Said("archive:wmX:lin:Agree:0", "wmX", "granted", None)),
        (
            info("Default_Agree"),
            Said("archive:wmX:lin:Default_Agree:1700000000", "wmX", "granted", AT, "default_agree"),
        ),
        (info("Disagree"), Said("archive:wmX:lin:Disagree:1700000000", "wmX", "refused", AT)),
        (info("Disagree", 0), None),
        (info("Disagree", "soon"), None),
        (info("Perhaps"), None),
        ({"agree_status": "Agree"}, None),
    ],
)
def test_words(given: dict[str, Any], word: Said | None) -> None:
    assert word_of(given, with_="lin") == word
