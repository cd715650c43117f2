"""``planqa eval``: run question sets and print the figures."""

from __future__ import annotations

import argparse
import importlib
from importlib.resources import files
from pathlib import Path
from typing import cast

from assistant.commands.opening import open_index
from assistant.console import Console
from assistant.llm.loading import choose_generator, load_generator
from assistant.settings import Settings
from corpus.errors import PlanError


def run_evaluation(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run ``options.sets``, or every set that comes with the program; 1 when a question could not be asked."""
    from assistant.service import Assistant

    # The evaluation stands after this stage, so it is found by name when it is wanted.
    runner = importlib.import_module("evals.runner")
    sets = options.sets or sorted(Path(str(files("evals"))).glob("sets/*.jsonl"))
    if not sets:
        raise PlanError("没有评测集，请用 --set 指定。", "There is no question set; name one with --set.")
    generator = load_generator(choose_generator(settings, options.generator))
    _, index = open_index(settings, console)
    assistant = Assistant(index, generator)
    assistant.warm_up()
    return cast("int", runner.run_eval(assistant, sets, options.out, stream=console.output))
