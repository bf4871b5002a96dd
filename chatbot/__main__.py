"""`python -m chatbot`: serve the page and the API; `python -m chatbot ask "…"`: answer here."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import vectorstore
from chatbot.settings import Reading, Settings, described, load
from vectorstore import Store, StoreError, go_offline, setting_names, unknown_variables

if TYPE_CHECKING:
    from chatbot.writer import Writer


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0, 1 for what cannot be, 2 for wrong use.

    `SystemExit` is raised with the reason where that is all there is to say.
    """
    parsed = _parser().parse_args(arguments)
    go_offline()  # before anything is imported that looks at the environment
    try:
        own, store, reading = load(Settings), load(vectorstore.Settings), load(Reading)
        _warn_of_misspelt()
        if parsed.command == "ask":
            return _ask(parsed, own, store)
        return _serve(own, store, reading)
    except StoreError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="career-chatbot",
        description="Answers from your documents, every statement with its source. "
        "Without a command: serves the page and the API. Settings come from the environment.",
    )
    commands = parser.add_subparsers(dest="command", metavar="ask")
    ask = commands.add_parser("ask", help="answer one question in the terminal")
    ask.add_argument("question", type=_question, help="what you want to know")
    ask.add_argument("--json", action="store_true", help="print the answer object of the API")
    ask.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="GLOB",
        help="search these documents only; * crosses /; may be given again",
    )
    return parser


def _question(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError('it is empty. Ask like this: career-chatbot ask "…"')
    if len(text) > 4_000:
        long = f"it has {len(text):,} characters; at most 4,000 are read. Ask a shorter one."
        raise argparse.ArgumentTypeError(long)
    return text


def _warn_of_misspelt() -> None:
    known = setting_names(Settings, vectorstore.Settings, Reading)
    for name in unknown_variables(known, os.environ):
        warning = f"Warning: {name} is no setting and is ignored. The README lists all of them."
        print(warning, file=sys.stderr)


def _serve(settings: Settings, store_settings: vectorstore.Settings, reading: Reading) -> int:
    print(*described(settings, store_settings, reading), sep="\n", file=sys.stderr)
    from chatbot.doors.server import serve
    from chatbot.doors.startup import Startup

    serve(
        settings, reading, Startup(store_settings, writer=_writer(settings), folder=reading.folder)
    )
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
        raise SystemExit(str(error)) from error


def _ask(parsed: argparse.Namespace, own: Settings, settings: vectorstore.Settings) -> int:
    if Store.empty(settings):
        print("The store is empty, so the documents are read first.", file=sys.stderr)
        # Standard output is for the answer alone.
        ingest = subprocess.run([sys.executable, "-m", "ingest"], stdout=sys.stderr, check=False)
        if Store.empty(settings):
            print("There is no answer, because no document could be read.", file=sys.stderr)
            return ingest.returncode or 1
    from chatbot.answer import Turn
    from chatbot.chat import Chat
    from chatbot.doors.sources import unknown_sources
    from chatbot.doors.terminal import rendered
    from chatbot.wire import answer_json

    writer = _writer(own)
    with Store.open(settings, vectorstore.load_embedder(settings.model)) as store:
        if wrong := unknown_sources(store, parsed.source):
            print(wrong, file=sys.stderr)
            return 2
        answer = Chat(store, writer).ask(Turn(parsed.question, sources=tuple(parsed.source)))
    shown = json.dumps(answer_json(answer), ensure_ascii=False, indent=2)
    print(shown if parsed.json else rendered(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())
