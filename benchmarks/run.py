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

import roadmap_cli

FEW = 18  # items of the bundled plan
IMPORTS = "import typer, yaml; from pydantic import BaseModel"
RICH = f"{IMPORTS}; import rich.console, rich.table"
MODEL = f"{IMPORTS}, create_model; create_model('Model', number=int)"
PARTIES = ("МОЦ", "Координатор МОЦ", "ОУ")
TERMS = ("Сентябрь", "Февраль - декабрь", "В течение года", "до 15 марта")


def main() -> None:
    """Measure and print the table."""
    compileall.compile_dir(Path(roadmap_cli.__file__).parent, quiet=1)  # as an installed package is
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [row for items in (FEW, 1_000, 10_000) for row in _measure(folder, items)]
    for row in rows:
        print(row)  # noqa: T201  # the table is what the program is for


def _measure(folder: Path, items: int) -> list[str]:
    plan = _write_plan(folder, items)
    roadmap = f"{Path(sys.executable).with_name('roadmap')} --file {plan} --today 2020-10-01"
    commands = {
        "imports": f'{sys.executable} -c "{IMPORTS}"',
        "imports with rich": f'{sys.executable} -c "{RICH}"',
        "imports and a model": f'{sys.executable} -c "{MODEL}"',
        "list": f"{roadmap} list",
        "overdue": f"{roadmap} overdue",
        "filtered list": f"{roadmap} list --month Сентябрь --responsible МОЦ",
        "table": f"{roadmap} list --format table",
        "done and undo": f"sh -c '{roadmap} done 2 >&2 && {roadmap} undo >&2'",
        **_others(folder, items),
    }
    ratios = [
        ("list", "imports", 1.25),
        (
            "imports and a model",
            "imports",
            1.25,
        ),  # the least that a program with one pydantic model can take
        ("overdue", "imports", 1.25),
        ("table", "imports with rich", 1.25),
        ("table", "todoman", 1.0),
        ("done and undo", "list", 3.0),
    ]
    ratios = [*(ratios if items == FEW else []), ("filtered list", "topydo", 1.0)]
    used = {name for over, under, _ in ratios for name in (over, under)}
    times = _hyperfine(
        folder, {name: text for name, text in commands.items() if name in used}, items
    )
    return [
        f"{items:6} items  {over:19} / {under:17} {times[over] / times[under]:6.2f}"
        f"  (at most {most})"
        for over, under, most in ratios
        if under in times
    ]


def _write_plan(folder: Path, items: int) -> Path:
    lines = ["title: t", "year: 2020", "sections:", "  - title: s", "    items:"]
    for number in range(1, items + 1):
        lines += [
            f"      - id: {number}",
            "        title: Отчет руководителей школ с нестабильными результатами о ходе работы",
            f"        term: {TERMS[number % len(TERMS)]}",
            f"        responsible: [{PARTIES[number % len(PARTIES)]}]",
            "        status: planned",
        ]
    path = folder / f"roadmap_{items}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _others(folder: Path, items: int) -> dict[str, str]:
    """Give the commands of other tools installed beside this Python, with the same items."""
    found = {}
    topydo, todoman = (
        shutil.which(name, path=str(Path(sys.executable).parent)) for name in ("topydo", "todo")
    )
    titles = [f"Отчет руководителей школ с нестабильными результатами {n}" for n in range(items)]
    if topydo:
        path = folder / f"todo{items}.txt"
        tasks = (f"{title} due:2020-09-30 +МОЦ\n" for title in titles)
        path.write_text("".join(tasks), encoding="utf-8")
        found["topydo"] = f"{topydo} -t {path} ls +МОЦ"
    if todoman:
        calendar = folder / f"calendar{items}" / "plan"
        calendar.mkdir(parents=True)
        for number, title in enumerate(titles):
            todo = (
                f"BEGIN:VTODO\nUID:{number}\nSUMMARY:{title}\nDUE;VALUE=DATE:20200930\nEND:VTODO\n"
            )
            text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//roadmap//\n{todo}END:VCALENDAR\n"
            (calendar / f"{number}.ics").write_text(text, encoding="utf-8")
        config = folder / f"todoman{items}.py"
        cache = folder / f"cache{items}.sqlite3"
        config.write_text(
            f'path = "{calendar.parent}/*"\ncache_path = "{cache}"\ndate_format = "%Y-%m-%d"\n'
        )
        found["todoman"] = f"{todoman} --config {config} list"
    return found


def _hyperfine(folder: Path, commands: dict[str, str], items: int) -> dict[str, float]:
    """Time commands in one run; give the median of each in seconds."""
    runs = 20 if items == FEW else 5
    result = folder / "times.json"
    subprocess.run(
        [
            "hyperfine",
            "-N",
            "--warmup",
            "2",
            "--runs",
            str(runs),
            "--export-json",
            result,
            *commands.values(),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    medians = [each["median"] for each in json.loads(result.read_text())["results"]]
    return dict(zip(commands, medians, strict=True))


if __name__ == "__main__":
    main()
