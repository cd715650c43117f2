"""The tree's own rules: formatting, types, the direction of imports, and what no module may contain or do.

Each rule is a function from source text or a folder to a list of complaints, so that each is also shown to fail.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("corpus", "index", "assistant", "evals")
# What each stage may import of the project. A command that hands over to a later stage (serve, eval) finds it by
# name at run time, so that nothing earlier depends on it.
ALLOWED_IMPORTS = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "evals": {"corpus", "index", "assistant", "evals"},
    "app": {"corpus", "index", "assistant", "app"},
}
UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
# LangChain's name for unpickling a vector store stands beside numpy's.
UNSAFE_ARGUMENTS = {"allow_pickle", "allow_dangerous_deserialization"}
# Seconds to load each; only what uses them may load them, and only when it runs.
HEAVY_MODULES = ("torch", "transformers", "sentence_transformers", "gradio")
MAX_LINES = 350


def list_python_files(root: Path) -> list[Path]:
    """The project's Python files under ``root``, in order."""
    files = [*root.glob("*.py"), *(path for top in (*STAGES, "tests") for path in (root / top).rglob("*.py"))]
    return sorted(files)


def module_name(path: Path) -> str:
    """The dotted name of the module at ``path``, a path relative to the root: ``index/search.py`` → index.search."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def iter_imports(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute name of every import in ``tree``, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.parts[: len(path.parts) - node.level] if node.level else ()
            yield node.lineno, ".".join([*package, *([node.module] if node.module else [])])


def check_import_direction(source: str, path: Path) -> list[str]:
    """Complaints where a module imports a later stage; ``path`` is relative to the root."""
    stage = module_name(path).partition(".")[0]
    allowed = ALLOWED_IMPORTS.get(stage, set(ALLOWED_IMPORTS))
    return [
        f"{path}:{line}: {stage} must not import {name}"
        for line, name in iter_imports(ast.parse(source), path)
        if (top := name.partition(".")[0]) in ALLOWED_IMPORTS and top not in allowed
    ]


def check_unsafe_code(source: str, path: Path) -> list[str]:
    """Complaints about pickle in any guise and about running text as code."""
    tree = ast.parse(source)
    found = [(line, name) for line, name in iter_imports(tree, path) if name.partition(".")[0] in UNSAFE_MODULES]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
            found.append((node.lineno, node.func.id))
        for keyword in node.keywords:
            is_false = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            if keyword.arg in UNSAFE_ARGUMENTS and not is_false:
                found.append((node.lineno, keyword.arg))
    return [f"{path}:{line}: {name} is not allowed" for line, name in sorted(found)]


def check_package_init(source: str, path: Path) -> list[str]:
    """A package's ``__init__.py`` holds its docstring and nothing else."""
    tree = ast.parse(source)
    if len(tree.body) == 1 and ast.get_docstring(tree):
        return []
    return [f"{path}: must hold a docstring and nothing else"]


def check_file(source: str, path: Path) -> list[str]:
    """Complaints about the file as a whole: its name and its length."""
    lines = len(source.splitlines())
    return [
        *([f"{path}: name the module after what it does"] if path.name == "utils.py" else []),
        *([f"{path}: {lines} lines, at most {MAX_LINES}"] if lines > MAX_LINES else []),
    ]


def check_test_folders(root: Path) -> list[str]:
    """Every folder of tests is named after the package or module that it tests."""
    folders = sorted({path.parent.relative_to(root / "tests") for path in (root / "tests").rglob("test_*.py")})
    return [
        f"tests/{folder}: there is no {folder} to test"
        for folder in folders
        if not (root / folder).is_dir() and not (root / folder).with_suffix(".py").is_file()
    ]


PROBE = """
import importlib, json, os, sys
root, modules, heavy = json.loads(sys.argv[1])
sys.path.insert(0, root)
own = [os.path.join(root, name) + os.sep for name in ("corpus", "index", "assistant", "evals", "data")]
own.append(os.environ["PLANQA_DATA"])
current, found = "", []

def watch(event, args):
    if event == "open" and isinstance(args[0], str):
        path = os.path.abspath(args[0])
        if path.startswith(tuple(own)) and not path.endswith(".py") and "__pycache__" not in path:
            found.append(f"{current} opens {os.path.relpath(path, root)} when imported")
    elif event == "socket.connect":
        found.append(f"{current} opens a connection when imported")

sys.addaudithook(watch)
for current in modules:
    before = set(sys.modules)
    importlib.import_module(current)
    found += [f"{current} loads {name} when imported" for name in heavy if name in sys.modules and name not in before]
print(json.dumps(found))
"""


def check_import_effects(root: Path, modules: list[str], heavy: tuple[str, ...], data: Path) -> list[str]:
    """Import ``modules`` in a process of its own; complaints about heavy libraries, files and connections."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", PROBE, json.dumps([str(root), modules, heavy])],
        capture_output=True,
        text=True,
        cwd=data,
        env={**os.environ, "PLANQA_DATA": str(data)},
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found: list[str] = json.loads(run.stdout.splitlines()[-1])
    return found


WHEEL_PROBE = """
import json, os
from setuptools.dist import Distribution
distribution = Distribution({"script_name": "setup.py"})
distribution.parse_config_files()
distribution.include_package_data = False  # a source distribution's manifest would have to be written first
build = distribution.get_command_obj("build_py")
build.ensure_finalized()
data = [os.path.join(folder, name) for _, folder, _, names in build.data_files for name in names]
print(json.dumps(data + [path for _, _, path in build.find_all_modules()]))
"""


def list_wheel_files(root: Path) -> set[str]:
    """The paths, relative to ``root``, of the files that a wheel built from ``root`` would hold."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", WHEEL_PROBE], capture_output=True, text=True, cwd=root, check=False
    )
    assert run.returncode == 0, run.stderr
    return {os.path.normpath(path) for path in json.loads(run.stdout.splitlines()[-1])}


def run_tool(*arguments: str) -> None:
    run = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_tree_passes_ruff() -> None:
    run_tool("ruff", "check", ".")


def test_tree_is_formatted() -> None:
    run_tool("ruff", "format", "--check", ".")


def test_tree_passes_strict_mypy() -> None:
    run_tool("mypy", *(name for name in (*STAGES, "app.py", "tests") if (ROOT / name).exists()))


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


@pytest.mark.parametrize("stage", STAGES)
def test_importing_a_stage_has_no_side_effects(stage: str, data_dir: Path) -> None:
    files = [path.relative_to(ROOT) for path in list_python_files(ROOT) if path.is_relative_to(ROOT / stage)]
    modules = [module_name(path) for path in files if path.name != "__main__.py"]
    assert stage in modules
    assert check_import_effects(ROOT, modules, HEAVY_MODULES, data_dir) == []


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
        ("app.py", "from evals.runner import run", ["app.py:1: app must not import evals.runner"]),
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
    for folder in ("tests/corpus", "tests/app", "tests/misc", "corpus"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        "app.py",
        "tests/test_all.py",
        "tests/corpus/test_a.py",
        "tests/app/test_a.py",
        "tests/misc/test_a.py",
    ):
        (tmp_path / name).touch()
    assert check_test_folders(tmp_path) == ["tests/misc: there is no misc to test"]


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
