"""Canonical text: mojibake mended, spacing normalised. All offsets count its characters."""

import re
import unicodedata

import ftfy

CLEANER_VERSION = "4"

# ftfy without its changes of letters and quotes: a quote must read as the document has it.
_FTFY = ftfy.TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_latin_ligatures=True,
    fix_character_width=False,
    normalization="NFC",
    explain=False,
)

# UTF-8 read as Thai (cp874), which ftfy does not know: Thai letters stand for the bytes A1 to FB,
# and what cp874 leaves open (80 to 9F) is read as cp1252 or as control characters.
_THAI = "\u0e01-\u0e3a\u0e3f-\u0e5b"
_OPEN = bytes(set(range(0x80, 0xA0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}).decode("cp1252")
_CP874 = re.compile(f"[{_THAI}][{_THAI}{_OPEN}\u00a0\u0080-\u009f]+")
# UTF-8 read as the code page of a Windows console, which ftfy mends only beside letters with
# accents: "ΓÇô", "ÔÇô", "├⌐". Signs and Western letters; nobody writes them like this.
_SIGNS = [*range(0xA1, 0x100), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194)]
_CONSOLE = {chr(n).encode().decode(page): chr(n) for page in ("cp437", "cp850") for n in _SIGNS}
_CONSOLES = re.compile("|".join(map(re.escape, _CONSOLE)))
_DRAWING = re.compile("──|┼")  # where boxes are drawn, their corners are meant
# By character: the byte that it is read from in either code page.
_BYTES = {
    ord(character): byte
    for page in ("cp1252", "cp874")
    for byte in range(0x80, 0x100)
    if (character := bytes([byte]).decode(page, "ignore"))
}
_LONG = 6  # Thai letters: so many are valid UTF-8 by no accident
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]")
# A mark of a note that stands on a figure; a figure with it would be no figure for what reads
# digits. The exponent of a power of ten stays.
_RAISED = re.compile("(?<=[0-9])(?<!(?<![0-9.,])10)(?=[⁰¹²³⁴-⁹ᵃ-ᵏ])")
_BREAKS = re.compile("\r\n?|\u0085|\u2028|\u2029|\f|\v")


def clean(text: str) -> str:
    """The canonical form of a text; cleaning it again changes nothing."""
    text = re.sub("\r\n?|\f", "\n", text)
    text = _unmangled(_unmangled(text))  # it may have been misread twice, once in each way
    text = _INVISIBLE.sub("", _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    text = _RAISED.sub(" ", text.expandtabs(4))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    text = re.sub(r" +\n", "\n", text + "\n")
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    return unicodedata.normalize("NFC", text).rstrip()


def _unmangled(text: str) -> str:
    if not _DRAWING.search(text):
        text = _CONSOLES.sub(lambda match: _CONSOLE[match.group()], text)
    return str(ftfy.fix_text(_without_cp874(text), _FTFY))


def _without_cp874(text: str) -> str:
    """Mend UTF-8 that was read as cp874.

    Two Thai letters may be a short Thai word as well as one mangled character: those are mended
    only in a text where nothing is plainly Thai.
    """
    runs = {run: _mended(run) for run in set(_CP874.findall(text))}
    is_thai = any(mended is None for mended in runs.values())

    def replace(match: re.Match[str]) -> str:
        run = match.group()
        only_letters = re.fullmatch(f"[{_THAI}]+", run)
        return run if is_thai and only_letters else runs[run] or run

    return _CP874.sub(replace, text) if runs else text


def _mended(run: str) -> str | None:
    """What a run of characters was before; None where it is Thai. Quotes may stand at its end."""
    for length in range(len(run), 1, -1):
        try:
            mended = run[:length].translate(_BYTES).encode("latin-1").decode()
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if not re.search(f"[{_THAI}]", mended + run[length:]):
            return mended + run[length:]
        if length == len(run) >= _LONG:  # misread twice, or Thai itself misread
            return _mended(mended) or mended
    return None
