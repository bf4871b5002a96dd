"""The learned reader: question and passage in one pass, and how well each unit answers.

The passage's units are read one after another behind question and heading path; a unit's score is
a small linear head over the mean of its tokens' last hidden states and that of the question's.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from vectorstore import EmbedderError, Encoder, Passage, bundled_model, check_file

logger = logging.getLogger(__name__)

# What chatbot/training made, and its SHA-256.
FILE = Path(__file__).with_name("reader.safetensors")
WEIGHTS = "fb2856c873a3d4d64d18279515a9ff6a8e2c705193bcb974eab177aa680e63e9"

LONGEST = 320  # tokens of question, path and passage together, as in training
QUESTION = 64  # … of the question
PATH = 48  # … of the heading path, and of one lead
FIRST, SEPARATOR = 101, 102  # [CLS] and [SEP] of BERT's vocabulary

Tokenize = Callable[[str], Sequence[int]]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is read at once: token ids, and where question and units stand among them.

    A unit that does not fit has an empty span.
    """

    ids: list[int]
    question: Span
    units: list[Span]


def sheet(
    tokenize: Tokenize, question: str, path: Sequence[str], units: Sequence[tuple[str, str]]
) -> Sheet:
    """Question, heading path, then each unit; `units` are pairs of lead and text.

    A lead is read where it changes, unless it is itself one of the units.
    """
    asked = tokenize(question)[:QUESTION]
    ids = [FIRST, *asked, SEPARATOR, *tokenize(" › ".join(path))[-PATH:], SEPARATOR]
    texts, spans, last = {text for _, text in units}, list[Span](), ""
    for lead, text in units:
        if lead and lead != last and lead not in texts:
            ids += tokenize(lead)[:PATH]
        last = lead
        own = tokenize(text)[: max(LONGEST - len(ids), 0)]
        spans.append((len(ids), len(ids) + len(own)))
        ids += own
    return Sheet(ids[:LONGEST], (1, 1 + len(asked)), spans)


UNREAD = -15.0
WIDEN = 20.0  # entries of a unit vector are small


class Reader:
    """Reads questions with passages; made by `load_reader`."""

    def __init__(self, encoder: Encoder, weights: Mapping[str, np.ndarray]) -> None:
        """Read with these weights of the encoder's heads."""
        self._encoder, self._weights = encoder, weights

    def logits(self, question: str, passages: Sequence[Passage]) -> list[list[float]]:
        """Of each passage its units' logits: positive where a unit answers the question."""
        sheets = []
        for passage in passages:
            title = passage.document.title
            path = passage.heading if title in passage.heading else (title, *passage.heading)
            units = [(unit.lead, passage.quote(unit)) for unit in passage.units]
            sheets.append(sheet(self._tokens, question, path, units))
        states = self._encoder.hidden([read.ids for read in sheets])
        return [self._scores(*pair) for pair in zip(states, sheets, strict=True)]

    def asks_list(self, vector: np.ndarray) -> float:
        """The probability that a question asks for a list, from its vector by our embedder."""
        logit = np.dot(self._weights["list.weight"], vector) + self._weights["list.bias"][0]
        return float(1 / (1 + np.exp(-logit)))

    def _scores(self, hidden: np.ndarray, read: Sheet) -> list[float]:
        """A logit per unit; a very low one for a unit that did not fit.

        The head weighs the product of both directions, the unit's own, and how alike they are.
        """
        weight, bias, scale = (self._weights[n] for n in ("head.weight", "head.bias", "scale"))
        question, found = _direction(hidden[slice(*read.question)]), [UNREAD] * len(read.units)
        for place, (start, end) in enumerate(read.units):
            if end > start:
                unit = _direction(hidden[start:end])
                both = np.concatenate([unit * question, unit]) * WIDEN
                found[place] = float(both @ weight[0] + bias[0] + scale * (unit @ question))
        return found

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._encoder.tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def _direction(states: np.ndarray) -> np.ndarray:
    mean = states.mean(0)
    direction: np.ndarray = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return direction


@cache
def load_reader(file: Path = FILE) -> Reader | None:
    """The reader that comes with the package; None, with a warning, where its file is damaged."""
    try:
        check_file(file, WEIGHTS, "career-chatbot")
    except EmbedderError as error:
        logger.warning("%s Until then answers are chosen by similarity alone.", error)
        return None
    from safetensors.numpy import load_file

    return Reader(Encoder(bundled_model(), file), load_file(file))
