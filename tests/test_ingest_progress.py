"""How far a run is."""

import json
import time

import pytest

from ingest.progress import showing


def test_lines_for_programs_tell_the_seconds_that_are_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with showing("lines") as tell:
        tell(0, 4, "a.md")
        time.sleep(0.6)
        tell(1, 4, "b.md")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first == {"state": "running", "done": 0, "total": 4, "source": "a.md"}
    assert second["seconds_left"] in (2, 3)


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    with showing(None, every=0.2) as tell:  # no terminal here
        for done in range(4):
            tell(done, 10, "a.md")
        time.sleep(0.3)
        tell(5, 10, "b.md")
        tell(6, 10, "c.md")
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "5 of 10 documents, about 0 seconds left"


def test_nothing_is_told_where_nothing_is_wished_for(capsys: pytest.CaptureFixture[str]) -> None:
    with showing("none") as tell:
        tell(1, 2, "a.md")
    assert capsys.readouterr().err == ""
