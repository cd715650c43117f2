"""``make bench``: reading measured beside what one would use instead, in the same run on the same file.

A PDF of many pages (a plan's own text set over and over, with contents headings and a table on every tenth page) is
read by this project (layout, tables, sections, chunks) and by pypdf with LangChain's recursive splitter, each in a
process of its own, so that the peak memory is its own too. Figures are printed as they are and as ratios.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.library import find_plans

PAGES, LIMIT_MIB = 1000, 1536
_LINES_A_PAGE, _CHARACTERS_A_LINE = 34, 36
_CHUNK, _OVERLAP = 500, 50
_TABLE_EVERY = 10


def write_pdf(path: Path, text: str, pages: int) -> None:
    """A PDF of ``pages`` A4 pages of ``text``, begun again as often as needed."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    lines = [
        paragraph[start : start + _CHARACTERS_A_LINE]
        for paragraph in text.splitlines()
        for start in range(0, len(paragraph), _CHARACTERS_A_LINE)
    ]
    canvas = Canvas(str(path), pagesize=A4)
    at = 0
    for page in range(1, pages + 1):
        canvas.setFont("STSong-Light", 12)
        has_table = page % _TABLE_EVERY == 0
        for row in range(_LINES_A_PAGE - 8 * has_table):
            canvas.drawString(80, 780 - 20 * row, lines[at % len(lines)])
            at += 1
        if has_table:
            canvas.grid([80, 220, 360, 500], [100, 130, 160, 190])
            for row in range(3):
                for column in range(3):
                    canvas.drawString(90 + 140 * column, 110 + 30 * row, f"{page}.{row}{column} 亿元")
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(290, 30, f"— {page} —")
        canvas.showPage()
    canvas.save()


def read_ours(path: Path) -> int:
    """Read with this project; returns how many passages came out."""
    from corpus.document import read_document

    return len(read_document(path).chunks)


def read_pypdf(path: Path) -> int:
    """Read with pypdf and LangChain's recursive splitter; returns how many passages came out."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
    return len(splitter.split_text(text))


READERS = {"planqa": read_ours, "pypdf + recursive splitter": read_pypdf}


def measure(reader: str, path: Path) -> dict[str, float]:
    """Run one reader in a process of its own: seconds, peak memory in MiB, passages."""
    command = [sys.executable, "-m", "evals.bench", "--reader", reader, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run_reader(reader: str, path: Path) -> None:
    """What the measured process does: read, and print the figures."""
    started = time.perf_counter()
    passages = READERS[reader](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak, "passages": passages}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where reading took more memory than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.reader:
        run_reader(options.reader, options.file)
        return 0
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(find_plans().glob("*.txt")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.pdf"
        write_pdf(path, text, options.pages)
        size = path.stat().st_size / 2**20
        print(f"{options.pages} pages, {size:.1f} MiB\n")
        print("| reader | pages/s | peak MiB | passages | seconds, as a ratio | memory, as a ratio |")
        print("|---|---|---|---|---|---|")
        base: dict[str, float] | None = None
        over = False
        for reader in READERS:
            found = measure(reader, path)
            base = base or found
            over |= reader == "planqa" and found["peak"] > LIMIT_MIB
            print(
                f"| {reader} | {options.pages / found['seconds']:.1f} | {found['peak']:.0f} | {found['passages']:.0f} "
                f"| {found['seconds'] / base['seconds']:.2f} | {found['peak'] / base['peak']:.2f} |",
                flush=True,
            )
    if over:
        print(f"planqa took more than {LIMIT_MIB} MiB", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
