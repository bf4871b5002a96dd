"""`python -m chatbot`: serve the page and the API; `python -m chatbot ask "…"`: answer here."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import vectorstore
from chatbot.settings import Reading, Settings, described, sentence
from vectorstore import Store, StoreError, go_offline, setting_names, unknown_variables

if TYPE_CHECKING:
    from chatbot.writer import Writer

_LONGEST = 4_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 for what cannot be, 2 for wrong use."""
    parsed = _parser().parse_args(arguments)
    go_offline()  # before anything is imported that looks at the environment
    try:
        settings, store_settings, reading = _settings()
        if parsed.command == "ask":
            return _ask(parsed, settings, store_settings)
        return _serve(settings, store_settings, reading)
    except _Stop as stop:
        print(stop, file=sys.stderr)
        return stop.status
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class _Stop(Exception):
    """Why the command ends, said to the person at the screen."""

    def __init__(self, reason: str, status: int = 1) -> None:
        super().__init__(reason)
        self.status = status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="career-chatbot",
        description="Answers from your documents, every statement with its source. "
        "Without a command: serves the page and the API. Settings come from the environment.",
    )
    commands = parser.add_subparsers(dest="command", metavar="ask")
    ask = commands.add_parser("ask", help="answer one question in the terminal")
    ask.add_argument("question", help="what you want to know")
    ask.add_argument("--json", action="store_true", help="print the answer object of the API")
    ask.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="GLOB",
        help="search these documents only; * crosses /; may be given again",
    )
    return parser


def _settings() -> tuple[Settings, vectorstore.Settings, Reading]:
    """The settings, printed: a misspelt variable would else go unnoticed."""
    from pydantic import ValidationError

    try:
        settings = Settings()
        store_settings, reading = vectorstore.Settings(), Reading()
    except ValidationError as error:
        raise _Stop(sentence(error, Settings, vectorstore.Settings, Reading)) from error
    known = setting_names(Settings, vectorstore.Settings, Reading)
    for name in unknown_variables(known, os.environ):
        warning = f"Warning: {name} is no setting and is ignored. The README lists all of them."
        print(warning, file=sys.stderr)
    return settings, store_settings, reading


def _serve(settings: Settings, store_settings: vectorstore.Settings, reading: Reading) -> int:
    print(*described(settings, store_settings, reading), sep="\n", file=sys.stderr)
    from chatbot.doors.server import ServerError, serve
    from chatbot.doors.startup import Startup

    try:
        startup = Startup(store_settings, writer=_writer(settings), folder=reading.folder)
        serve(settings, reading, startup)
    except ServerError as error:
        raise _Stop(str(error)) from error
    return 0


def _writer(settings: Settings) -> "Writer | None":
    """What writes the answers: the language model of the settings, if there is one."""
    if not settings.model:
        return None
    from chatbot.model import ModelError, load_model
    from chatbot.writer import Writer

    try:
        return Writer(load_model(settings.model, settings.model_url), settings.model)
    except ModelError as error:
        raise _Stop(str(error)) from error


def _ask(parsed: argparse.Namespace, own: Settings, settings: vectorstore.Settings) -> int:
    if not parsed.question.strip():
        raise _Stop('The question is empty. Ask like this: career-chatbot ask "…"', 2)
    if len(parsed.question) > _LONGEST:
        raise _Stop(
            f"The question has {len(parsed.question):,} characters; at most {_LONGEST:,} are read. "
            "Ask a shorter one.",
            2,
        )
    if Store.empty(settings):
        _ingest_first(settings)
    from chatbot.answer import Turn
    from chatbot.chat import Chat
    from chatbot.doors.sources import unknown_sources
    from chatbot.doors.startup import without_collecting
    from chatbot.doors.terminal import rendered
    from chatbot.wire import answer_json

    writer = _writer(own)
    with without_collecting():
        store = Store.open(settings, vectorstore.load_embedder(settings.model))
    with store:
        if wrong := unknown_sources(store, parsed.source):
            raise _Stop(wrong, 2)
        answer = Chat(store, writer).ask(Turn(parsed.question, sources=tuple(parsed.source)))
    shown = json.dumps(answer_json(answer), ensure_ascii=False, indent=2)
    print(shown if parsed.json else rendered(answer))
    return 0


def _ingest_first(settings: vectorstore.Settings) -> None:
    """Read the documents in a process of its own, with its progress on this terminal."""
    print("The store is empty, so the documents are read first.", file=sys.stderr)
    # Standard output is for the answer alone.
    ingest = subprocess.run([sys.executable, "-m", "ingest"], stdout=sys.stderr, check=False)
    if Store.empty(settings):
        reason = "There is no answer, because no document could be read."
        raise _Stop(reason, ingest.returncode or 1)


if __name__ == "__main__":
    sys.exit(main())
