"""The page about pytest: its blocks are a test file that passes, and it names every option and method."""

import os
import re
import subprocess
import sys

import pytest

from kit.places import REPOSITORY, page
from kit.simulator import executable

PAGE = page("guides/pytest.md")
SOURCES = REPOSITORY / "python" / "hes_sim"


@pytest.mark.parametrize("workers", [0, 2], ids=["one after the other", "side by side"])
def test_the_blocks_are_a_test_file_that_passes(tmp_path, workers):
    code = "\n\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S))
    (tmp_path / "test_page.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "python"), "HES_SIM": executable()}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "hes_sim.pytest_plugin", "-p", "no:cacheprovider", "-n", str(workers)]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{len(re.findall(r'def test_', code))} passed" in ended.stdout


def test_the_page_names_every_option_and_method():
    options = re.findall(r'"(--hes-[a-z]+)"', (SOURCES / "pytest_plugin.py").read_text())
    methods = re.findall(r"^    def ([a-z]\w*)\(", (SOURCES / "world.py").read_text(), re.M)
    said = PAGE.read_text()

    assert [name for name in {*options, *methods} if not re.search(rf"`{name}\b|{name}\(", said)] == []


def test_the_readme_of_the_package_uses_what_there_is():
    (code, alone) = re.findall(r"```python\n(.*?)```", (SOURCES.parent / "README.md").read_text(), re.S)
    compile(code, "README.md", "exec")
    environment = {**os.environ, "PYTHONPATH": str(SOURCES.parent), "HES_SIM": executable()}
    ended = subprocess.run([sys.executable, "-c", alone], env=environment, capture_output=True, text=True, timeout=60)

    assert ended.returncode == 0 and "/apis/openapi mqtt://" in ended.stdout, ended.stderr
