"""Whether a question asks for a list: a logistic regression on its vector."""

from collections.abc import Sequence

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression

from chatbot.training.data import Question

FROM = 0.3  # the probability from which a list is said: precision and recall meet near it


def list_state(questions: Sequence[Question], vectors: np.ndarray) -> dict[str, torch.Tensor]:
    """The weights, learned from the answered questions, as the reader's file holds them."""
    answered = [place for place, question in enumerate(questions) if question.units]
    labels = [questions[place].lists for place in answered]
    learned = LogisticRegression(C=3.0, max_iter=2_000).fit(vectors[answered], labels)
    return {
        "list.weight": torch.tensor(learned.coef_[0], dtype=torch.float32),
        "list.bias": torch.tensor(learned.intercept_, dtype=torch.float32),
    }
