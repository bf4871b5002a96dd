"""The reader's training: a question and a passage in one pass, a score for each of its units."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, normalize
from transformers import get_linear_schedule_with_warmup

from chatbot.reader import UNREAD, WIDEN, Sheet, sheet
from chatbot.training.data import Passage
from chatbot.training.embedder import Encoder
from chatbot.training.examples import Example

SEED, BATCH = 0, 12

T = TypeVar("T")


class Reader(nn.Module):
    """A BERT over question and passage; units are scored by their own tokens' mean."""

    def __init__(self, encoder: Encoder) -> None:
        """Begin with the weights of an embedder, whose cosine is the first guess."""
        super().__init__()
        self._known: dict[str, list[int]] = {}
        self.tokenizer, self.bert = encoder.tokenizer, encoder.model
        self.read = torch.compile(self.bert, dynamic=True)
        width = self.bert.config.hidden_size
        self.head = nn.Linear(2 * width, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias, -4.0)
        self.scale = nn.Parameter(torch.tensor(8.0))

    def sheet(self, question: str, passage: Passage) -> Sheet:
        """What is read of a passage for a question."""
        units = [(unit.lead, unit.text) for unit in passage.units]
        return sheet(self._tokens, question, passage.path, units)

    def _tokens(self, text: str) -> list[int]:
        if text not in self._known:
            self._known[text] = self.tokenizer.encode(text, add_special_tokens=False)
        return self._known[text]

    def forward(self, sheets: Sequence[Sheet]) -> list[torch.Tensor]:
        """Of each sheet the units' logits; the lowest for a unit that did not fit."""
        longest = max(len(sheet.ids) for sheet in sheets)
        ids = torch.zeros(len(sheets), longest, dtype=torch.long)
        mask = torch.zeros(len(sheets), longest, dtype=torch.long)
        for row, read in enumerate(sheets):
            ids[row, : len(read.ids)] = torch.tensor(read.ids)
            mask[row, : len(read.ids)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.read(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        return [self._scores(hidden[row], read) for row, read in enumerate(sheets)]

    def _scores(self, hidden: torch.Tensor, read: Sheet) -> torch.Tensor:
        question = normalize(hidden[slice(*read.question)].mean(0), dim=0)
        kept = [(start, end) for start, end in read.units if end > start]
        if not kept:
            return torch.full((len(read.units),), UNREAD)
        units = normalize(torch.stack([hidden[s:e].mean(0) for s, e in kept]), dim=1)
        both = torch.cat([units * question, units], 1) * WIDEN
        logits = self.head(both)[:, 0] + self.scale * (units @ question)
        found = iter(logits)
        return torch.stack(
            [next(found) if e > s else logits.new_tensor(UNREAD) for s, e in read.units]
        )

    def head_state(self) -> dict[str, torch.Tensor]:
        """What was learned beside the BERT's own weights."""
        state = {"head.weight": self.head.weight, "head.bias": self.head.bias, "scale": self.scale}
        return {name: value.detach().float() for name, value in state.items()}


def loss_of(logits: Sequence[torch.Tensor], right: Sequence[Sequence[int]]) -> torch.Tensor:
    """One of the right units against all wrong ones and nothing at all; and each by itself."""
    scores = torch.cat(list(logits))
    labels = torch.tensor([label for passage in right for label in passage])
    scores, labels = scores[labels >= 0], labels[labels >= 0]
    nothing = torch.cat([scores, scores.new_zeros(1)])  # "nothing answers" has the logit 0
    whole = torch.logsumexp(nothing, 0)
    chosen = whole - torch.logsumexp(scores[labels > 0], 0) if labels.any() else whole
    weight = torch.where(labels > 0, 2.0, 1.0)
    each = binary_cross_entropy_with_logits(scores, labels.float(), weight, reduction="sum")
    return chosen + each / 4


def train(
    reader: Reader, examples: Sequence[T], make: Callable[[T, random.Random], Example],
    epochs: float, rate: float,
) -> None:  # fmt: skip
    """One pass or more over the examples, which `make` draws anew each time they are met."""
    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    reader.eval()
    for parameter in reader.bert.embeddings.parameters():
        parameter.requires_grad = False
    optimizer = _optimizer(reader, rate)
    steps = int(epochs * len(examples) / BATCH)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 12, steps)
    order: list[int] = []
    for step in range(1, steps + 1):
        if len(order) < BATCH:
            order = rng.sample(range(len(examples)), len(examples)) + order
        loss = _loss(reader, [make(examples[order.pop()], rng) for _ in range(BATCH)])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 20 == 0:
            print(f"{step}/{steps} loss {loss.item():.3f}", flush=True)


def _optimizer(reader: Reader, rate: float) -> torch.optim.Optimizer:
    """The head, which begins at zero, learns faster than what is trained already."""
    body = [p for p in reader.bert.parameters() if p.requires_grad]
    head = [*reader.head.parameters(), reader.scale]
    groups = [{"params": body, "lr": rate, "weight_decay": 0.01},
              {"params": head, "lr": rate * 20, "weight_decay": 0.0}]  # fmt: skip
    return torch.optim.AdamW(groups, fused=True)


def _loss(reader: Reader, batch: Sequence[Example]) -> torch.Tensor:
    """The mean loss of a batch, read in two halves of like lengths."""
    places = [(e, p) for e, one in enumerate(batch) for p in range(len(one.passages))]
    sheets = [reader.sheet(batch[e].question, batch[e].passages[p]) for e, p in places]
    order = sorted(range(len(sheets)), key=lambda i: len(sheets[i].ids))
    half = (len(order) + 1) // 2
    logits: dict[tuple[int, int], torch.Tensor] = {}
    for part in filter(None, (order[:half], order[half:])):
        for i, found in zip(part, reader([sheets[i] for i in part]), strict=True):
            logits[places[i]] = found
    losses = [
        loss_of([logits[e, p] for p in range(len(one.passages))], one.right)
        for e, one in enumerate(batch)
    ]
    return torch.stack(losses).mean()


@torch.inference_mode()
def scores(reader: Reader, pairs: Sequence[tuple[str, Passage]]) -> list[np.ndarray]:
    """Of each question with a passage its units' logits."""
    reader.eval()
    sheets = [reader.sheet(question, passage) for question, passage in pairs]
    order = sorted(range(len(sheets)), key=lambda i: len(sheets[i].ids))
    found: dict[int, np.ndarray] = {}
    for first in range(0, len(order), BATCH):
        part = order[first : first + BATCH]
        for i, logits in zip(part, reader([sheets[i] for i in part]), strict=True):
            found[i] = logits.numpy()
    return [found[i] for i in range(len(sheets))]
