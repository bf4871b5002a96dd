"""How much mojibake `ingest.clean` mends: `python -m tests.mojibake FOLDER [--show]`.

FOLDER holds ftfy's test cases (`in-the-wild.json`, …). Met is their `fixed-encoding` as well as
their `fixed`, which has straight quotes and no ligatures. Beside them: sentences of our own in
UTF-8, read in each of the usual wrong encodings.
"""

import argparse
import json
import re
import unicodedata
from pathlib import Path

from ingest.clean import clean

WRONG = (
    "cp874",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "latin-1",
    "mac_roman",
    "cp437",
    "cp850",
)
OWN = (
    "The coach’s pay — about €60,000 – rose by 5 %, “on average”.",
    "Café owners in São Paulo and Zürich earn £30 to £45 an hour …",
    "6 min read · updated in May • three “tips”",
    "• Knead the dough • Let it rest • Bake it",
    "Déjà vu: Świętokrzyskie, Đà Nẵng and Kraków’s naïve résumé",
)


def main() -> None:
    """Print the share of cases met, by file and by encoding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print the cases that are not met")
    options = parser.parse_args()
    for path in sorted(options.folder.glob("*.json")):
        cases = json.loads(path.read_text("utf-8"))
        pairs = [(c["original"], {c.get("fixed-encoding", c["fixed"]), c["fixed"]}) for c in cases]
        _print(path.stem, pairs, options.show)
    for encoding in WRONG:
        _print(
            f"UTF-8 as {encoding}", [(_read(text, encoding), {text}) for text in OWN], options.show
        )
    for first, second in (("cp1252", "cp1252"), ("cp874", "cp1252"), ("cp874", "cp874")):
        pairs = [(_read(_read(text, first), second), {text}) for text in OWN]
        _print(f"as {first}, {second}", pairs, options.show)
    _print("left alone", [(text, {text}) for text in OWN], options.show)


def _read(text: str, encoding: str) -> str:
    """The text's UTF-8 read in another encoding; what that leaves open is a control."""
    return "".join(_character(byte, encoding) for byte in text.encode())


def _character(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def _print(name: str, pairs: list[tuple[str, set[str]]], show: bool) -> None:
    cleaned = [(original, clean(original), wanted) for original, wanted in pairs]
    missed = [(o, c, w) for o, c, w in cleaned if _alike(c) not in map(_alike, w)]
    print(f"{name:20} {len(pairs) - len(missed):3} of {len(pairs)}")
    for original, found, wanted in missed if show else ():
        print(f"    {original!r}\n  → {found!r}\n  ≠ {sorted(wanted)}")


def _alike(text: str) -> str:
    """Without what no reader minds: straight or curly quotes, spacing, what is not visible."""
    text = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    text = re.sub("[“”„‟]", '"', re.sub("[‘’‚‛]", "'", text))
    return " ".join(text.split())


if __name__ == "__main__":
    main()
