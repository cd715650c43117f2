"""The page's tab for evaluations: choose or upload a set, run it with progress, read and take away the report.

``build_eval_tab`` is called inside ``gr.Blocks``; Gradio is imported when it is, not when this module is.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.types import Language
from corpus.errors import PlanError
from evals.evaluation import Scope
from evals.loading import SUFFIXES
from evals.report_html import render_summary
from evals.runner import Progress
from evals.session import Request, Written, run_session
from evals.shipped import list_development_sets
from evals.systems import Assistant
from evals.template import build_xlsx

if TYPE_CHECKING:
    import gradio as gr

MOST_QUESTIONS = 2000
"""Questions that one run from the page may ask."""
_SAMPLES = (20, 60, 200, MOST_QUESTIONS)


@dataclass(frozen=True, slots=True)
class Labels:
    """The tab's words in one language."""

    intro: str
    choose: str
    upload: str
    sample: str
    everything: str
    run: str
    template: str
    report: str
    nothing: str
    working: str


LABELS: Mapping[Language, Labels] = {
    "zh": Labels(
        "用带答案的问题检验回答是否可靠。可以选附带的评测集，也可以上传自己的表格（XLSX、CSV 或 JSONL），按模板填写。",
        "附带的评测集",
        "或上传自己的评测集",
        "题数",
        "全部",
        "开始评测",
        "下载模板",
        "报告（HTML 可直接打开，XLSX 为逐题明细）",
        "请先选择或上传一个评测集。",
        "正在提问",
    ),
    "en": Labels(
        "Test the answers with questions whose answers are known: a set that comes along, or a table of your own "
        "(XLSX, CSV or JSONL) after the template.",
        "Sets that come along",
        "Or upload your own",
        "Questions",
        "all",
        "Run",
        "Template",
        "Report (the HTML opens by itself; the XLSX has a row for every question)",
        "Choose or upload a set first.",
        "asking",
    ),
}


def build_eval_tab(assistant: Assistant, language: Language = "zh") -> gr.Button:
    """Put the tab's components and events into the ``gr.Blocks`` (or ``gr.Tab``) that is open. Returns the button that
    starts a run."""
    import gradio as gr

    labels = LABELS[language]
    shipped = {path.stem: path for path in list_development_sets()}
    gr.Markdown(labels.intro)
    with gr.Row():
        with gr.Column():
            chosen = gr.Dropdown([("—", ""), *((name, name) for name in shipped)], value="", label=labels.choose)
            own = gr.File(label=labels.upload, file_types=list(SUFFIXES), file_count="single", height=130)
        with gr.Column():
            sizes = [(labels.everything if size == MOST_QUESTIONS else str(size), size) for size in _SAMPLES]
            sample = gr.Radio(sizes, value=_SAMPLES[1], label=labels.sample)
            run = gr.Button(labels.run, variant="primary")
            gr.DownloadButton(labels.template, value=_write_template())
    summary = gr.HTML(elem_id="eval-summary", apply_default_css=False)
    files = gr.File(label=labels.report, file_count="multiple", visible=False, interactive=False)

    def start(name: str, uploaded: str | None, size: int, progress: Any = gr.Progress()) -> tuple[str, Any]:  # noqa: B008
        """Runs the set; a set that cannot be read is an error in the page's corner."""
        path = Path(uploaded) if uploaded else shipped.get(name)
        if path is None:
            raise gr.Error(labels.nothing)
        try:
            written = run_for_page(assistant, path, int(size), language, lambda *state: _tell(progress, *state))
        except PlanError as error:
            raise gr.Error(error.message(language)) from error
        shown = [str(written.html), str(written.xlsx)]
        return render_summary(written.evaluation, language), gr.File(value=shown, visible=True)

    def _tell(progress: Any, stage: str, done: int, total: int) -> None:
        progress((done, total), desc=labels.working)

    # One at a time: a run takes the machine that visitors wait for.
    run.click(start, [chosen, own, sample], [summary, files], concurrency_limit=1, api_visibility="private")
    return run


def run_for_page(
    assistant: Assistant, path: Path, size: int, language: Language, progress: Progress | None = None
) -> Written:
    """Evaluate one set, at most ``size`` questions of it, and write the report into a temporary folder of its own, so
    that two visitors' reports never meet and Gradio may hand the files out. Raises ``PlanError``."""
    if path.suffix.lower() not in SUFFIXES:
        raise PlanError(f"不支持 {path.suffix or path.name}。", f"{path.suffix or path.name} is not supported.")
    own = Path(tempfile.mkdtemp(prefix="planqa-eval-"))
    scope = Scope(sample=min(size, MOST_QUESTIONS))
    request = Request([path], own, scope=scope, language=language, compare="none")
    try:
        return run_session(assistant, request, progress=progress)
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise


def _write_template() -> str:
    path = Path(tempfile.mkdtemp(prefix="planqa-eval-")) / "template.xlsx"
    path.write_bytes(build_xlsx())
    return str(path)
