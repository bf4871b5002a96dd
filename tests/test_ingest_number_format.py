"""Excel's number formats, as their cells show them."""

from datetime import date, datetime, time, timedelta

import pytest

from ingest.formats.number_format import moment, number

ACCOUNTS = '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (41000, "[$£-809]#,##0", "£41,000"),
        (52000, r"#,##0.00\ [$€-407]", "52,000.00 €"),
        (52000, "[$€-x-euro2] #,##0;[$-en-US]0", "€ 52,000"),
        (90000, "[$CHF-1407]#,##0", "CHF 90,000"),
        (390000, r"#,##0\ [$kr-41D]", "390,000 kr"),
        (84000, '#,##0 "zł"', "84,000 zł"),
        (10, "[$R$-416] #,##0.00", "R$ 10.00"),
        (64000, "[$-409]#,##0", "64,000"),
        (1234.5, ACCOUNTS, "$1,234.50"),
        (-1234.5, ACCOUNTS, "$(1,234.50)"),
        (0, ACCOUNTS, "$-"),
        (48000, '_-* #,##0\\ "€"_-', "48,000 €"),
        (-5, "#,##0_);[Red](#,##0)", "(5)"),
        (-5, "#,##0;[Red]#,##0", "-5"),
        (-1234, '"$"#,##0', "-$1,234"),
        (-0.3, "0", "0"),
        (0.125, "0.0%", "12.5%"),
        (12.5, '0.0"%"', "12.5%"),
        (2.5, "0", "3"),
        (0.5, ".00", ".50"),
        (12, "00000", "00012"),
        (447700900123, "General", "447700900123"),
        (4.477009e11, "General", "447700900000"),
        (5551234567, "(000) 000-0000", "5551234567"),
        (1234567, '0.0,,"M"', "1.2M"),
        (1234567, '0,"K"', "1235K"),
        (1.5, "# ?/?", "1.5"),
        (123456, "0.00E+00", "123456"),
        (1, '[=1]"yes";[=0]"no"', "1"),
        (5, ";;;", ""),
        (75, 'General" kg"', "75 kg"),
        (1e30, "#,##0.0", "1" + ",000" * 10 + ".0"),
        (1 / 3, "General", "0.3333333333"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(value: float, code: str, shown: str) -> None:
    assert number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (date(2024, 5, 1), "mm-dd-yy", "2024-05-01"),
        (date(2024, 5, 1), "mmm-yy", "May 2024"),
        (date(2024, 5, 1), "[$-409]mmmm d, yyyy;@", "1 May 2024"),
        (date(2024, 5, 1), "yyyy", "2024"),
        (date(2024, 5, 1), "mm/yyyy", "2024-05"),
        (date(2024, 5, 1), "d-mmm", "May 1"),
        (date(2024, 5, 1), 'yyyy"年"m"月"d"日"', "2024-05-01"),
        (datetime(2024, 5, 1, 14, 30), "m/d/yy h:mm AM/PM", "2024-05-01 2:30 PM"),
        (datetime(2024, 5, 1, 14, 30), "h:mm", "14:30"),
        (time(9, 5), "hh:mm:ss", "09:05"),
        (timedelta(hours=36, minutes=30), "[h]:mm", "36:30"),
    ],
)
def test_a_date_shows_the_parts_that_its_format_shows(
    value: date | time | timedelta, code: str, shown: str
) -> None:
    assert moment(value, code) == shown
