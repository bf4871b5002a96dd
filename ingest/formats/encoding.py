"""From bytes to characters: what marks an encoding, and what tells it where nothing marks it."""

import codecs
import re

from ingest.errors import UnreadableFile

# By the mark that a text begins with; the longer marks first.
_MARKED = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_CONTROL_SHARE = 0.02  # stray control characters happen; more of them are no text
_ZERO_SHARE = 0.3  # of UTF-16 in our alphabet nearly each second byte is zero
_BINARY = "it is no text: the file is binary, or in an encoding that is not known"

_WESTERN = (
    "éèêëàâæçîïôœùûüÿ äöüßé áéíñóúüºª áâãàçéêíóôõúºª àèéìòù æøåéóü åäöé éëïóöü áéíóúýðþæö "
    "àçéèíïóòúü"
).split()
_CENTRAL = "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű čćđšž ăâîşţșț äöüß".split()
_CYRILLIC = "а-яё а-щьюяєіїґ а-шђјљњћџ".split()
_CHINESE = ["一-鿿、-」"]
_JAPANESE = ["ぁ-ヿ一-鿿々ー、-」"]
# The letters of the languages that each encoding is used for; the likeliest encoding first. Its
# name is one that both people and Python know.
_LETTERS = {
    "Windows-1252": _WESTERN,
    "Windows-1250": _CENTRAL,
    "Macintosh": _WESTERN,
    "ISO-8859-2": _CENTRAL,
    "IBM850": _WESTERN,
    "Windows-1255": ["א-ת"],
    "Windows-1251": _CYRILLIC,
    "KOI8-R": _CYRILLIC,
    "Windows-1253": ["α-ωάέήίόύώϊϋΐΰ"],
    "Windows-1254": ["çğıöşüâîi̇"],
    "Windows-1256": ["ء-ي"],
    "Windows-1257": "ąčęėįšųūž āčēģīķļņšūž äõöüšž".split(),
    "GB2312": _CHINESE,
    "Big5": _CHINESE,
    "CP932": _JAPANESE,
    "EUC-JP": _JAPANESE,
    "UHC": ["가-힣"],
}
_SIGNS = frozenset("“”‘’‚„–—…•·«»€£¥©®™°§½¼¾¹²³×÷±¿¡†‡‰¢¶µ\u00a0")
_OPENING = frozenset("“„‚«¿¡•©§†‡…")  # stand before a word, all others behind it
_JOINING = frozenset("’‘–—·\u00a0")  # stand between letters, too
_LATIN = "\u024f"  # the last letter of the Latin alphabets
_SAMPLE = 20_000  # bytes from the first letter with an accent on: enough to tell languages apart
_UNLIKELY = 0.3  # what an encoding costs that is not Windows-1252, by far the commonest
_HAN = 0.1  # Chinese signs come out of many wrong readings, kana and Hangul do not


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file, and a remark where its encoding is only guessed.

    Raises `UnreadableFile` where the bytes are no text.
    """
    marked = next((name for mark, name in _MARKED.items() if data.startswith(mark)), "")
    try:
        if marked or b"\0" not in data:
            return _checked(data.decode(marked or "utf-8")), ()
    except UnicodeDecodeError as error:
        if marked:
            raise UnreadableFile(f"it begins as {marked.upper()}, but is damaged") from error
    encoding = _zeros(data) if b"\0" in data else _guessed(data)
    return _checked(data.decode(encoding, errors="replace")), (
        f"the text does not say its encoding; it was read as {encoding}, which is a guess: "
        "if letters are wrong, save it as UTF-8",
    )


def _checked(text: str) -> str:
    """The text; raises `UnreadableFile` where too much of it is no text."""
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if odd > _CONTROL_SHARE * len(text):
        raise UnreadableFile(_BINARY)
    return text


def _zeros(data: bytes) -> str:
    """UTF-16 without its mark, told by the zeros in the upper half of its characters."""
    shares = {"UTF-16-LE": data[1::2].count(0), "UTF-16-BE": data[::2].count(0)}
    encoding = max(shares, key=shares.__getitem__)
    if shares[encoding] < _ZERO_SHARE * len(data) / 2 or min(shares.values()) > 0:
        raise UnreadableFile(_BINARY)
    return encoding


def _guessed(data: bytes) -> str:
    """The single or double byte encoding under which the text reads most like a language."""
    first = next((n for n, byte in enumerate(data) if byte > 0x7F), 0)
    sample = data[max(first - 1, 0) : first + _SAMPLE]
    return min(_LETTERS, key=lambda encoding: _cost(sample, encoding))


def _cost(sample: bytes, encoding: str) -> float:
    """How odd a text is under an encoding, read in the language that it fits best."""
    text = sample.decode(encoding, errors="replace")
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    places = [place for place in around if not place[1].isascii()]
    letters = "".join(one for _, one, _ in places if one.isalpha())
    foreign = min(
        len(re.sub(f"[{own}]", "", letters, flags=re.IGNORECASE)) for own in _LETTERS[encoding]
    )
    odd = sum(_oddity(*place) for place in places)
    return foreign + odd + _UNLIKELY * (encoding != "Windows-1252")


def _oddity(before: str, one: str, after: str) -> float:
    """How odd a character is where it stands, such as a capital or a £ inside of a word."""
    if one.isalpha():
        is_mixed = one > _LATIN and before.isascii() and before.isalpha()
        return (before.islower() and one.isupper()) + is_mixed + _HAN * ("一" <= one <= "鿿")
    if one not in _SIGNS:
        return 3 if one == "\ufffd" else 1
    return one not in _JOINING and (before if one in _OPENING else after).isalpha()
