"""How much later a sentence is shown than the model has written it.

    VECTORSTORE_PATH=STORE python -m tests.benchmark_writing [--claims N]

STORE holds the bundled guide. A scripted server streams one sentence of `claims/paraphrases.tsv`
after the other, at the pace of a quick model. Each is timed twice: until a client that checks
nothing has it whole, and until it is shown. Ratios and differences do not depend on the pace much.
"""

import argparse
import statistics
import time
from collections.abc import Iterator

from chatbot.answer import Answer
from chatbot.model import load_model
from chatbot.prompt import prompt
from chatbot.writer import Writer
from tests.claims_eval import Claim, read
from tests.openai_server import Script, model_server
from vectorstore import Settings, Snapshot, Store, go_offline, load_embedder

_PAUSE = 0.01  # seconds a piece: 100 tokens a second
_THINKS = 0.3  # … until the first one, as the quickest services need


def written(claim: Claim, url: str) -> float:
    """Seconds until the sentence is there, unchecked."""
    model, said = load_model("openai:scripted", url), ""
    messages = prompt(claim.text, claim.hits, "f" * 16)
    started = time.perf_counter()
    for chunk in model.stream(messages):
        said += str(chunk.text)
        if "]. " in said:
            break
    return time.perf_counter() - started


def shown(claim: Claim, url: str, snapshot: Snapshot) -> float | None:
    """Seconds until the sentence, or the document's own, is in the answer; None where it is not."""
    writer = Writer(load_model("openai:scripted", url), "scripted")
    asked = Answer("1", "1", claim.text, claim.text, "not_found", 1, "m", passages=(*claim.hits,))
    started = time.perf_counter()
    for answer in writer.write(asked, (), snapshot):
        if answer.statements:
            return time.perf_counter() - started
    return None


def script(claim: Claim) -> Script:
    """A model that says the claim, with the mark of a passage of its document."""
    sources = [hit.passage.document.source for hit in claim.hits]
    said = f"{claim.text.rstrip('.')} [{sources.index(claim.source) + 1}]. "
    return Script(said * 2, pause=_PAUSE, thinks=_THINKS)


def timed(claims: list[Claim], snapshot: Snapshot) -> Iterator[tuple[float, float]]:
    """For each claim that is shown the two times."""
    for claim in claims:
        with model_server(script(claim)) as url:
            ours = shown(claim, url, snapshot)
        with model_server(script(claim)) as url:
            if ours is not None:
                yield written(claim, url), ours


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=40)
    options = parser.parse_args()
    go_offline()
    settings = Settings()
    with Store.open(settings, load_embedder(settings.model)) as store, store.reading() as snapshot:
        claims = read("paraphrases.tsv", snapshot)
        times = [*timed(claims[:: max(len(claims) // options.claims, 1)], snapshot)]
    later = sorted((ours - model) * 1000 for model, ours in times)
    ratios = sorted(ours / model for model, ours in times)
    print(
        f"sentences {len(times)}; shown after {statistics.median(ratios):.3f} of the model's time"
    )
    print(f"milliseconds later: {statistics.median(later):.1f}, 95 % within"
          f" {later[int(len(later) * 0.95)]:.1f}, at most {later[-1]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
