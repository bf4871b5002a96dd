"""CANARD: how near our rewrites of follow-ups come to people's. `python -m tests.canard DEV.json`.

Elgohary et al., Can You Unpack That? Learning to Rewrite Questions-in-Context, 2019. There is
nothing to search in, so the form of a message alone chooses. The title of the page, which the data
set puts first into every history, is not given: a conversation with documents has none.
"""

import json
import sys
from pathlib import Path
from typing import Any

from chatbot.follow_up import Cited, Past, choose, readings


def rewritten(example: dict[str, Any]) -> str:
    """Our rewrite of the question, each question before it rewritten in its turn."""
    said = example["History"][2:]
    past: list[Past] = []
    for question, answer in zip(said[::2], said[1::2], strict=False):
        meant = choose(readings(question, past)).text
        past.append(Past(meant, (Cited("", (), answer),)))
    return choose(readings(example["Question"], past)).text


def main(path: Path) -> None:
    """Print BLEU-4 of our rewrites and of the copied questions, and what was left alone."""
    from sacrebleu import corpus_bleu

    examples = json.loads(path.read_text("utf-8"))
    rewrites = [rewritten(example) for example in examples]
    people = [example["Rewrite"] for example in examples]
    questions = [example["Question"] for example in examples]
    for name, texts in (("ours", rewrites), ("copied", questions)):
        bleu = corpus_bleu(texts, [people], lowercase=True).score
        print(f"{name}: BLEU-4 {bleu:.1f}")
    alone = [r == q for r, q, p in zip(rewrites, questions, people, strict=True) if q == p]
    print(f"self-contained questions left alone: {sum(alone)} of {len(alone)}")
    changed = sum(r != q for r, q in zip(rewrites, questions, strict=True))
    print(f"questions rewritten: {changed} of {len(questions)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
