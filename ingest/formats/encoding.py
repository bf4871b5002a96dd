"""From bytes to characters: what marks an encoding, and what tells it where nothing marks it."""

import codecs
import re
from collections.abc import Iterator, Sequence

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
    "éèêëàâæçîïôœùûüÿ", "äöüßé", "áéíñóúüºª", "áâãàçéêíóôõúºª", "àèéìòù", "æøåéóü", "åäöé",
    "éëïóöü", "áéíóúýðþæö", "àçéèíïóòúü",
)  # fmt: skip
_CENTRAL = (
    "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţșț", "äöüß",
)  # fmt: skip
_CYRILLIC = ("а-яё", "а-щьюяєіїґ", "а-шђјљњћџ")
_JAPANESE = ("ぁ-ヿ一-鿿々ー、-」",)
_CHINESE = ("一-鿿、-」",)
# The letters of the languages that each encoding is used for; the likeliest encoding first.
_LETTERS: dict[str, Sequence[str]] = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "mac_roman": _WESTERN,
    "iso8859_15": _WESTERN,
    "iso8859_2": _CENTRAL,
    "cp850": _WESTERN,
    "cp1255": ("א-ת",),
    "cp1251": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "cp1253": ("α-ωάέήίόύώϊϋΐΰ",),
    "cp1254": ("çğıöşüâîi̇",),
    "cp1256": ("ء-ي",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "gb2312": _CHINESE,
    "big5": _CHINESE,
    "cp932": _JAPANESE,
    "euc_jp": _JAPANESE,
    "cp949": ("가-힣",),
}
_NAMES = {
    "cp125": "Windows-125", "mac_roman": "Mac Roman", "cp": "code page ", "iso8859_": "ISO 8859-",
}  # fmt: skip
_SIGNS = frozenset("“”‘’‚„–—…•·«»€£¥©®™°§½¼¾¹²³×÷±¿¡†‡‰¢¶µ\u00a0")
_OPENING = frozenset("“„‚«¿¡•©§†‡…")
_LOW = frozenset("„‚¿¡")  # stand before a word, never behind one
_JOINING = frozenset("’‘–—·\u00a0")  # stand between letters, too
_LATIN = "\u024f"  # the last letter of the Latin alphabets
_SAMPLE = 20_000  # bytes from the first letter with an accent on: enough to tell languages apart
_ELSEWHERE = 0.4  # what a letter of another language costs, where one outside of all costs 1
_UNLIKELY = 0.3  # what an encoding costs that is not Windows-1252, by far the commonest
_HAN = 0.1  # Chinese signs come out of many wrong readings, kana and Hangul do not


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file, and a remark where its encoding is only guessed.

    Raises `UnreadableFile` where the bytes are no text.
    """
    encoding = next((name for mark, name in _MARKED.items() if data.startswith(mark)), "")
    if encoding and encoding != "utf-8-sig":
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError as error:
            raise UnreadableFile(f"it begins as {encoding.upper()}, but is damaged") from error
    text = _utf8(data)
    if text is None:
        encoding = _zeros(data) if b"\0" in data else guess_encoding(data)
        text = data.decode(encoding, errors="replace")
    odd = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if odd > _CONTROL_SHARE * len(text):
        raise UnreadableFile(_BINARY)
    if encoding in ("", "utf-8-sig"):
        return text, ()
    return text, (
        f"the text does not say its encoding; it was read as {_name(encoding)}, which is a guess: "
        "if letters are wrong, save it as UTF-8",
    )


def _utf8(data: bytes) -> str | None:
    try:
        return None if b"\0" in data else data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _zeros(data: bytes) -> str:
    """UTF-16 without its mark, told by the zeros in the upper half of its characters."""
    shares = {"utf-16-le": data[1::2].count(0), "utf-16-be": data[::2].count(0)}
    encoding = max(shares, key=shares.__getitem__)
    if shares[encoding] < _ZERO_SHARE * len(data) / 2 or min(shares.values()) > 0:
        raise UnreadableFile(_BINARY)
    return encoding


def guess_encoding(data: bytes) -> str:
    """The single or double byte encoding under which the text reads most like a language."""
    first = next((n for n, byte in enumerate(data) if byte > 0x7F), 0)
    sample = data[max(first - 1, 0) : first + _SAMPLE]
    return min(_LETTERS, key=lambda encoding: _cost(sample, encoding))


def _name(encoding: str) -> str:
    """The encoding's usual name, such as Windows-1250."""
    start = next((start for start in _NAMES if encoding.startswith(start)), "")
    return _NAMES[start] + encoding[len(start) :] if start else encoding.upper()


def _cost(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, errors="replace")
    around = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    places = [(before, one, after) for before, one, after in around if not one.isascii()]
    letters = [letter for _, letter, _ in places if letter.isalpha()]
    anywhere = re.compile(f"[{''.join(_LETTERS[encoding])}]", re.IGNORECASE)
    outside = sum(1 for letter in letters if not anywhere.match(letter))
    languages = (re.compile(f"[{one}]", re.IGNORECASE) for one in _LETTERS[encoding])
    foreign = min(sum(1 for c in letters if not language.match(c)) for language in languages)
    odd = sum(_oddities(places))
    return outside + _ELSEWHERE * foreign + odd + _UNLIKELY * (encoding != "cp1252")


def _oddities(places: Sequence[tuple[str, str, str]]) -> Iterator[float]:
    """What is odd about letters and signs where they stand: a capital or a £ inside of a word."""
    for before, one, after in places:
        if one == "\ufffd":
            yield 3
        elif one.isalpha():
            yield before.islower() and one.isupper()
            yield one > _LATIN and before.isascii() and before.isalpha()
            yield _HAN * ("一" <= one <= "鿿")
        elif one not in _SIGNS:
            yield 1
        elif one not in _JOINING:
            yield after.isalpha() and (before.isalpha() or one not in _OPENING)
            yield before.isalpha() and one in _LOW
            yield 0.5 * (before in _SIGNS and before not in _JOINING)
