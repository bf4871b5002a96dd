"""The store's settings come from the environment."""

import pytest

from vectorstore import Settings, setting_names, unknown_variables


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATH", "URL", "MODEL"):
        monkeypatch.delenv(f"VECTORSTORE_{name}", raising=False)
    default = Settings()
    for name in ("PATH", "URL", "MODEL"):
        monkeypatch.setenv(f"VECTORSTORE_{name}", "")
    assert Settings() == default
    assert default.path.is_absolute()


def test_a_misspelt_variable_is_noticed_in_any_case() -> None:
    environment = ["VECTORSTORE_PAHT", "vectorstore_path", "vectorstore_kep", "OTHER_PATH", "HOME"]
    names = setting_names(Settings)
    assert unknown_variables(names, environment) == ["VECTORSTORE_PAHT", "vectorstore_kep"]
