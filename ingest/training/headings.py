"""Learn which lines of plain text are headings, from texts whose headings are marked.

usage: python ingest/training/headings.py FOLDER_OR_FILE...

Every Markdown file is read with its marks taken away, in several layouts, and a logistic regression
learns which lines had been marked. It needs scikit-learn, which the
product does not. Writes `ingest/headings.toml`; a fifth of the files is kept apart to be measured.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from ingest.blocks import Block, read_blocks
from ingest.clean import clean
from ingest.headings import WEIGHTS, features, may_be_heading
from ingest.kinds import label
from ingest.run_on import part

_FEWEST = 3  # headings that a text must have to be learned from
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_NO_PROSE = re.compile(r"(?ms)^(```|~~~).*?^\1\s*$|<[^>]+>|!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

Example = tuple[list[dict[str, float]], list[bool]]


def main(places: Sequence[str]) -> None:
    """Learn, measure, and write the weights."""
    texts = [text for place in places for text in _texts(Path(place))]
    kept = [example for text in texts[::5] for example in _examples(text)]
    taught = [example for n, text in enumerate(texts) if n % 5 for example in _examples(text)]
    names = list(taught[0][0][0])
    rows, answers = _arrays(taught, names)
    model = LogisticRegression(max_iter=3000, C=1.0).fit(rows, answers)
    tests, truths = _arrays(kept, names)
    scores = model.decision_function(tests)
    threshold = max(np.arange(-3, 1, 0.1), key=lambda at: _f2(scores > at, truths))
    guesses = scores > threshold
    right = int((guesses & truths).sum())
    print(
        f"{len(texts)} texts; kept apart: precision {right / guesses.sum():.3f}, "
        f"recall {right / truths.sum():.3f} above {threshold:.1f}"
    )
    weights = {"constant": float(model.intercept_[0]) - threshold} | dict(
        zip(names, model.coef_[0].tolist(), strict=True)
    )
    lines = [f'"{name}" = {weight:.3f}' for name, weight in weights.items()]
    WEIGHTS.write_text("# Learned by ingest/training/headings.py.\n" + "\n".join(lines) + "\n")


def _f2(guesses: np.ndarray, truths: np.ndarray) -> float:
    """F2: a heading that is missed misplaces a whole section, one too many only itself."""
    right = (guesses & truths).sum()
    return float(5 * right / (4 * truths.sum() + guesses.sum()))


def _texts(place: Path) -> Iterator[str]:
    """The Markdown of a folder's files; of installed packages, their descriptions."""
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.name == "METADATA":
            head, _, body = path.read_text(errors="replace").partition("\n\n")
            if "Description-Content-Type: text/markdown" in head:
                yield body
        elif path.suffix == ".md" and path.is_file():
            text = path.read_text(errors="replace")
            wiki = re.sub(r"(?m)^ ((?:= )+)(.+?)(?: =)+ *$", _as_marked, text)
            yield from re.split(r"(?m)^(?=# )", wiki) if wiki != text else [text]


def _as_marked(heading: re.Match[str]) -> str:
    return "#" * heading[1].count("=") + " " + heading[2]


def _examples(text: str) -> Iterator[Example]:
    """The lines of a text without its marks, and which of them are headings."""
    text = _LINK.sub(r"\1", _NO_PROSE.sub("", text))
    text = clean(text)
    headings = [found[1].strip("*_` ") for found in _HEADING.finditer(text)]
    if len(headings) < _FEWEST:
        return
    bare = _HEADING.sub(lambda found: found[1].strip("*_` "), text)
    for variant in _variants(bare, frozenset(headings)):
        wanted = Counter(headings)
        shown = _shown(variant)
        answers = []
        for block in shown:
            name = block.text.removesuffix(":")
            hit = block.look in ("text", "item") and wanted[name] > 0
            wanted[name] -= hit
            answers.append(hit)
        asked = [n for n in range(len(shown)) if may_be_heading(shown, n)]
        yield [features(shown, n) for n in asked], [answers[n] for n in asked]


def _variants(text: str, headings: frozenset[str]) -> Iterator[str]:
    """The text in other layouts: colons, no blank lines, items in place of paragraphs."""
    yield text
    yield re.sub(r"(?m)^(.+)$", lambda m: m[1] + ":" * (m[1] in headings), text)
    yield (dense := re.sub(r"\n{2,}", "\n", text))
    lines = dense.split("\n")
    items = [
        line if line in headings else f"- {line.lstrip('-*|> ')[:90].rstrip('. ')}"
        for line in lines
    ]
    yield "\n".join(items)
    yield re.sub(r"(?m)^(?!- )(.+)$", r"\n\1\n", "\n".join(items))


def _shown(text: str) -> list[Block]:
    blocks = part(read_blocks(text))
    return [b for b, name in zip(blocks, label(blocks), strict=True) if name != "noise"]


def _arrays(examples: Sequence[Example], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    rows = [[line[name] for name in names] for lines, _ in examples for line in lines]
    return np.array(rows), np.array([hit for _, hits in examples for hit in hits])


if __name__ == "__main__":
    main(sys.argv[1:])
