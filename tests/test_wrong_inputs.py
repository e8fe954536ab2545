"""The likeliest mistakes at the command line, and what each is answered with."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

NUMBERS = "текст из нескольких слов возьмите в кавычки"
ANSWERS = [
    # words in the wrong place
    ("lsit", 2, "возможно, «list»"),
    ("дшые -ь сентябрь", 2, "возможно, «list»"),
    ("Сентябрь", 2, "так: roadmap list --month Сентябрь"),
    ("7", 2, "так: roadmap show 7"),
    ("7 done", 2, "так: roadmap done 7"),
    ("open", 2, "так: roadmap list -s open"),
    ("list Сентябрь", 2, "так: roadmap list --month Сентябрь"),
    ("list 7", 2, "так: roadmap show 7"),
    ("list -r Координатор МОЦ", 2, 'так: roadmap list -r "Координатор МОЦ"'),
    ("list -m сентября 2020", 2, 'так: roadmap list -m "сентября 2020"'),
    ("report сентябрь", 2, "так: roadmap report --period сентябрь"),
    ("--month Сентябрь", 2, "параметр --month пишется после команды: roadmap list --month"),
    ("undo 7", 2, "так: roadmap undo"),
    ("check roadmap_2020.yaml", 2, "так: roadmap check --file roadmap_2020.yaml"),
    # names that nothing has
    ("list -m Сентебрь", 2, "напишите «сентябрь»"),
    ("list -m 13", 2, "месяца с номером 13 нет"),
    ("list -r МЦО", 2, "возможно, «МОЦ»?"),
    ("list -s просрочен", 2, "возможно, «просрочено»?"),
    ("list --статус open", 2, "возможно, «--status»?"),
    ("list --plan 2021", 2, "нет плана «2021»; возможно, «2020»?"),
    ("list --file нет.yaml", 5, "нет файла плана нет.yaml"),
    ("parties --rename МЦО МОЦ", 2, "возможно, «МОЦ»?"),
    ("help dnoe", 2, "«done»"),
    ("done 77", 4, "возможно, «7» или «17»?"),
    ("done семь", 4, "нет пункта семь; есть 1 … 18"),
    ("done 7 28.09.2020", 2, "день пишут так: --date 28.09.2020"),
    ("done 1,1", 2, "«1,1» — пункт 1.1?"),
    # forms and files
    ("list -o json", 2, "вид вывода называет --format json"),
    ("list -o список.docx", 2, "документ составляет roadmap report --output список.docx"),
    ("list --format xlsx", 2, "можно: table, plain, csv, json, markdown"),
    ("report --format отчёт.docx", 2, "файл называет --output отчёт.docx"),
    ("report --format docx", 2, "запишите в файл: roadmap report --output отчёт.docx"),
    ("done 7 -o json", 2, "вид вывода называет --format"),
    ("new 2021 --file план.yaml", 2, "нет параметра «--file» у команды new"),
    ("import нет.docx", 5, "такого файла нет; проверьте имя"),
    ("init", 6, "он уже есть; назовите другой"),
    # a value that another would drop in silence
    (
        "done 7 --note акт --note справка",
        2,
        "параметр --note указан дважды, а можно только один раз",
    ),
    ("submit 7 --by МОЦ --date 28.09 -d 29.09", 2, "параметр --date указан дважды"),
    # what is missing
    ("done", 2, "нужно так: roadmap done НОМЕР..."),
    ("cancel", 2, "нужно так: roadmap cancel НОМЕР... --reason ТЕКСТ"),
    ("cancel 11", 2, "нужно так: roadmap cancel НОМЕР... --reason ТЕКСТ"),
    ("letters", 2, "нужно так: roadmap letters --until ДАТА --output ПАПКА"),
    ("add Семинар", 2, "нужно так: roadmap add МЕРОПРИЯТИЕ --term СРОК"),
    ("add Семинар --term Ноябрь", 2, "разделов несколько, назовите нужный: --section НОМЕР"),
    ("progress 12", 2, "нужно так: roadmap progress НОМЕР... ТЕКСТ"),
    ("postpone 8 Ноябрь", 2, "--reason …"),
    ("remind --once", 2, "добавьте --mail"),
    # texts and days
    ("done 7 протокол", 2, NUMBERS),
    ("done 7 -n протокол № 4", 2, NUMBERS),
    ("progress 12 проведён семинар", 2, NUMBERS),
    ("done 7 —note протокол", 2, "нужны два дефиса: --note"),
    ("note 7 '- начато'", 2, "если с тире начинается текст"),
    ("note 7 '-- начато'", 2, "если с тире начинается текст"),
    ("done 7 --date 31.09.2020", 2, "дня 31.09.2020 нет в календаре"),
    ("done 7 --date завтра", 2, "нужна дата вида 2020-09-28, 28.09.2020, 28.09, вчера"),
    ("done 7 --date 02.10.2020", 2, "ещё не наступила"),
    ("done 7 --period Май", 2, "периода «Май» у него нет"),
    ("postpone 8 Сентябрь --reason письмо", 2, "назовите более поздний"),
    ("term Сентябр --year 2020", 2, ""),  # told on standard output
    ("add Семинар --term 3 --section 1", 2, "напишите «3 января» или «до 3 января»"),
    ("letters --until 12.09.2020 -o письма", 2, "день ответа уже прошёл"),
    ("report --period Ноябрь", 2, "ещё не начался: он с 01.11.2020"),
]


@pytest.mark.parametrize(("typed", "code", "told"), ANSWERS, ids=[each for each, _, _ in ANSWERS])
def test_a_mistake_is_answered_in_one_line_and_changes_nothing(
    roadmap: Roadmap, plan: Path, typed: str, code: int, told: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*shlex.split(typed))
    assert outcome.code == code
    assert told in outcome.err
    assert outcome.err.count("\n") == bool(told)
    assert [path.name for path in plan.parent.iterdir() if path.name[0] != "."] == [plan.name]
    assert plan.read_bytes() == before


def test_the_same_done_twice_is_no_mistake(roadmap: Roadmap, plan: Path) -> None:
    assert roadmap("done", "7").code == 0
    after = plan.read_bytes()
    again = roadmap("done", "7")
    assert (again.code, plan.read_bytes()) == (0, after)
    assert "уже исполнено 01.10.2020" in again.out
