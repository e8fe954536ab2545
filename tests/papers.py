"""What the tests of papers share: the plan of 2020 in October, and how a paper is read back."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from conftest import PROJECT
from docx import Document
from docx.oxml.ns import qn

from roadmap_cli.cli.main import run

OCTOBER = "2020-10-05"
DEEDS = (
    ("done", "1", "--date", "2020-01-20", "--note", "приказ от 17.01.2020 № 13/01-04"),
    ("done", "4", "--date", "2020-01-31"),
    ("done", "2", "--date", "2020-09-28", "--note", "справка от 28.09.2020"),
    ("done", "7", "--date", "2020-10-01", "--note", "протокол № 4 от 01.10.2020"),
    ("cancel", "11", "--date", "2020-05-12", "--reason", "приказ от 12.05.2020 № 61/01-04"),
    ("postpone", "14", "до 20 декабря", "--date", "2020-09-22",
     "--reason", "письмо Департамента от 21.09.2020 № 2211"),
    ("progress", "12", "выезды в 4 школы, справка от 18.09.2020", "--date", "2020-09-18"),
    ("progress", "12", "семинар, протокол № 1", "--date", "2020-03-05"),  # told in order of days
)  # fmt: skip


@cache
def october() -> bytes:
    """Give the plan of 2020 as it stands in October; made once, since each deed is a whole run."""
    with TemporaryDirectory() as folder:
        plan = Path(folder, "roadmap_2020.yaml")
        plan.write_bytes((PROJECT / "data" / plan.name).read_bytes())
        for words in DEEDS:
            assert run(["--file", str(plan), "--today", OCTOBER, *words]) == 0
        return plan.read_bytes()


def write_plan(path: Path, items: list[dict[str, Any]], **more: Any) -> None:
    """Write a plan of one section, unless other sections are given."""
    sections = [{"title": "Раздел", "items": items}]
    plan = {"title": "План", "year": 2020, "sections": sections, **more}
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")


def docx_lines(path: Path) -> list[str]:
    """Give the paragraphs and the rows of tables of a document, in order; cells stand between |."""
    lines = []
    for part in Document(str(path)).element.body:
        if part.tag == qn("w:p"):
            lines.append(_text(part))
        elif part.tag == qn("w:tbl"):
            lines += [
                " | ".join(_cell(cell) for cell in row.iter(qn("w:tc")))
                for row in part.iter(qn("w:tr"))
            ]
    return lines


def _cell(cell: Any) -> str:
    return " / ".join(_text(part) for part in cell.iter(qn("w:p")))


def _text(part: Any) -> str:
    return "".join(text.text or "" for text in part.iter(qn("w:t")))
