"""Nothing leaves the machine, even where the environment switches telemetry on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import cannot
from tests.served import ROOT
from tests.test_browser import CHROMIUM


@pytest.mark.slow
def test_ingest_ask_and_the_page_send_and_look_up_nothing(tmp_path: Path) -> None:
    for tool in ("unshare", "ip", "mount", str(CHROMIUM)):
        if not shutil.which(tool):
            cannot(f"there is no {tool} here")
    namespace = ["unshare", "-n", "-m", *([] if os.geteuid() == 0 else ["-r"])]
    if subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode:
        cannot("this machine lets no process have a network namespace of its own")
    walk = subprocess.run(
        [*namespace, sys.executable, "-m", "tests.offline", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert walk.returncode == 0, walk.stderr
    told = json.loads(walk.stdout.splitlines()[-1])
    assert told["deliberate"], "the trap catches nothing"
    assert any("telemetry.example" in item for item in told["deliberate"])
    assert "connection to 10.9.8.7:443" in told["deliberate"]
    assert told["caught"] == []
