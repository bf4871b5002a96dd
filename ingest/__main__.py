"""`python -m ingest`: bring the store in line with a folder."""

from vectorstore import go_offline

go_offline()  # before anything below imports what would report its use

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Iterable, Iterator, Sequence  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from pathlib import Path  # noqa: E402

from pydantic import ValidationError  # noqa: E402
from pydantic_settings import BaseSettings  # noqa: E402

import vectorstore  # noqa: E402
from ingest.belonging import choose_folder, is_sample  # noqa: E402
from ingest.errors import IngestError, OtherFolder  # noqa: E402
from ingest.folder import check_folder  # noqa: E402
from ingest.pipeline import Progress, ingest  # noqa: E402
from ingest.report import Report  # noqa: E402
from ingest.settings import Settings  # noqa: E402
from ingest.split import text_version  # noqa: E402
from vectorstore import Store, StoreError, load_embedder  # noqa: E402

ALL_IN, SOME_FAILED, WRONG_USE, OTHER_FOLDER = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(arguments)
    try:
        settings, store_settings = Settings(), vectorstore.Settings()
        report = _run(options, settings, store_settings)
    except OtherFolder as error:
        return _complain(str(error), OTHER_FOLDER)
    except (IngestError, StoreError) as error:
        return _complain(str(error), WRONG_USE)
    except ValidationError as error:
        return _complain(_settings_problem(error), WRONG_USE)
    except KeyboardInterrupt:
        return _complain("Stopped. The documents are as they were before.", SOME_FAILED)
    print(report.as_json() if options.json else report.as_text())
    return SOME_FAILED if report.failed else ALL_IN


def _run(
    options: argparse.Namespace, settings: Settings, store_settings: vectorstore.Settings
) -> Report:
    for warning in unknown_settings([Settings, vectorstore.Settings], os.environ):
        _say(warning)
    if options.folder is not None:
        check_folder(options.folder)  # before the model, which takes seconds to load
    _say(f"Store: {store_settings.path}")
    _say(f"Model: {store_settings.model}")
    embedder = load_embedder(store_settings.model)
    with Store.open(store_settings, embedder, text_version()) as store:
        folder = choose_folder(options.folder, settings.folder, store.folder)
        _say(f"Folder: {'the bundled documents' if is_sample(folder) else folder}")
        if options.folder is None and settings.folder not in (None, folder):
            _say("INGEST_FOLDER is another one; it counts only for an empty store.")
        placeholder = store.folder is None and bool(store.documents()) and not is_sample(folder)
        with _progress(options.progress) as progress:
            report = ingest(folder, store, settings, progress, options.replace)
        if placeholder and store.folder is not None:
            _say("The bundled documents were a placeholder; your own have taken their place.")
        return report


def unknown_settings(known: Sequence[type[BaseSettings]], environment: Iterable[str]) -> list[str]:
    """A warning for each variable with our prefix that no setting has, such as a misspelt one."""
    warnings = []
    for settings in known:
        prefix = str(settings.model_config.get("env_prefix"))
        names = {f"{prefix}{name}".upper() for name in settings.model_fields}
        warnings += [
            f"{name} is set, but is no setting. There are: {', '.join(sorted(names))}."
            for name in sorted(environment)
            if name.upper().startswith(prefix) and name.upper() not in names
        ]
    return warnings


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Bring the store in line with a folder of documents: what is new, changed or "
        "moved goes in, what is gone is dropped.",
        epilog="Exit status: 0 all went in, 1 some file failed (the others are in), "
        "2 wrong use, 3 the store belongs to another folder.",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER",
        help="folder of the documents (default: the store's own; for an empty store INGEST_FOLDER, "
        "else the documents that come with the package)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--replace", action="store_true",
        help="let the folder take the place of the one that the store belongs to",
    )  # fmt: skip
    parser.add_argument(
        "--progress", choices=["bar", "lines", "none"],
        help="on standard error: a bar (default in a terminal), JSON lines, or nothing",
    )  # fmt: skip
    return parser


@contextmanager
def _progress(wish: str | None) -> Iterator[Progress]:
    """How far it is, on standard error in the form that is wished for."""
    form = wish or ("bar" if sys.stderr.isatty() else "none")
    if form == "bar":
        from tqdm import tqdm

        with tqdm(unit="file", file=sys.stderr, leave=False) as bar:

            def draw(done: int, total: int, source: str) -> None:
                bar.total = total
                bar.n = done
                bar.set_postfix_str(source, refresh=True)

            yield draw
    else:
        yield _write_line if form == "lines" else _write_nothing


def _write_line(done: int, total: int, source: str) -> None:
    state = {"state": "running", "done": done, "total": total, "source": source}
    print(json.dumps(state), file=sys.stderr, flush=True)


def _write_nothing(done: int, total: int, source: str) -> None:
    pass


def _settings_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = f"{error.title} setting {'.'.join(map(str, problem['loc']))}"
    return f"The {name} cannot be used: {problem['msg']}. Mend or unset the variable."


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _complain(message: str, status: int) -> int:
    _say(message)
    return status


if __name__ == "__main__":
    sys.exit(main())
