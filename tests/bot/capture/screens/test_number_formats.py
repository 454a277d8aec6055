"""A cell's value is told as its format writes it: what is shown in 万 is in 万."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.capture.screens.number_formats import shown


@pytest.mark.parametrize(
    ("value", "number_format", "said"),
    [
        ("φ60", "General", "φ60"),
        (12.5, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1e12, "General", "1000000000000"),
        (0.13, "0%", "13%"),
        (1234.5, "¥#,##0.00", "¥1,234.50"),
        (1234.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥1,234.50"),
        (-1234.5, "#,##0.00;[Red](#,##0.00)", "-1,234.50"),
        (12345.6, "[$USD] #,##0.00", "USD 12,345.60"),
        (12345.6, '"US$"#,##0.00', "US$12,345.60"),
        (3, '0"台"', "3台"),
        (5, "0.##", "5"),
        (5.5, "0.##", "5.5"),
        (0.5, "# ?/?", "0.5"),
        (14875, '[DBNum2][$-804]General"元整"', "14875"),
        (1234567, "#,##0,", "1,235"),
        (123456, '0!.0,"万"', "12.3万"),
        (123456, "0\\.0,万元", "12.3万元"),
        (123456, '0"."0,"万"', "12.3万"),
        (138123, "#!.0000万元", "13.8123万元"),
        (5, '0!.0,"万"', "0.0万"),
        (2345678, '0.00,,"百万"', "2.35百万"),
        (-5, '0.0"折"', "-5.0折"),
        (0.5, ".00", ".50"),
        (0.125, "0.00", "0.13"),
        (7, '"No."000', "No.007"),
        (12, ";;;", ""),
        (float("inf"), "0.00", ""),
        (1, "0" * 10_000, "1".zfill(255)),
        (datetime.fromisoformat("2026-12-01"), 'yyyy"年"m"月"', "2026年12月"),
        (datetime.fromisoformat("2026-12-01"), "mmm-yy", "2026年12月"),
        (datetime.fromisoformat("2026-12-20"), 'yyyy"年"m"月"d"日"', "2026-12-20"),
        (datetime.fromisoformat("2026-12-20 09:30"), "yyyy/m/d h:mm", "2026-12-20 09:30"),
    ],
)
def test_a_cell_says_what_it_shows(value: object, number_format: str, said: str) -> None:
    assert shown(value, number_format) == said
