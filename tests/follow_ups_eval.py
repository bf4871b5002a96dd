"""Follow-ups against the wording that stands alone. `python -m tests.follow_ups_eval STORE TURNS`.

TURNS is a file of `tests/follow_ups`, STORE one with the documents that it is about. A turn is
right where it finds what its stand-alone wording finds: of the five passages three at least, the
best among them. Those that say all of it are right where they are left alone.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chatbot.answer import Answer, Turn
from chatbot.chat import Chat
from vectorstore import Settings, Store, go_offline, load_embedder

_TOP, _SHARED = 5, 3


def _found(answer: Answer) -> list[tuple[str, int]]:
    return [(h.passage.document.id, h.passage.start) for h in answer.passages[:_TOP]]


def _cited(answer: Answer) -> set[str]:
    return {citation.quote for citation in answer.citations}


def _same(one: Answer, other: Answer) -> tuple[bool, bool]:
    """Whether two answers found the same, and whether they say the same."""
    best, shared = _found(other)[:1], len({*_found(one)} & {*_found(other)})
    found = not best or (best[0] in _found(one) and shared >= min(_SHARED, len(_found(other))))
    says = bool(_cited(one) & _cited(other)) or (not _cited(one) and not _cited(other))
    return found, says


def judged(chat: Chat, talk: dict[str, Any]) -> Iterator[tuple[str, str, bool, bool, str]]:
    """Of each turn kind, message, whether it found and says the same, and what it searched for."""
    conversation = None
    for turn in talk["turns"]:
        answer = chat.ask(Turn(turn["question"], conversation))
        conversation = answer.conversation_id
        if turn["alone"]:
            kept = answer.searched_for == chat.ask(Turn(turn["question"])).searched_for
            yield "alone", turn["question"], kept, kept, answer.searched_for
        else:
            found, says = _same(answer, chat.ask(Turn(turn["standalone"])))
            yield turn["kind"], turn["question"], found, says, answer.searched_for


def main(store: Path, turns: Path) -> None:
    """Print the share of right turns by kind, and the wrong ones."""
    go_offline()
    count, right, said = Counter[str](), Counter[str](), Counter[str]()
    with Store.open(Settings(path=store), load_embedder("bundled")) as opened:
        chat = Chat(opened)
        for line in turns.read_text("utf-8").splitlines():
            for kind, message, found, says, searched in judged(chat, json.loads(line)):
                for row in (kind, *(["follow-up"] if kind != "alone" else [])):
                    count[row] += 1
                    right[row] += found
                    said[row] += says
                if not (found and says):
                    mark = ("found" if found else "FOUND") + (" said" if says else " SAID")
                    print(f"{mark} {kind:14} {message!r} -> {searched!r}")
    for kind, of in count.most_common():
        print(f"{kind:14} found {right[kind]:3} · says {said[kind]:3} of {of}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
