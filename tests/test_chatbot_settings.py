"""The settings: read, described, and told from misspelt ones."""

import pytest

import ingest
from chatbot.settings import FORMATS, Reading, Settings, described, load, separated


def test_it_listens_on_loopback_unless_told_otherwise() -> None:
    assert (Settings().host, Settings().port) == ("127.0.0.1", 7860)


def test_host_names_are_given_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_ALLOWED_HOSTS", "Chat.example, jobs.example")
    assert separated(Settings().allowed_hosts) == ["Chat.example", "jobs.example"]


def test_keys_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATBOT_API_KEYS", "first, second")
    assert separated(Settings().api_keys.get_secret_value()) == ["first", "second"]
    assert "CHATBOT_API_KEYS=**********" in described(Settings())


def test_server_and_ingest_agree_on_settings_and_formats() -> None:
    known = [
        {name: (field.annotation, field.default, field.metadata) for name, field in fields.items()}
        for fields in (Reading.model_fields, ingest.Settings.model_fields)
    ]
    assert known[0] == known[1]
    assert sorted(FORMATS) == sorted(ingest.FORMATS)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CHATBOT_PORT", "http", "CHATBOT_PORT: Input should be a valid integer"),
        ("CHATBOT_PORT", "70000", "CHATBOT_PORT: Input should be less than or equal to 65535"),
        ("CHATBOT_MODEL_URL", "http://me:secret@host/v1", "CHATBOT_MODEL_URL: String should match"),
    ],
    ids=["no number", "no port", "a password"],
)
def test_a_wrong_value_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=f"^{said}"):
        load(Settings)


def test_every_setting_is_described_by_its_variable() -> None:
    shown = described(Settings(), Reading())
    assert {"CHATBOT_PORT=7860", "INGEST_FOLDER=", "INGEST_SECONDS=60"} <= set(shown)
    assert len(shown) == len(Settings.model_fields) + len(Reading.model_fields)
