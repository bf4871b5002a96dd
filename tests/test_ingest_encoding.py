"""Bytes as characters, and a remark where the encoding is a guess."""

import pytest

from ingest.formats.encoding import decode

POLISH = "Spawacz zarabia średnio 84 000 złotych rocznie w Gdańsku."
ENGLISH = "The head of the café is José Peña – she’s paid £41,000."
RUSSIAN = "Сварщик зарабатывает 80 000 рублей в месяц."
JAPANESE = "溶接工の給料は年480万円です。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_that_is_marked_is_no_guess(encoding: str) -> None:
    assert decode(POLISH.encode(encoding)) == (POLISH, ())


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (ENGLISH, "cp1252", "Windows-1252"),
        (ENGLISH, "mac_roman", "Macintosh"),
        ("Pay in the café", "cp850", "IBM850"),
        ("Role,Town\nWelder,Łódź\n", "cp1250", "Windows-1250"),
        (POLISH, "iso8859_2", "ISO-8859-2"),
        ("Nejčastější plat svářeče je 45 000 korun.", "cp1250", "Windows-1250"),
        ("A hegesztő fizetése évi ötmillió, főleg győri gyárakban.", "cp1250", "Windows-1250"),
        ("Die Löhne der Schweißer in München", "cp1252", "Windows-1252"),
        ("Ceny: 5 € – “naïve” résumé", "cp1252", "Windows-1252"),
        ("pay–gap and pay—which", "cp1252", "Windows-1252"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        ("Ο συγκολλητής κερδίζει 20.000 ευρώ.", "cp1253", "Windows-1253"),
        ("Kaynakçının yıllık maaşı yüksektir, işçi çok.", "cp1254", "Windows-1254"),
        ("Suvirintojas uždirba vidutiniškai 20 000 eurų per metus.", "cp1257", "Windows-1257"),
        (JAPANESE, "cp932", "CP932"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        ("焊工的年薪是十二万元。工作地点在上海。", "gb2312", "GB2312"),
        ("용접공의 연봉은 사천만원입니다.", "cp949", "UHC"),
        (ENGLISH, "utf-16-le", "UTF-16-LE"),
        (ENGLISH, "utf-16-be", "UTF-16-BE"),
    ],
)
def test_an_encoding_that_is_not_marked_is_guessed_and_the_guess_is_said(
    text: str, encoding: str, name: str
) -> None:
    read, remarks = decode(text.encode(encoding))
    assert read == text
    assert f"read as {name}, which is a guess" in remarks[0]
