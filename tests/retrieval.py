"""How well passages are found: dense, BM25 and fused, on collections with judged questions.

    python -m tests.retrieval FOLDER ...    nDCG@10 on BEIR folders; one document, one passage

The fused figure is of the product's own search; the other two rank its candidates by one part of
the score each. With --weights the weight of BM25 in `vectorstore/search.py` is tried, too.
"""

import json
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from vectorstore import (
    Changes,
    Document,
    Hit,
    Passage,
    Prepared,
    Settings,
    Store,
    go_offline,
    load_embedder,
)
from vectorstore.search import BEST_UNIT, LEXICAL

_AT = 10
_CANDIDATES = 100


def ndcg(ranked: Sequence[str], judged: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002)."""
    gains = [judged.get(name, 0) for name in ranked[:_AT]]
    ideal = sorted(judged.values(), reverse=True)[:_AT]

    def discounted(values: Sequence[int]) -> float:
        return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(values))

    return discounted(gains) / discounted(ideal) if any(ideal) else 0.0


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def lexical(hit: Hit) -> float:
    """The BM25 part of a hit's score, from 0 to 1."""
    return (hit.score - hit.dense - BEST_UNIT * max(hit.similarities, default=hit.dense)) / LEXICAL


def weighted(weight: float, hit: Hit) -> float:
    """A hit's score with another weight of BM25."""
    return hit.score + (weight - LEXICAL) * lexical(hit)


def collection(folder: Path, rankings: dict[str, Callable[[Hit], float]]) -> dict[str, float]:
    """The mean nDCG@10 of each ranking on a BEIR folder."""
    judged: dict[str, dict[str, int]] = {}
    for row in (folder / "qrels" / "test.tsv").read_text("utf-8").splitlines()[1:]:
        query, document, grade = row.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    with tempfile.TemporaryDirectory() as path:
        embedder = load_embedder()
        with Store.open(Settings(path=Path(path)), embedder) as store:
            store.publish(Changes([as_document(each) for each in lines(folder / "corpus.jsonl")]))
            sums = dict.fromkeys(rankings, 0.0)
            with store.reading() as snapshot:
                for each in lines(folder / "queries.jsonl"):
                    if grades := judged.get(each["_id"]):
                        hits = snapshot.search(each["text"], _CANDIDATES)
                        for name, key in rankings.items():
                            best = sorted(hits, key=key, reverse=True)
                            sums[name] += ndcg([h.passage.document.source for h in best], grades)
    return {name: total / len(judged) for name, total in sums.items()}


def as_document(entry: dict[str, str]) -> Prepared:
    """A document of a collection as one passage."""
    text = "\n".join(filter(None, [entry.get("title", ""), entry["text"]])) or "-"
    document = Document(entry["_id"], entry["_id"], entry["_id"], len(text))
    return Prepared(document, text, [Passage(document, (), text, 0, len(text))])


def main() -> None:
    """Print the figures of what is named."""
    go_offline()
    rankings: dict[str, Callable[[Hit], float]] = {
        "dense": lambda hit: hit.dense,
        "BM25": lexical,
        "fused": lambda hit: hit.score,
    }
    if "--weights" in sys.argv:
        for weight in (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2):
            rankings[f"{weight}"] = partial(weighted, weight)
    for argument in sys.argv[1:]:
        if not argument.startswith("--"):
            figures = collection(Path(argument), rankings)
            print(argument, *(f"{name} {figure:.3f}" for name, figure in figures.items()))


if __name__ == "__main__":
    main()
