"""How near evidence has to be: thresholds that were measured for one embedder."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Standard = Literal["fits", "about", "counted"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds on cosines, from 0 to 1, and on shares of the question's concepts by weight.

    Evidence is near where cosine and `named` times what it names of the question reach `near`,
    more by `unknown` times the share of concepts that the corpus has no word for. A figure fits
    where cosine and the share of what is asked that stands around it reach `fits`; whatever else is
    said, where they reach `about`, or `counted` where it is how much or how many. A word for people
    that the documents lack is known by another one where some text is as near to it as `kin`.
    """

    near: float
    named: float
    unknown: float
    fits: float
    about: float
    counted: float
    kin: float
    uses_cosines: bool = True

    def least(self, standard: Standard) -> float:
        """The threshold of one kind of answer."""
        return {"fits": self.fits, "about": self.about, "counted": self.counted}[standard]


# An embedder that was not measured: no cosine counts, but a good part of the question, by weight,
# has to stand in the evidence, and more of it around a figure.
UNCALIBRATED = Calibration(
    near=0.25, named=1.0, unknown=0.0, fits=0.4, about=0.1, counted=0.1, kin=1.0, uses_cosines=False
)


@cache
def calibration_for(fingerprint: str) -> Calibration:
    """The thresholds that `tests/calibrate.py` measured, else those that need no cosines."""
    measured = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    for entry in measured["embedder"]:
        if entry["fingerprint"] == fingerprint:
            return Calibration(**entry["thresholds"])
    return UNCALIBRATED
