"""The project's own files: what a wheel holds, what is pinned, and what is said where."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
DATA = "assistant/_data"


def built(target, source, *options):
    """What the build backend makes of `source`, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target), *options]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The wheel and the folder of the unpacked sdist."""
    target = tmp_path_factory.mktemp("dist")
    built(target, ROOT)
    shutil.unpack_archive(next(target.glob("*.tar.gz")), target / "sdist")
    return next(target.glob("*.whl")), next((target / "sdist").iterdir())


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_the_corpus_the_pages_and_the_question_sets(packages):
    inside = names(packages[0])
    for file in (ROOT / "corpus").rglob("*.yaml"):
        assert f"{DATA}/{file.relative_to(ROOT).as_posix()}" in inside
    assert f"{DATA}/corpus/texts/taliban-seek-regional-legitimacy.md" in inside
    assert f"{DATA}/app.py" in inside
    assert {name for name in inside if name.startswith(f"{DATA}/evals/sets/")}
    for file in (ROOT / "evals" / "baselines").glob("*.json"):
        assert f"{DATA}/evals/baselines/{file.name}" in inside
    assert "assistant/py.typed" in inside


def test_the_wheel_carries_nothing_that_is_generated_fetched_or_for_tests(packages):
    tops = {name.split("/")[0] for name in names(packages[0])}
    assert tops == {"assistant", f"wakhan-{PROJECT['version']}.dist-info"}
    assert not [name for name in names(packages[0]) if "originals" in name or "__pycache__" in name]


def test_the_wheel_has_the_command_and_the_licences(packages):
    with zipfile.ZipFile(packages[0]) as archive:
        info = f"wakhan-{PROJECT['version']}.dist-info"
        assert b"assistant = assistant.serve.cli:main" in archive.read(f"{info}/entry_points.txt")
        assert b"Apache License" in archive.read(f"{info}/licenses/LICENSE")
        assert b"its publisher's" in archive.read(f"{info}/licenses/NOTICE")


def test_the_sdist_builds_the_same_wheel(packages, tmp_path):
    wheel, sdist = packages
    built(tmp_path, sdist, "-t", "wheel")
    assert names(next(tmp_path.glob("*.whl"))) == names(wheel)


def test_the_wheels_corpus_is_found_outside_a_checkout(packages, tmp_path):
    with zipfile.ZipFile(packages[0]) as archive:
        archive.extractall(tmp_path)
    script = "from assistant.serve.cli import main; main(['corpus', 'list', '--json'])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {script}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.count('"form": "brief"') == 147


def test_every_dependency_is_pinned_to_a_version_that_it_allows():
    extras = [text for group in PROJECT["optional-dependencies"].values() for text in group]
    pins = {canonicalize_name(name): version for name, version in PINS.items()}
    for requirement in map(Requirement, [*PROJECT["dependencies"], *extras]):
        if requirement.name == PROJECT["name"]:  # the extra takes in others of ours
            continue
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def imported():
    """Each package that a module of assistant/ imports, wherever in it, with one file that does."""
    found = {}
    for file in (ROOT / "assistant").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            found.update({name.partition(".")[0]: file for name in names})
    return found


def test_every_import_of_the_package_is_declared():
    extras = [text for name, group in PROJECT["optional-dependencies"].items() if name != "dev" for text in group]
    declared = {canonicalize_name(Requirement(text).name) for text in [*PROJECT["dependencies"], *extras]}
    providers, found = packages_distributions(), imported()
    assert {"torch", "pydantic", "llama_index"} <= found.keys()
    for name, file in found.items():
        if name not in {"assistant", *sys.stdlib_module_names}:
            sources = {canonicalize_name(source) for source in providers.get(name, [name])}
            assert sources & declared, f"{file} imports {name}, which pyproject.toml does not declare"


def test_constraints_hold_names_and_versions_only():
    for name, version in PINS.items():
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
        assert re.fullmatch(r"[0-9][0-9a-z.]*", version), "no local build, address or option"


def test_the_version_is_said_once_and_the_changelog_knows_it():
    import assistant

    assert assistant.__version__ == PROJECT["version"]
    assert f"## {PROJECT['version']}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_the_makefile_installs_again_only_when_the_pins_change(tmp_path):
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()

    def planned():
        return subprocess.run(["make", "-n", "check"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert "pip install" not in planned()
    (tmp_path / ".venv" / ".installed").unlink()
    assert planned().index("torch") < planned().index(".[dev]")


def test_ci_script_is_sound_and_can_be_run():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_script_of_the_tables_is_sound_and_says_how_it_is_called():
    script = ROOT / "benchmarks" / "tables.sh"
    subprocess.run(["bash", "-n", str(script)], check=True)
    done = subprocess.run([str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "benchmarks/tables.sh path/to/benchmarks" in done.stderr
