"""Near misses made by exchange: the question of one role, asked of another."""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chatbot.training.data import Passage, Question

SHARE = 0.18  # of the questions that name a role: for so many it is another one
_TRIED = 8  # roles, until one is found that the passage does not name


@dataclass(frozen=True)
class Roles:
    """The roles that titles name, each in the singular."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, titles: Iterable[str]) -> "Roles":
        """The plurals in titles such as `Barbers, Hairstylists, and Cosmetologists`."""
        parts = {part.strip().lower() for t in titles for part in re.split(r",| and ", f" {t}")}
        plurals = (p for p in parts if p.endswith("s") and not p.endswith(("ss", "ies")))
        return cls(tuple(sorted(p.removesuffix("s") for p in plurals if 3 < len(p) < 40)))

    def exchanged(self, question: Question, passage: Passage, rng: random.Random) -> str | None:
        """The question with another role, which the passage does not name; mostly None."""
        found = self._pattern.search(question.text)
        if found is None or not question.units or rng.random() >= SHARE:
            return None
        named = f"{' '.join(passage.path)} {passage.text}".lower()
        for _ in range(_TRIED):
            role = rng.choice(self.names)
            if role.split()[-1] not in named:
                many = found[0].lower().endswith("s")
                before, after = question.text[: found.start()], question.text[found.end() :]
                if not many:
                    before = re.sub(r"\ban? $", "an " if role[0] in "aeiou" else "a ", before)
                return f"{before}{role}{'s' if many else ''}{after}"
        return None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, sorted(self.names, key=len, reverse=True)))
        return re.compile(rf"\b(?:{names})s?\b", re.IGNORECASE)
