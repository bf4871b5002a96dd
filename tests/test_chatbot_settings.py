"""The settings: read, described, and told from misspelt ones."""

import pytest
from pydantic import ValidationError

import ingest.settings
import vectorstore
from chatbot import settings as module
from chatbot.settings import Settings, described, sentence, unknown_variables


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    assert (Settings().host, Settings().port) == ("127.0.0.1", 7860)


def test_host_names_are_given_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_ALLOWED_HOSTS", "Chat.example, jobs.example")
    assert Settings().allowed_hosts == ("chat.example", "jobs.example")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CHATBOT_PORT", "http", "CHATBOT_PORT: Input should be a valid integer"),
        ("CHATBOT_PORT", "70000", "CHATBOT_PORT: Input should be less than or equal to 65535"),
        ("CHATBOT_MODEL", "openai:gpt", "CHATBOT_MODEL: 'openai:gpt' is set, but language models"),
    ],
    ids=["no number", "no port", "a language model"],
)
def test_a_wrong_value_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert sentence(caught.value, Settings).startswith(said)


def test_a_misspelt_variable_is_noticed() -> None:
    environment = {"CHATBOT_PROT": "1", "VECTORSTORE_PATH": "x", "INGEST_FOLDER": "y", "HOME": "z"}
    known = (Settings, vectorstore.Settings)
    assert unknown_variables(environment, *known) == ["CHATBOT_PROT"]


def test_the_settings_of_ingest_are_known() -> None:
    names = {f"INGEST_{name.upper()}" for name in ingest.settings.Settings.model_fields}
    assert set(module._INGEST) == names


def test_every_setting_is_described_by_its_variable() -> None:
    assert "CHATBOT_PORT=7860" in described(Settings())
