"""The store's settings come from the environment."""

import pytest

from vectorstore import Settings


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATH", "URL", "MODEL"):
        monkeypatch.delenv(f"VECTORSTORE_{name}", raising=False)
    default = Settings()
    for name in ("PATH", "URL", "MODEL"):
        monkeypatch.setenv(f"VECTORSTORE_{name}", "")
    assert Settings() == default
    assert default.path.is_absolute()
