"""The embedder's training: questions beside the units and passages that answer them."""

import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize
from transformers import AutoModel, AutoTokenizer, get_linear_schedule_with_warmup

from chatbot.training.data import Corpus, as_typed

SEED, BATCH = 0, 48
SCALE = 20.0  # of cosines in the softmax: the usual one of multiple negatives ranking
PASSAGES = 0.25  # of the positives: the whole passage, as the search needs it
WINDOW = 128  # tokens that are read in training
_BEST = 0.7  # how often the unit that answers most directly is taken, where there is one
TOGETHER = 16  # texts that are padded to one length


class Encoder:
    """A BERT that gives mean-pooled vectors of length one."""

    def __init__(self, folder: str) -> None:
        """Load from a folder of sentence-transformers or transformers."""
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModel.from_pretrained(folder)
        self._read = torch.compile(self.model, dynamic=True)

    def vectors(self, texts: Sequence[str], window: int = WINDOW) -> torch.Tensor:
        """One vector per text, with gradients where they are on; like lengths are read at once."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        pooled = []
        for first in range(0, len(order), TOGETHER):
            batch = self.tokenizer(
                [texts[place] for place in order[first : first + TOGETHER]],
                padding=True, truncation=True, max_length=window, return_tensors="pt",
            )  # fmt: skip
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = self._read(**batch).last_hidden_state.float()
            mask = batch["attention_mask"][..., None].float()
            pooled.append((hidden * mask).sum(1) / mask.sum(1))
        places = torch.argsort(torch.tensor(order))
        return normalize(torch.cat(pooled)[places], dim=1)

    @torch.inference_mode()
    def embed(self, texts: Sequence[str], batch: int = 64) -> np.ndarray:
        """The vectors of many texts, each text once, by length."""
        self.model.eval()
        distinct = sorted(dict.fromkeys(texts), key=len)
        place = {text: i for i, text in enumerate(distinct)}
        found = [
            self.vectors(distinct[i : i + batch], 256).numpy()
            for i in range(0, len(distinct), batch)
        ]
        return np.concatenate(found)[[place[text] for text in texts]]


Negatives = Callable[[int, random.Random], str]


def train(
    encoder: Encoder, corpus: Corpus, negative: Negatives, epochs: float, rate: float
) -> None:
    """Multiple negatives ranking with one hard negative each [1]; word embeddings stay.

    `negative` gives a wrong unit for the question of that place.
    [1] Henderson et al., Efficient Natural Language Response Suggestion for Smart Reply, 2017.
    """
    rng, model = random.Random(SEED), encoder.model
    torch.manual_seed(SEED)
    model.eval()  # without dropout, which costs more time here than it brings
    for parameter in model.embeddings.parameters():
        parameter.requires_grad = False
    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01, fused=True)
    answered = [i for i, question in enumerate(corpus.questions) if question.units]
    steps = int(epochs * len(answered) / BATCH)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    order: list[int] = []
    for step in range(1, steps + 1):
        if len(order) < BATCH:
            order = rng.sample(answered, len(answered)) + order
        loss = _loss(encoder, corpus, [order.pop() for _ in range(BATCH)], negative, rng)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 10 == 0:
            print(f"{step}/{steps} loss {loss.item():.3f}", flush=True)


def _loss(
    encoder: Encoder, corpus: Corpus, places: Sequence[int], negative: Negatives, rng: random.Random
) -> torch.Tensor:
    """Each question's right text against the others of the batch, but not against its own ones."""
    asked, right, own = [], [], []
    for place in places:
        question = corpus.questions[place]
        passage = corpus.passages[question.passage]
        answers = [passage.embedded_units[unit] for unit in question.units]
        best = question.best if question.best in question.units else None
        direct = best is not None and rng.random() < _BEST
        one = passage.embedded_units[best or 0] if direct else rng.choice(answers)
        asked.append(as_typed(question.text, rng))
        right.append(passage.embedded_text if rng.random() < PASSAGES else one)
        own.append({*answers, passage.embedded_text})
    texts = [*right, *(negative(place, rng) for place in places)]
    scores = encoder.vectors(asked) @ encoder.vectors(texts).T * SCALE
    masked = torch.tensor(
        [[c != r and text in mine for c, text in enumerate(texts)] for r, mine in enumerate(own)]
    )
    return cross_entropy(scores.masked_fill(masked, -1e4), torch.arange(len(places)))
