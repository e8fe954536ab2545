"""The dialogue of `import` at a terminal: one question a class of doubt; Enter accepts."""

from dataclasses import replace
from datetime import date
from typing import Any

from roadmap_cli import terms, wording
from roadmap_cli.cli.streams import ask, line_typed, say
from roadmap_cli.errors import RoadmapError, UsageError
from roadmap_cli.exchange.importing.header import Document
from roadmap_cli.exchange.importing.proposal import LATER, Answers, Doubt, Proposal, propose
from roadmap_cli.exchange.importing.tables import SeveralPlansError
from roadmap_cli.planfile.writing import NewItem, NewPlan

_YES, _NO = {"д", "да", "y", "yes"}, {"н", "нет", "n", "no"}
_QUESTIONS = {
    "title": "Название плана",
    "year": "На какой период план (2021 или 2020-2021)",
    "notes": "Сохранить эти столбцы в примечаниях",
    "same_parties": "Это один ответственный",
    "august": "Какого года август",
    "empty_term": "Какой срок им записать",
}
_NUMBERS = {"august"}  # fields of `Answers` that are whole numbers


def agreed(document: Document, answers: Answers, today: date) -> Proposal:
    """Show what was found and settle every doubt with a person.

    Raises:
        UsageError: the person gave it up; nothing is written.

    """
    answers = _one_plan(document, answers, today)
    proposal = propose(document, answers, today)
    while proposal.doubts:
        doubt = proposal.doubts[0]
        answers = replace(answers, **{doubt.field: _answer(doubt)})
        proposal = propose(document, answers, today)
    _show(proposal)
    if not _yes_or_no("Записать план", default=True):
        raise UsageError("план не записан: вы отказались")
    return proposal


def _one_plan(document: Document, answers: Answers, today: date) -> Answers:
    """Let a person choose, if the document has several plans."""
    try:
        propose(document, answers, today)
    except SeveralPlansError as error:
        titles = [title for _, title in error.choices]
        place = ask("В документе несколько планов. Какой нужен?", titles)
        if place is None:
            raise
        return replace(answers, table=error.choices[place][0])
    return answers


def _show(proposal: Proposal) -> None:
    """Show what would be written, and three of its rows."""
    plan = proposal.plan
    items = proposal.items
    parties = {party for item in items for party in item.responsible}
    lines = [plan.title, f"период: {wording.span(*plan.span)}"]
    approved = _approval(plan)
    if approved:
        lines.append(f"утверждён: {approved}")
    lines.append(
        f"разделов {len(plan.sections)}, пунктов {len(items)}, ответственных {len(parties)}"
    )
    first_middle_last = dict.fromkeys((0, len(items) // 2, len(items) - 1))
    lines += [_item_line(items[place]) for place in first_middle_last]
    if proposal.unclear:
        shown = ", ".join(f"{each.id} «{each.term}»" for each in proposal.unclear)
        lines.append(f"{wording.UNREAD_TERM}, решите потом: {shown}")
    say("Найдено:", prefix="")
    for line in lines:
        say(f"  {line}", prefix="")


def _approval(plan: NewPlan) -> str:
    """Say the date and the number of the order, if they are known."""
    day, number = plan.order.get("date"), plan.order.get("number")
    dated = wording.day(day) if isinstance(day, date) else ""
    return f"{dated} № {number}".strip() if number else dated


def _item_line(item: NewItem) -> str:
    """Show a row as it was understood: number, measure, term, parties."""
    who = "; ".join(item.responsible) or wording.NOBODY
    return f"{item.id}. {item.title} | {item.term} | {who}"


def _answer(doubt: Doubt) -> Any:  # noqa: ANN401  # the type of the field that it settles
    """Ask about one class of doubt until the answer can be meant."""
    said = wording.one_line(wording.capitalized(doubt.said))
    say(f"{said}.", prefix="")
    question = _QUESTIONS[doubt.field]
    if isinstance(doubt.default, bool):
        return _yes_or_no(question, default=doubt.default)
    while True:
        text = _ask(f"{question} [{doubt.default}]: ") or str(doubt.default)
        try:
            return _read(doubt.field, text)
        except RoadmapError as error:
            say(str(error), prefix="")


def _read(field: str, text: str) -> str | int:
    """Read an answer as its field wants it, or refuse it; «решу потом» is year 0."""
    if field == "year":
        terms.read_plan_period(text)
    if field in _NUMBERS:
        if text == LATER:
            return 0
        if not text.isdecimal():
            raise UsageError(f"нужен год, а не «{wording.one_line(text)}»")
        return int(text)
    return text


def _yes_or_no(question: str, *, default: bool) -> bool:
    """Ask until the answer is one; Enter takes the default, the capital letter."""
    choice = "[Д/н]" if default else "[д/Н]"
    while True:
        text = _ask(f"{question}? {choice}: ").casefold()
        if not text:
            return default
        if text in _YES | _NO:
            return text in _YES
        say("ответьте «д» или «н»; Enter — как предложено", prefix="")


def _ask(prompt: str) -> str:
    """Ask a person for a line.

    Raises:
        UsageError: the person closed the input.

    """
    line = line_typed(prompt)
    if line is None:
        say("")
        raise UsageError("план не записан: ответа нет")
    return line.strip()
