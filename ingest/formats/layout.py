"""In which order boxes on a page are read: from top to bottom, but column by column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

_NEAR = 1.3  # times the distance of the lines before: one that is as near goes on with them


@dataclass(frozen=True, slots=True)
class Box:
    """Something and its place, counted from the left and from the top."""

    left: float
    right: float
    top: float
    bottom: float
    what: Any


def parted(boxes: Sequence[Box], axis: Literal["x", "y"], least: float = 0) -> list[list[Box]]:
    """Columns (by x) or bands (by y): boxes between which a strip of that width is free."""
    begin, end = ("left", "right") if axis == "x" else ("top", "bottom")
    parts: list[list[Box]] = []
    reached = 0.0
    for box in sorted(boxes, key=lambda one: (getattr(one, begin), one.top)):
        if parts and getattr(box, begin) < reached + least:
            parts[-1].append(box)
            reached = max(reached, getattr(box, end))
        else:
            parts.append([box])
            reached = getattr(box, end)
    return [sorted(part, key=lambda one: (one.top, one.left)) for part in parts]


def groups(boxes: Sequence[Box], gutter: float = 0, gap: float = 0) -> list[list[Box]]:
    """Bands from top to bottom; those together through which the same gutters run.

    A band of one box goes on with columns above it if it stands in one of them and as near as
    `gap`, or as the bands before it stand to each other.
    """
    found: list[list[Box]] = []
    distance = 0.0
    for band in parted(boxes, "y"):
        above = found[-1] if found else []
        now = min(box.top for box in band) - max((box.bottom for box in above), default=0)
        # Lines of columns may stand between each other's; they are nearer than lines of one text.
        if above and (len(parted(above, "x", gutter)) > 1 or now <= gap / 4):
            is_near = len(parted(band, "x", gutter)) > 1 or now <= max(gap, _NEAR * distance)
            if is_near and len(parted([*above, *band], "x", gutter)) > 1:
                above += band
                distance = now
                continue
        found.append(band)
        distance = 0.0
    return found
