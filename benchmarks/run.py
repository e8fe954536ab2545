"""Measure the ratios that the project promises: python benchmarks/run.py (needs hyperfine).

Every figure is a ratio of medians taken in one run of hyperfine on this machine, so a slow or
busy machine matters less. todoman and topydo are measured where they are installed in the same
environment, on the same items.
"""

from __future__ import annotations

import compileall
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import roadmap_cli

FEW, MANY, MOST = 18, 1_000, 10_000  # items; the first as in the bundled plan
PLANS = 1_000  # of a district
ROWS = 100  # of a document
IMPORTS = "import typer, yaml; from pydantic import BaseModel, create_model"
FLOOR = f"{IMPORTS}; create_model('Model', number=int)"
FLOOR_OF_TABLES = f"{FLOOR}; import rich.console, rich.table"
PARTIES = ("МОЦ", "Координатор МОЦ", "ОУ")
TERMS = ("Сентябрь", "Февраль - декабрь", "В течение года", "до 15 марта")
TITLE = "Отчет руководителей школ с нестабильными результатами"
PYTHON = sys.executable
ROADMAP = f"{Path(PYTHON).with_name('roadmap')} --today 2020-10-01"


class Ratio(NamedTuple):
    """One promise: a command against another, and what the ratio may be at most."""

    over: str
    under: str
    most: float


def main() -> None:
    """Measure and print the table."""
    compileall.compile_dir(Path(roadmap_cli.__file__).parent, quiet=1)  # as an installed package is
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            *_few(folder),
            *_most(folder),
            *_scaling(folder),
            *_district(folder),
            *_document(folder),
        ]
    for row in rows:
        print(row)  # noqa: T201  # the table is what the program is for


def _few(folder: Path) -> list[str]:
    """Measure what the start of the program costs."""
    own = f"{ROADMAP} --file {_write_plan(folder / 'few', FEW)}"
    commands = {
        "imports and a model": f'{PYTHON} -c "{FLOOR}"',
        "the same with rich": f'{PYTHON} -c "{FLOOR_OF_TABLES}"',
        "list": f"{own} list",
        "overdue": f"{own} overdue",
        "table": f"{own} list --format table",
        "done and undo": f"sh -c '{own} done 2 >&2 && {own} undo >&2'",
        **_others(folder, FEW),
    }
    ratios = [
        Ratio("list", "imports and a model", 1.10),
        Ratio("overdue", "imports and a model", 1.10),
        Ratio("table", "the same with rich", 1.10),
        Ratio("table", "todoman", 1.0),
        Ratio("done and undo", "list", 3.0),
    ]
    return _measured(folder, f"{FEW} items", commands, ratios, runs=20)


def _most(folder: Path) -> list[str]:
    """Measure what many items cost."""
    own = f"{ROADMAP} --file {_write_plan(folder / 'most', MOST)}"
    commands = {
        "filtered list": f"{own} list --month Сентябрь --responsible МОЦ",
        "list": f"{own} list",
        "remind": f"{own} remind",
        "report": f"{own} report",
        "parties": f"{own} parties",
        "done and undo": f"sh -c '{own} done 2 >&2 && {own} undo >&2'",
        **_others(folder, MOST),
    }
    ratios = [
        Ratio("filtered list", "topydo", 0.35),
        *(Ratio(name, "list", 3.0) for name in ("remind", "report", "parties")),
        Ratio("done and undo", "list", 6.0),
    ]
    return _measured(folder, f"{MOST} items", commands, ratios, runs=5)


def _scaling(folder: Path) -> list[str]:
    """Measure that ten times the items take at most twelve times as long."""
    rows = []
    small, large = (_write_plan(folder / f"s{size}", size) for size in (MANY, MOST))
    for name in ("list", "remind", "report", "parties"):
        commands = {
            f"{name} of {MOST}": f"{ROADMAP} --file {large} {name}",
            f"{name} of {MANY}": f"{ROADMAP} --file {small} {name}",
        }
        ratio = Ratio(f"{name} of {MOST}", f"{name} of {MANY}", 12.0)
        rows += _measured(folder, "ten times", commands, [ratio], runs=5)
    return rows


def _district(folder: Path) -> list[str]:
    """Measure many plans against one of as many items."""
    for number in range(PLANS):
        _write_plan(folder / "district" / f"school-{number}", FEW)
    one = _write_plan(folder / "one", PLANS * FEW)
    commands = {
        f"overdue of {PLANS} plans": f"{ROADMAP} --file {folder / 'district'} overdue",
        "overdue of one": f"{ROADMAP} --file {one} overdue",
    }
    ratio = Ratio(f"overdue of {PLANS} plans", "overdue of one", 1.3)
    return _measured(folder, f"{PLANS} plans", commands, [ratio], runs=5)


def _document(folder: Path) -> list[str]:
    """Measure the import of a document against the import of its library and our own start."""
    from docx import Document  # noqa: PLC0415  # only this part needs it

    document = Document()
    document.add_paragraph("План мероприятий на 2021 год")
    table = document.add_table(rows=1, cols=4)
    heads = ("№", "Мероприятие", "Срок", "Ответственные")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    for number in range(1, ROWS + 1):
        cells = table.add_row().cells
        texts = (str(number), TITLE, TERMS[number % len(TERMS)], PARTIES[number % len(PARTIES)])
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    path = folder / "plan.docx"
    document.save(str(path))
    commands = {
        "import": f"{ROADMAP} import {path} --accept --output -",
        "import docx and start": f'sh -c \'{PYTHON} -c "import docx"; '
        f'{PYTHON} -c "import docx"; {ROADMAP} --version\'',
    }
    ratio = Ratio("import", "import docx and start", 1.0)
    return _measured(folder, f"{ROWS} rows", commands, [ratio], runs=10)


def _measured(
    folder: Path, what: str, commands: dict[str, str], ratios: list[Ratio], *, runs: int
) -> list[str]:
    """Time the commands that the ratios name, in one run, and give a line a ratio."""
    used = {name for ratio in ratios for name in (ratio.over, ratio.under)}
    times = _hyperfine(
        folder, {name: text for name, text in commands.items() if name in used}, runs
    )
    return [
        f"{what:12} {ratio.over:24} / {ratio.under:22} "
        f"{times[ratio.over] / times[ratio.under]:6.2f}  (at most {ratio.most})"
        for ratio in ratios
        if ratio.under in times
    ]


def _write_plan(folder: Path, items: int) -> Path:
    lines = ["title: t", "year: 2020", "sections:", "  - title: s", "    items:"]
    for number in range(1, items + 1):
        lines += [
            f"      - id: {number}",
            f"        title: {TITLE} о ходе работы",
            f"        term: {TERMS[number % len(TERMS)]}",
            f"        responsible: [{PARTIES[number % len(PARTIES)]}]",
            "        status: planned",
        ]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "roadmap_2020.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _others(folder: Path, items: int) -> dict[str, str]:
    """Give the commands of other tools installed beside this Python, with the same items."""
    beside = str(Path(PYTHON).parent)
    topydo, todoman = (shutil.which(name, path=beside) for name in ("topydo", "todo"))
    titles = [f"{TITLE} {number}" for number in range(items)]
    found = {}
    if topydo:
        path = folder / f"todo{items}.txt"
        tasks = (f"{title} due:2020-09-30 +МОЦ\n" for title in titles)
        path.write_text("".join(tasks), encoding="utf-8")
        found["topydo"] = f"{topydo} -t {path} ls +МОЦ"
    if todoman:
        found["todoman"] = f"{todoman} --config {_todoman_config(folder, titles)} list"
    return found


def _todoman_config(folder: Path, titles: list[str]) -> Path:
    """Write the items as todoman keeps them."""
    calendar = folder / f"calendar{len(titles)}" / "plan"
    calendar.mkdir(parents=True)
    for number, title in enumerate(titles):
        todo = f"BEGIN:VTODO\nUID:{number}\nSUMMARY:{title}\nDUE;VALUE=DATE:20200930\nEND:VTODO\n"
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//roadmap//\n{todo}END:VCALENDAR\n"
        (calendar / f"{number}.ics").write_text(text, encoding="utf-8")
    config = folder / f"todoman{len(titles)}.py"
    cache = folder / f"cache{len(titles)}.sqlite3"
    settings = f'path = "{calendar.parent}/*"\ncache_path = "{cache}"\ndate_format = "%Y-%m-%d"\n'
    config.write_text(settings, encoding="utf-8")
    return config


def _hyperfine(folder: Path, commands: dict[str, str], runs: int) -> dict[str, float]:
    """Time commands in one run; give the median of each in seconds."""
    result = folder / "times.json"
    words = ["hyperfine", "-N", "--warmup", "2", "--runs", str(runs)]
    subprocess.run(
        [*words, "--export-json", str(result), *commands.values()],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    medians = [each["median"] for each in json.loads(result.read_text())["results"]]
    return dict(zip(commands, medians, strict=True))


if __name__ == "__main__":
    main()
