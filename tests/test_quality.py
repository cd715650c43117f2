"""The tree's own rules: formatting, types, and the rules of ``source_rules``, each of which is also shown to fail."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import MYPY_RUN
from tests.source_rules import (
    HEAVY_MODULES,
    MAX_LINES,
    STAGES,
    check_file,
    check_import_direction,
    check_import_effects,
    check_package_init,
    check_test_folders,
    check_unsafe_code,
    iter_imports,
    list_python_files,
    list_undeclared_imports,
    list_wheel_files,
    module_name,
)

ROOT = Path(__file__).resolve().parent.parent
FURTHER_TAB = Path("evals", "tab.py")
"""A tab that the page is handed: the only module outside ``assistant.page`` and ``app.py`` that is made of Gradio."""


def run_tool(*arguments: str) -> None:
    run = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_tree_passes_ruff() -> None:
    run_tool("ruff", "check", ".")


def test_tree_is_formatted() -> None:
    run_tool("ruff", "format", "--check", ".")


def test_tree_passes_strict_mypy(pytestconfig: pytest.Config) -> None:
    if MYPY_RUN not in pytestconfig.stash:
        run_tool("mypy", *STAGES, "app.py", "tests")
        return
    run, output = pytestconfig.stash[MYPY_RUN]
    with output:
        status = run.wait()
        output.seek(0)
        assert status == 0, output.read()


@pytest.mark.parametrize("check", [check_import_direction, check_unsafe_code, check_file])
def test_every_file_keeps_the_rules(check: Callable[[str, Path], list[str]]) -> None:
    files = list_python_files(ROOT)
    assert Path(__file__) in files
    assert [complaint for path in files for complaint in check(path.read_text("utf-8"), path.relative_to(ROOT))] == []


def test_package_inits_hold_a_docstring_only() -> None:
    inits = [path for stage in STAGES for path in sorted((ROOT / stage).rglob("__init__.py"))]
    assert {path.parent.name for path in inits} >= set(STAGES)
    assert [c for path in inits for c in check_package_init(path.read_text("utf-8"), path.relative_to(ROOT))] == []


def test_test_folders_mirror_the_tree() -> None:
    assert check_test_folders(ROOT) == []


def test_every_imported_library_is_declared() -> None:
    assert list_undeclared_imports(list_python_files(ROOT), ROOT) == []


@pytest.mark.parametrize("stage", STAGES)
def test_importing_a_stage_has_no_side_effects(stage: str, data_dir: Path) -> None:
    files = [path.relative_to(ROOT) for path in list_python_files(ROOT) if path.is_relative_to(ROOT / stage)]
    # The page's tabs are made of Gradio, and only the page loads them.
    page = {path for path in files if path.parts[:2] == ("assistant", "page") or path == FURTHER_TAB}
    modules = [module_name(path) for path in files if path.name != "__main__.py" and path not in page]
    assert stage in modules
    assert check_import_effects(ROOT, modules, HEAVY_MODULES, data_dir) == []


def test_importing_the_tabs_loads_nothing_heavy_but_gradio(data_dir: Path) -> None:
    files = [path.relative_to(ROOT) for path in sorted((ROOT / "assistant" / "page").glob("*.py"))]
    tabs = [module_name(path) for path in [*files, FURTHER_TAB]]
    assert check_import_effects(ROOT, tabs, tuple({*HEAVY_MODULES} - {"gradio"}), data_dir) == []


def test_only_the_page_itself_imports_its_tabs() -> None:
    files = [path for path in list_python_files(ROOT) if path.relative_to(ROOT).parts[:2] != ("assistant", "page")]
    importers = {
        str(path.relative_to(ROOT))
        for path in files
        if path.relative_to(ROOT).parts[0] != "tests"
        for _, name in iter_imports(ast.parse(path.read_text("utf-8")), path.relative_to(ROOT))
        if name.startswith("assistant.page")
    }
    assert importers == {"app.py", str(FURTHER_TAB)}


def test_wheel_holds_every_file_of_the_packages() -> None:
    files = {
        str(path.relative_to(ROOT))
        for stage in STAGES
        for path in (ROOT / stage).rglob("[!.]*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert any(name.startswith("corpus/plans/") for name in files)
    assert files - list_wheel_files(ROOT) == set()


@pytest.mark.parametrize(
    ("path", "source", "complaints"),
    [
        ("corpus/read.py", "import index.search", ["corpus/read.py:1: corpus must not import index.search"]),
        (
            "index/search.py",
            "def f():\n    from assistant import types",
            ["index/search.py:2: index must not import assistant"],
        ),
        ("assistant/cli.py", "import app, evals.runner", ["app", "evals.runner"]),
        ("app.py", "from evals.tab import build_eval_tab", []),
        ("assistant/page.py", "from evals.tab import build_eval_tab", ["evals.tab"]),
        ("corpus/__init__.py", "from .types import Page", []),
        ("corpus/read.py", "from .types import Page\nfrom . import clean", []),
        ("app.py", "import assistant.engine, index.search, corpus.types, gradio", []),
        ("evals/runner.py", "from assistant.engine import answer_question", []),
        ("tests/test_app.py", "import app, evals.runner", []),
        ("corpus/read.py", "import indexing, application", []),
    ],
)
def test_import_direction_is_checked(path: str, source: str, complaints: list[str]) -> None:
    found = check_import_direction(source, Path(path))
    assert len(found) == len(complaints)
    assert all(complaint.endswith(expected) for complaint, expected in zip(found, complaints, strict=True))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pickle", ["pickle"]),
        ("def f():\n    from joblib import dump", ["joblib"]),
        ("numpy.load(path, allow_pickle=True)", ["allow_pickle"]),
        ("numpy.load(path, allow_pickle=choice)", ["allow_pickle"]),
        ("FAISS.load_local(path, encoder, allow_dangerous_deserialization=True)", ["allow_dangerous_deserialization"]),
        ("eval('1 + 1')\nexec(code)", ["eval", "exec"]),
        ("numpy.load(path, allow_pickle=False)\nmodel.eval()\nimport json", []),
    ],
)
def test_unsafe_code_is_found(source: str, names: list[str]) -> None:
    found = check_unsafe_code(source, Path("index/store.py"))
    assert [complaint.split()[1] for complaint in found] == names


@pytest.mark.parametrize("source", ["", "import os", '"""Doc."""\nfrom corpus.types import Page', "1"])
def test_package_init_with_more_or_less_than_a_docstring_is_refused(source: str) -> None:
    assert check_package_init(source, Path("corpus/__init__.py")) == [
        "corpus/__init__.py: must hold a docstring and nothing else"
    ]


def test_file_name_and_length_are_checked() -> None:
    assert check_file("x = 1\n" * MAX_LINES, Path("corpus/read.py")) == []
    assert check_file("x = 1\n" * (MAX_LINES + 1), Path("corpus/utils.py")) == [
        "corpus/utils.py: name the module after what it does",
        f"corpus/utils.py: {MAX_LINES + 1} lines, at most {MAX_LINES}",
    ]


def test_test_folder_without_a_counterpart_is_found(tmp_path: Path) -> None:
    for folder in ("tests/corpus/parts", "tests/app", "tests/misc", "corpus"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        "app.py",
        "tests/test_all.py",
        "tests/corpus/test_a.py",
        "tests/app/test_a.py",
        "tests/corpus/parts/test_a.py",
        "tests/misc/test_a.py",
    ):
        (tmp_path / name).touch()
    assert check_test_folders(tmp_path) == ["tests/misc: there is no misc to test"]


def test_import_that_pyproject_does_not_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["NumPy>=2"]\n'
        '[project.optional-dependencies]\nllm = []\nmcp = []\nocr = []\ntest = ["pytest"]\n',
        "utf-8",
    )
    for stage in ("corpus", "tests"):
        (tmp_path / stage).mkdir()
        (tmp_path / stage / "read.py").write_text(
            "import json\nimport numpy as np\nimport pytest\nimport cv2\n", "utf-8"
        )
    files = [tmp_path / "corpus" / "read.py", tmp_path / "tests" / "read.py"]
    assert list_undeclared_imports(files, tmp_path) == ["corpus/read.py:3: pytest is no dependency in pyproject.toml"]


def test_import_effects_are_found(tmp_path: Path, data_dir: Path) -> None:
    package = tmp_path / "corpus"
    package.mkdir()
    (package / "__init__.py").write_text('"""Doc."""\n', "utf-8")
    (package / "plan.txt").write_text("text", "utf-8")
    (package / "quiet.py").write_text("import json\n", "utf-8")
    (package / "heavy.py").write_text("import colorsys\n", "utf-8")
    (package / "reader.py").write_text("open(__file__.replace('reader.py', 'plan.txt')).close()\n", "utf-8")
    (package / "caller.py").write_text(
        "import socket\nsocket.socket(type=socket.SOCK_DGRAM).connect(('127.0.0.1', 9))\n", "utf-8"
    )
    modules = ["corpus", "corpus.quiet", "corpus.heavy", "corpus.reader", "corpus.caller"]
    assert check_import_effects(tmp_path, modules, ("colorsys",), data_dir) == [
        "corpus.heavy loads colorsys when imported",
        "corpus.reader opens corpus/plan.txt when imported",
        "corpus.caller opens a connection when imported",
    ]


def test_file_that_no_rule_packages_is_missing_from_the_wheel(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "plans").mkdir(parents=True)
    for name in ("corpus/__init__.py", "corpus/read.py", "corpus/plans/计划.txt"):
        (tmp_path / name).touch()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\n[tool.setuptools]\npackages = ["corpus"]\n', "utf-8"
    )
    assert list_wheel_files(tmp_path) == {"corpus/__init__.py", "corpus/read.py"}
