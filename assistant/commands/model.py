"""``planqa model``: fetch, list and delete the local language model."""

from __future__ import annotations

import argparse

from assistant.console import Console, ProgressBars
from assistant.llm.files import MODELS, find_model
from assistant.llm.pull import count_fetched, pull_model, remove_model
from assistant.settings import LLAMA, Settings

DONE = 0


def manage_models(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Do ``options.action``: pull, list or remove."""
    actions = {"pull": _pull, "list": _list, "remove": _remove}
    return actions[options.action](settings, console)


def _pull(settings: Settings, console: Console) -> int:
    for model in MODELS:
        there = find_model(settings.model_folder, model)
        if there is None:
            console.say(
                f"下载 {model.about}（{model.size / 1e9:.2f} GB，许可证 {model.licence}）；可随时中断，下次接着下载。",
                f"Fetching {model.about} ({model.size / 1e9:.2f} GB, licence {model.licence}); "
                "interrupt it whenever you like, the next run goes on.",
            )
        with ProgressBars(console) as progress:
            path = pull_model(
                settings.model_folder, settings.model_hub, model=model, progress=progress, notice=console.say
            )
        state = ("已在", "is there already") if there else ("已就绪", "is ready")
        console.say(
            f"{model.about} {state[0]}：{path}。用 --generator {LLAMA} 或设置 generator 启用。",
            f"{model.about} {state[1]}: {path}. Use it by --generator {LLAMA} or the setting generator.",
        )
    return DONE


def _list(settings: Settings, console: Console) -> int:
    for model in MODELS:
        path = find_model(settings.model_folder, model)
        if path is not None:
            state = str(path)
        elif fetched := count_fetched(settings.model_folder, model):
            state = console.choose("已下载", "fetched so far:") + f" {100 * fetched // model.size} %"
        else:
            state = console.choose("未下载", "not fetched")
        console.write(f"{LLAMA}:{model.name}\t{model.size / 1e9:.2f} GB\t{state}")
    return DONE


def _remove(settings: Settings, console: Console) -> int:
    for model in MODELS:
        if remove_model(settings.model_folder, model):
            console.say(f"已删除 {model.name}。", f"{model.name} was deleted.")
        else:
            console.say(f"没有 {model.name}。", f"There is no {model.name}.")
    return DONE
