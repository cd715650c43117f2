"""The rules that the tree keeps: each a function from source text or a folder to a list of complaints."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

STAGES = ("corpus", "index", "assistant", "evals")
# What each stage may import of the project. A command that hands over to a later stage (serve, eval) finds it by
# name at run time, so that nothing earlier depends on it.
ALLOWED_IMPORTS = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "assistant": {"corpus", "index", "assistant"},
    "evals": {"corpus", "index", "assistant", "evals"},
    "app": {"corpus", "index", "assistant", "evals", "app"},
}
UNSAFE_MODULES = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal"}
# LangChain's name for unpickling a vector store stands beside numpy's.
UNSAFE_ARGUMENTS = {"allow_pickle", "allow_dangerous_deserialization"}
# What an extra brings; the code works, with a message, where it is not installed.
OPTIONAL_IMPORTS = {
    "cv2": "ocr",
    "langchain_openai": "llm",
    "mcp": "mcp",
    "rapidocr": "ocr",
    "reportlab": "test",
    "xllamacpp": "llm",
}
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
    """Every folder directly under tests is named after the stage or module that it tests."""
    paths = (path.relative_to(root / "tests") for path in (root / "tests").rglob("test_*.py"))
    stages = sorted({path.parts[0] for path in paths if len(path.parts) > 1})
    return [
        f"tests/{stage}: there is no {stage} to test"
        for stage in stages
        if not (root / stage).is_dir() and not (root / f"{stage}.py").is_file()
    ]


def list_undeclared_imports(files: list[Path], root: Path) -> list[str]:
    """Libraries that a file imports and ``pyproject.toml`` does not name; those of the tests may stand in its extra."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project.get("optional-dependencies", {})
    required = read_requirement_names(project["dependencies"])
    optional = read_requirement_names([line for lines in extras.values() for line in lines])
    own = {*STAGES, "tests", *(path.stem for path in root.glob("*.py"))}
    distributions = importlib.metadata.packages_distributions()
    found = []
    for path in files:
        relative = path.relative_to(root)
        declared = required | optional if relative.parts[0] == "tests" else required
        for line, name in iter_imports(ast.parse(path.read_text("utf-8")), relative):
            top = name.partition(".")[0]
            known = {normalize_name(item) for item in distributions.get(top, [top])}
            if top in own | sys.stdlib_module_names | OPTIONAL_IMPORTS.keys() or known & declared:
                continue
            found.append(f"{relative}:{line}: {top} is no dependency in pyproject.toml")
    return found + [f"{extra} is no extra" for extra in set(OPTIONAL_IMPORTS.values()) if extra not in extras]


def normalize_name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def read_requirement_names(requirements: list[str]) -> set[str]:
    """The normalized names of requirement lines such as ``gradio==6.31.0``."""
    return {normalize_name(match.group()) for line in requirements if (match := re.match(r"[\w.-]+", line))}


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
