"""The tables of words and of learned weights that stand beside the modules."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table of `name`.toml."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))
