"""Train the embedder and the reader: python -m chatbot.training --data FOLDER [--out FOLDER].

FOLDER holds `corpus.jsonl`, `train.jsonl`, `validate.jsonl` and `public/paragraphs.jsonl.xz`; the
questions in `written/` beside this file are added. Writes `embedder.safetensors` and
`reader.safetensors`, and prints `calibration.toml` with what is reached on the validation
questions. About four hours on two cores. Needs the extra `train`. Both files' hashes are then
pinned in `vectorstore/embedder.py` and `chatbot/reader.py`, and `calibration.toml` names the
embedder's new fingerprint.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file

from chatbot.training import compress
from chatbot.training.asked import asked_of
from chatbot.training.calibrate import judged, weights
from chatbot.training.data import Corpus, read_corpus, read_public
from chatbot.training.embedder import Encoder
from chatbot.training.embedder import train as train_embedder
from chatbot.training.examples import Examples, public_example
from chatbot.training.lists import FROM, list_state
from chatbot.training.measure import build_index, first_units
from chatbot.training.negatives import hard_negatives
from chatbot.training.reader import Reader
from chatbot.training.reader import train as train_reader
from chatbot.training.roles import Roles
from vectorstore import bundled_model

WRITTEN = Path(__file__).with_name("written")
GENERAL = 2_000  # general questions that the reader begins with
READ = 5  # passages that are read for a question
COLUMNS = {
    "both": (True, True, True),
    "reader": (True, False, True),
    "cosine": (False, True, True),
}


def main() -> None:
    """The models' way: general questions, then ours; the embedder, then the reader; calibration."""
    options = _arguments()
    torch.set_num_threads(options.threads)
    base = load_file(bundled_model() / "model.safetensors")
    general = read_public(options.data / "public" / "paragraphs.jsonl.xz")
    first, learned, everything = _corpora(options.data)
    with _timed("embedder"):
        encoder = _embedder(general, first, learned)
    made = compress.changes(base, encoder.model.state_dict())
    compress.save(made, options.out / "embedder.safetensors")
    with _timed("index"):
        index = build_index(encoder, everything)
        vectors = encoder.embed([question.text for question in everything.questions])
    kept_apart = [*range(len(learned.questions), len(everything.questions))]
    print(first_units(index, vectors, [p for p in kept_apart if everything.questions[p].units]))
    with _timed("reader"):
        reader = Reader(encoder)
        questions = general.questions[:GENERAL]
        train_reader(reader, questions, partial(public_example, general), 1.0, 8e-5)
        avoid = {everything.passages[everything.questions[p].passage].source for p in kept_apart}
        examples = Examples.searched(index, vectors, avoid)
        places = [*range(len(learned.questions))]
        train_reader(reader, places, examples.draw, 0.62, 8e-5)
        train_reader(reader, places, partial(examples.draw, absent=0.55), 0.22, 5e-5)
        train_reader(reader, places, partial(examples.draw, absent=0.25), 1.0, 6e-5)
        roles = Roles.of(p.path[0] for p in everything.passages if p.source.startswith("ooh/"))
        lists = [place for place in places if learned.questions[place].lists]
        draw = partial(examples.draw, absent=0.15, roles=roles)
        train_reader(reader, [*places, *lists, *lists], draw, 1.4, 4e-5)
    made = compress.changes(base, reader.bert.state_dict()) | reader.head_state()
    made |= list_state(learned.questions, vectors)
    compress.save(made, options.out / "reader.safetensors")
    with _timed("calibration"):
        asked = asked_of(reader, index, vectors, kept_apart)
        for name, use in COLUMNS.items():
            table = weights(asked, READ, use) | {"list": FROM}
            print(f"# {judged(asked, READ, use)}\n[{name}]")
            print("\n".join(f"{key} = {value}" for key, value in table.items()))


def _embedder(general: Corpus, first: Corpus, learned: Corpus) -> Encoder:
    """Three stages, each gentler than the one before it."""
    encoder = Encoder(str(bundled_model()))
    for corpus, epochs, rate in ((general, 0.5, 3e-5), (first, 1.6, 4e-5), (learned, 0.75, 2.5e-5)):
        train_embedder(encoder, corpus, hard_negatives(corpus), epochs, rate)
    return encoder


def _corpora(data: Path) -> tuple[Corpus, Corpus, Corpus]:
    """What there was to learn from first; with what was written since; and with the validation."""
    documents = [data / "corpus.jsonl", *sorted(WRITTEN.glob("*.corpus.jsonl.xz"))]
    questions = [data / "train.jsonl", *sorted(WRITTEN.glob("*.questions.jsonl.xz"))]
    asked = sorted(WRITTEN.glob("*.validate.jsonl.xz"))
    return (
        read_corpus(documents[:1], questions[:1]),
        read_corpus(documents, questions),
        read_corpus(documents, [*questions, data / "validate.jsonl", *asked]),
    )


@contextmanager
def _timed(what: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chatbot.training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
