"""`python -m ingest`: bring the store in line with a folder, or with one upload; undo; watch."""

from vectorstore import go_offline

go_offline()  # before anything below imports what would report its use

import argparse  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from pydantic import ValidationError  # noqa: E402

import vectorstore  # noqa: E402
from ingest.arguments import parse  # noqa: E402
from ingest.belonging import choose_folder, is_placeholder, is_sample  # noqa: E402
from ingest.errors import IngestError, OtherFolder  # noqa: E402
from ingest.folder import check_folder  # noqa: E402
from ingest.pipeline import Wishes, ingest, remove_upload, undo, upload  # noqa: E402
from ingest.progress import showing  # noqa: E402
from ingest.report import Report  # noqa: E402
from ingest.settings import Settings  # noqa: E402
from ingest.split import text_version  # noqa: E402
from ingest.taking import Progress  # noqa: E402
from vectorstore import Embedder, Store, StoreError, load_embedder  # noqa: E402

ALL_IN, SOME_FAILED, WRONG_USE, OTHER_FOLDER, STOPPED = 0, 1, 2, 3, 130


def main(
    arguments: Sequence[str] | None = None, load: Callable[[str], Embedder] = load_embedder
) -> int:
    """Run the command, with the embedder that `load` gives; returns its exit status."""
    options = parse(arguments)
    try:
        return Command(options, load).run()
    except OtherFolder as error:
        return _complain(str(error), OTHER_FOLDER)
    except (IngestError, StoreError) as error:
        return _complain(str(error), WRONG_USE)
    except ValidationError as error:
        return _complain(_settings_problem(error), WRONG_USE)
    except KeyboardInterrupt:
        if options.watch:
            return _complain("No longer watching.", ALL_IN)
        return _complain("Stopped. No document is half-way: all is in, or as it was.", STOPPED)
    except BrokenPipeError:
        # Whoever started it is gone, such as a server that was killed: nobody waits for the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        return STOPPED


class Command:
    """One call of the command; the model is loaded once, the store is let go after every run."""

    def __init__(self, options: argparse.Namespace, load: Callable[[str], Embedder]) -> None:
        """Read the settings, and say what counts."""
        self._options = options
        self._settings, self._store_settings = Settings(), vectorstore.Settings()
        names = vectorstore.setting_names(Settings, vectorstore.Settings)
        for name in vectorstore.unknown_variables(names, os.environ):
            _say(f"{name} is no setting and is ignored. The README lists all of them.")
        if options.folder is not None:
            check_folder(options.folder)
        _say(f"Store: {self._store_settings.path}")
        _say(f"Model: {self._store_settings.model}")
        limits = self._settings.model_dump(exclude={"folder"})
        _say(f"Limits: {', '.join(f'INGEST_{n.upper()}={limit}' for n, limit in limits.items())}")
        self._embedder = load(self._store_settings.model)
        self._complained, self._folder_told = "", False

    def run(self) -> int:
        """Do what was asked for; returns the exit status."""
        if self._options.watch:
            from ingest.watch import watch

            with self._open() as store:
                folder = self._folder(store)
            watch(folder, self._watched)  # until it is stopped
        return self._once()

    def _once(self) -> int:
        with self._open() as store, showing(self._options.progress) as progress:
            report = self._carry_out(store, progress)
        print(report.as_json() if self._options.json else report.as_text(), flush=True)
        return SOME_FAILED if report.failed else ALL_IN

    def _watched(self) -> bool:
        """A run that survives what may pass; whether it is done with the folder as it is."""
        try:
            self._once()
            self._complained = ""
        except OtherFolder:
            raise
        except (IngestError, StoreError) as error:
            if str(error) != self._complained:  # once, not every few seconds
                self._complained = str(error)
                _say(self._complained)
            return not isinstance(error, StoreError)
        return True

    def _open(self) -> Store:
        return Store.open(self._store_settings, self._embedder, text_version())

    def _carry_out(self, store: Store, progress: Progress) -> Report:
        options, settings = self._options, self._settings
        if options.undo:
            return undo(store)
        if options.upload is not None:
            return upload(options.upload, store, settings, progress)
        if options.remove_upload is not None:
            return remove_upload(options.remove_upload, store)
        if store.outdated:
            _say(
                "The documents were prepared by another version of this program, or for another "
                "embedding model. All are prepared anew; until that is done, the old ones answer."
            )
        wishes = Wishes(options.replace, options.again, options.yes, options.dry_run)
        folder, placeholder = self._folder(store), is_placeholder(store) and store.documents()
        report = ingest(folder, store, settings, progress, wishes)
        if placeholder and store.folder is not None:
            _say("The bundled documents were a placeholder; your own have taken their place.")
        return report

    def _folder(self, store: Store) -> Path:
        named, configured = self._options.folder, self._settings.folder
        folder = choose_folder(named, configured, store.folder)
        if not self._folder_told:
            _say(f"Folder: {'the bundled documents' if is_sample(folder) else folder}")
            if named is None and configured not in (None, folder):
                _say("INGEST_FOLDER is another one; it counts only for an empty store.")
        self._folder_told = True
        return folder


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what is open is closed
    sys.exit(main())
