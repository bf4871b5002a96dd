"""The model that CHATBOT_MODEL names: made, or refused in a sentence that says what to do."""

import sys

import pytest

from chatbot.model import ModelError, load_model


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def refused(name: str, url: str = "") -> str:
    with pytest.raises(ModelError) as caught:
        load_model(name, url)
    return str(caught.value)


@pytest.mark.parametrize("name", ["openai:gpt", "gpt-4o"])
def test_a_missing_key_is_told(name: str) -> None:
    assert "OPENAI_API_KEY" in refused(name)


def test_a_server_of_ones_own_needs_no_key() -> None:
    assert load_model("openai:local", "http://127.0.0.1:9/v1")


def test_a_missing_package_is_told_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_google_genai", None)  # as if it were not installed
    assert "pip install '.[google-genai]'" in refused("google_genai:gemini")


def test_a_model_whose_name_alone_tells_its_provider_names_the_extra_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    assert "pip install '.[anthropic]'" in refused("claude-sonnet")
    assert "pip install langchain-mistralai" in refused("mistralai:small")


@pytest.mark.parametrize("name", ["gpt", "nobody:model", ":", "openai:"])
def test_a_name_that_names_no_model_is_told(name: str) -> None:
    assert refused(name).startswith(f"CHATBOT_MODEL is {name}, ")


def test_a_name_without_its_provider_tells_which_extra_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    assert "pip install '.[anthropic]'" in refused("claude-sonnet")


def test_a_provider_that_no_extra_brings_is_told_by_its_package() -> None:
    assert "pip install langchain-groq." in refused("groq:llama")
