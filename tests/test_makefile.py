"""`make` on a Debian without python3-venv: the half-made folder goes, and the remedy is named."""

import os
import shutil
import subprocess

import pytest

from assistant.settings import CHECKOUT

# What `python -m venv` does there: it makes the folder and the interpreter, and fails at pip.
WITHOUT_PIP = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
exit 1
"""


@pytest.mark.parametrize("left_over", [False, True], ids=["a first time", "after an interrupted make"])
def test_a_half_made_environment_is_removed_and_the_package_named(tmp_path, left_over):
    python = tmp_path / "bin" / "python3.11"
    python.parent.mkdir()
    python.write_text(WITHOUT_PIP)
    python.chmod(0o755)
    if left_over:
        (tmp_path / "venv" / "bin").mkdir(parents=True)
        shutil.copy(python, tmp_path / "venv" / "bin" / "python")
    environment = os.environ | {"PATH": f"{python.parent}:{os.environ['PATH']}"}
    command = ["make", "-C", str(CHECKOUT), "install", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "install python3-venv" in done.stderr
    assert not (tmp_path / "venv").exists()
