"""Tables of plans, each for one rule of recognition, and all that a person is told of what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden_files import same_as_golden
from test_import_table import read

from roadmap_cli.errors import RoadmapError, UsageError
from roadmap_cli.exchange.importing import Cell, Row, Skipped, UnreadableDocumentError
from roadmap_cli.exchange.importing.tables import SeveralPlansError, heads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadmap_cli.exchange.importing.proposal import Proposal
    from roadmap_cli.planfile.writing import NewItem

HEAD = "№ | Мероприятие | Срок | Ответственный"
ROW = "1 | Курсы | Март | Методист"
TABLES = f"""
# Rows of one text
a single cell
{HEAD}
Кадры >1
{ROW}

the same text in all cells
{HEAD}
Кадры | Кадры | Кадры | Кадры
{ROW}

the same text in some cells
{HEAD}
{ROW}
| Дети | | Дети

a text over two columns
{HEAD}
| Кадры >2 |
{ROW}

a text in the first cell
{HEAD}
Кадры | | |
{ROW}

a text in the first cell in small letters
{HEAD}
{ROW}
кадры | | |

a number alone
{HEAD}
{ROW}
2 | | |

a text beside a cell merged downwards
{HEAD}
{ROW}
^ | Кадры | |

a number and a title over the rest
{HEAD}
1 | Кадры >3
1.1 | Курсы | Март | Методист

a number and a title, both over more than their columns
{HEAD}
1 >2 | Кадры >4
1.1 | Курсы | Март | Методист

a number and a title over the measure and its term
{HEAD}
1 | Кадры >2 |
1.1 | Курсы | Март | Методист

a number and a title over the measure and its party
№ | Мероприятие | Ответственный | Срок
1 | Кадры >2 |
1.1 | Курсы | Методист | Март

a number and a term merged with its party
{HEAD}
1 | | Май >2
1.1 | Курсы | Март | Методист

words and a title, both over more than their columns
{HEAD}
Раздел >2 | Кадры >4
1.1 | Курсы | Март | Методист

a measure merged with its term, and a party
{HEAD}
1 | Курсы в марте >2 | Методист
2 | Слёт | Май | Завуч

a measure merged with a note
№ | Мероприятие | Место | Срок
1 | Курсы >2 |
2 | Слёт | зал | Май

# Cells and columns
empty cells more than columns
{HEAD}
1 | Курсы | Март | Методист | |
2 | Слёт | Май | Завуч

a cell more than columns
{HEAD}
{ROW}
2 | Слёт | Май | Завуч | зал

cells shifted against the grid
№ >2 | Мероприятие >4 | Срок >2 | Ответственный >2
1 >1 | Курсы >4 | Март >3 | Методист >1 | >1

cells of a row that is narrower
№ >2 | Мероприятие >4 | Срок >2 | Ответственный >2
1 >2 | Курсы >4 | Март >2

cells of a row that is wider
№ >2 | Мероприятие >4 | Срок >2 | Ответственный >2
1 >2 | Курсы >4 | Март >2 | Методист >1 | зал >5

a row of fewer cells with words for a number
{HEAD}
{ROW}
два | Слёт | Май

a row of fewer cells with words for a term
{HEAD}
{ROW}
2 | Слёт | Завуч

a term merged with the party
{HEAD}
1 | Курсы | Март >2
2 | Слёт | Май | Завуч

a note merged with the measure after it
Примечание | Мероприятие | Срок | Ответственный
Курсы >2 | Март | Методист

a number merged downwards
{HEAD}
{ROW}
^ | Слёт | Май | Завуч

a bold measure among others
{HEAD}
{ROW}
| *Работа с детьми* | |
2 | Слёт | Май | Завуч
3 | *Бал* | Май | Завуч

several columns of one kind
№ | Мероприятие | Содержание | Срок | Ответственный | Исполнитель | Отметка | Состояние
1 | Курсы | для всех | Март | Методист | МОЦ | Исполнено 01.03.2021. | готово

two cells under one term
№ >2 | Мероприятие >4 | Срок >2 | Ответственный >2
1 >2 | Курсы >4 | Март >2
2 >2 | Слёт >4 | Май | Июнь | Завуч

a cell just behind the columns
№ >2 | Мероприятие >4 | Срок >2 | Ответственный >2
1 >2 | Курсы >4 | Март >2
2 >2 | Слёт >4 | Май >2 | >2 | зал >5

paste: the number lost
{HEAD}
Курсы | Март | Методист
| Слёт | Май | Завуч
3 | Бал | Июнь

paste: the number lost and something else
{HEAD}
{ROW}
Слёт | Май

paste: a cell too many
{HEAD}
{ROW}
2 | Слёт | Май | Завуч | зал
3 | Бал | Май | Завуч |

paste: no column of numbers
Мероприятие | Срок | Ответственный
Курсы | Март
Слёт | Май | Завуч

paste: empty lines
{HEAD}
{ROW}
| | |
2 | Слёт | Май | Завуч

# Terms of several columns
begin and end
№ | Мероприятие | Начало | Окончание | Ответственный
1 | Курсы | 01.03.2021 | 02.03.2021 | Методист
2 | Слёт | 01.03.2021 | 01.03.2021 | Методист
3 | Бал | 01.03.2021 | | Методист
4 | Смотр | | 02.03.2021 | Методист
5 | Сбор | март | | Методист
6 | Поход | | май | Методист

a beginning and a time
№ | Мероприятие | Начало | Время | Ответственный
1 | Курсы | 01.03.2021 | 10.00 | Методист
2 | Слёт | 01.03.2021 | | Методист
3 | Бал | | 10.00 | Методист

a term and a length
№ | Мероприятие | Срок | Длительность (дней) | Ответственный
1 | Курсы | 01.03.2021 | 3 | Методист
2 | Слёт | 01.03.2021 | | Методист
3 | Бал | | 3 | Методист

a beginning, an end and a length
№ | Мероприятие | Начало | Конец | Продолжительность | Ответственный
1 | Курсы | 01.03.2021 | 02.03.2021 | 2 дня | Методист
2 | Слёт | 01.03.2021 | | 2 дня | Методист
3 | Бал | | 02.03.2021 | 2 дня | Методист

a month, a day and a time, in another order
№ | Время | Мероприятие | Месяц | Число | Ответственный
1 | 10.00 | Курсы | марта | 5 | Методист
2 | | Слёт | Май | до 10 | Методист

a term of two lines
{HEAD}
1 | Курсы | Март / Май | Методист

signs under months
№ | Мероприятие | Март | Апрель | Май | Ответственный
1 | Курсы | + | x | * | Методист
2 | Слёт | 5 | 06.04 | - | Методист
3 | Бал | – | V | вечер | Методист
4 | Смотр | | | | Методист

signs under other columns of a term
№ | Мероприятие | Срок >2 | Ответственный
^ | ^ | 2021 | 2022 | ^
1 | Курсы | + | | Методист
2 | Слёт | май | - | Методист

a sign for a term
{HEAD}
1 | Курсы | + | Методист

# Rows torn by a page
a half in small letters
{HEAD}
1 | Провести | Март | Методист
| курсы | |
2 | Слёт | Май | Завуч
бал | | |

a half that begins with a sign
{HEAD}
1 | Провести | Март | Методист
| – курсы | |
| ) слёт | |
| » бал | |
| • смотр | |
| ● сбор | |
| ; поход | |
| : игру | |
| , день | |
| - урок | |
| — час | |
| * вечер | |

a half with a number, where term and party are known
{HEAD}
| Провести | Март | Методист
1 | курсы | март | методист
2 | Слёт | Май | Завуч

a half with a number and another term and party
{HEAD}
| Провести | Март | Методист
1 | курсы | Май | Завуч

a half with a number and another term
{HEAD}
| Провести | Март | Методист
1 | курсы | Май |

a half without a number, with a term and a party
{HEAD}
1 | Провести | Март | Методист
| курсы | Май | Завуч

halves that both have numbers
{HEAD}
1 | Провести | Март | Методист
2 | курсы | |

a half without a measure
{HEAD}
1 | Провести | Март | Методист
| | | Завуч
| | Май |

a half of everything
№ | Мероприятие | Срок | Ответственный | Отметка | Результат | Место
1 | Провести | до | Методист, | Срок | справка | зал
| курсы | | | перенесён на 01.06.2021. | о курсах | малый

a measure merged downwards, with another result and party
№ | Мероприятие | Срок | Ответственный | Результат
1 | Курсы | Март | Методист | Справка
^ | ^ | ^ | Завуч | Справка
^ | ^ | ^ | Врач | Акт

a measure merged downwards, with a term of its own
{HEAD}
{ROW}
^ | ^ | Май | ^

a measure merged downwards, with a number of its own
{HEAD}
{ROW}
2 | ^ | ^ | Завуч

a measure in small letters merged downwards
{HEAD}
1 | курсы | Март | Методист
^ | ^ | | Завуч

a heading between halves
{HEAD}
{ROW}
Кадры >4
| и слёт | Май | Завуч

# Sections
months above directions
{HEAD}
Март >4
Кадры >4
{ROW}
Дети >4
2 | Слёт | Май | Завуч
Апрель >4
Кадры >4
3 | Бал | Май | Завуч

months below directions
{HEAD}
Кадры >4
Март >4
{ROW}
Апрель >4
2 | Слёт | | Завуч
Дети >4
Март >4
3 | Бал | | Завуч

months and directions in turn
{HEAD}
Март >4
{ROW}
Дети >4
2 | Слёт | | Завуч
Апрель >4
3 | Бал | | Завуч

a month without items
{HEAD}
Март >4
Апрель >4
{ROW}
Май >4

headings without items
{HEAD}
Кадры >4
Дети >4
{ROW}
Школа >4

headings of several levels
{HEAD}
Раздел 1. Школа >4
1.1. Кадры. >4
{ROW}
1.2. Дети: >4
2 | Слёт | Май | Завуч
Раздел 2. Дом >4
2.1. Двор >4
2.1.1. Сад >4
3 | Бал | Май | Завуч
2.2. Кухня >4
4 | Смотр | Май | Завуч

headings without numbers below Roman ones
{HEAD}
I. Школа >4
Кадры >4
{ROW}
Дети >4
2 | Слёт | Май | Завуч

headings of other kinds
{HEAD}
I. Школа >4
Блок 1 >4
{ROW}
Блок 2 >4
2 | Слёт | Май | Завуч
II. Дом >4
Направление «Двор» >4
3 | Бал | Май | Завуч
Модуль >4
4 | Смотр | Май | Завуч
Глава >4
5 | Сбор | Май | Завуч
1. Сад >4
6 | Поход | Май | Завуч

sums and signatures
{HEAD}
{ROW}
| Итого по разделу | |
2 | Всего сил | Май | Завуч
| Всего сил | Май |
| Итого | | Завуч
| Директор | | А.Б. Лесной
| Завуч | | О.Н. Белкина

long texts that are left out
{HEAD}
{"Раздел о детях " * 4} >4
Кадры >4
{ROW}
| Итого по разделу {"о детях " * 6} | |
| Заместитель директора школы {"и сада " * 6} | | А.Б. Лесной

a signature above an item
{HEAD}
{ROW}
| Директор | | А.Б. Лесной
2 | Слёт | Май | Завуч

what is no signature
{HEAD}
{ROW}
| Директор | Май | А.Б. Лесной
3 | Завуч | | О.Н. Белкина
| Слова | | О.Н. Белкина
| Секретарь | | завуч

rows without a term and a party
{HEAD}
| Кадры | |
{ROW}
1.1 | Бал | |
I | Дети | |
Раздел 2 | Школа | |
2 | Слёт | Май | Завуч
3 | Смотр | |
5 | Сбор | Май | Завуч
6 | Дом | |
| Игра | Май | Завуч
7 | Двор | |
7.1 | Забор | Май | Завуч
8 | Сад | |
1 | Яблоки | Май | Завуч

rows without a party in a table without terms
№ | Мероприятие | Ответственный
| Кадры |
1 | Курсы | Методист
| Май |
2 | Слёт | Завуч

measures alone in a table without terms
Мероприятие | Ответственный
Курсы | Методист
Слёт |
*Дети* |
Бал | Завуч
Школа >2
Сбор | Завуч

a column of sections
Раздел | № | Мероприятие | Срок | Ответственный
Кадры | 1 | Курсы | Март | Методист
Кадры | 2 | Слёт | Май | Завуч
| 3 | Бал | Май | Завуч
Дети | 4 | Смотр | Май | Завуч

a column of sections, a word of its own for each row
Раздел | № | Мероприятие | Срок | Ответственный
Кадры | 1 | Курсы | Март | Методист
Дети | 2 | Слёт | Май | Завуч
Дом | 3 | Бал | Май | Завуч

a column of sections, two of them for three rows
Раздел | № | Мероприятие | Срок | Ответственный
Кадры | 1 | Курсы | Март | Методист
Кадры | 2 | Слёт | Май | Завуч
Дети | 3 | Бал | Май | Завуч

two columns of sections
Раздел | Блок | № | Мероприятие | Срок | Ответственный
Кадры | один | 1 | Курсы | Март | Методист
Кадры | один | 2 | Слёт | Май | Завуч
Кадры | два | 3 | Бал | Май | Завуч
Кадры | два | 4 | Смотр | Май | Завуч

numbers in the measures below headings
Мероприятие | Срок | Ответственный
Кадры >3
1. Курсы | Март | Методист
2. Слёт | Май | Завуч
Дети >3
1. Бал | Май | Завуч

numbers in the measures beside a column of them
{HEAD}
| 1. Курсы | Март | Методист
2 | 2. Слёт | Май | Завуч

# Directions and months as columns
one column of a direction
Месяц | Учебная работа | Ответственный
Март | Курсы | Методист

directions and a plan's words
Месяц | Мероприятия с детьми | Мероприятия для родителей | Работа в школе | Ответственный
1 | 2 | 3 | 4 | 5
Март | Курсы | Собрание | | Методист
Май | | Слёт | Бал | Завуч

two directions beside a measure
Мероприятие | Учебная работа | Внеучебная работа | Срок | Ответственный
Курсы | да | нет | Март | Методист

directions without rows
Месяц | Мероприятия с детьми | Мероприятия для родителей | Ответственный

directions beside a measure
Мероприятие | Учебная работа | Срок | Ответственный
Курсы | да | Март | Методист

measures under months, half of the cells
Направление | Март | Апрель
Кадры | Курсы для всех учителей | 5
Дети | Слёт | +
Дом | Сбор | +

measures under months, more than half
Направление | Март | Апрель
Кадры | Курсы для всех учителей | 5
Дети | Слёт | Сбор
Дом | Смотр | +

measures under one month
Направление | Мероприятие | Март
Кадры | Курсы | да
Дети | Слёт | Бал

a long text of time under months
№ | Мероприятие | Март | Апрель
1 | Курсы | в течение месяца, на педсовете | в течение месяца, на педсовете

a text of time under months that is too long
№ | Мероприятие | Март | Апрель
1 | Курсы | в течение месяца и на педсовете | в течение месяца и на педсовете

a measure merged over all months
Направление | Март | Апрель | Май
Кадры | Курсы >3
Дети | Слёт | + | +
Дом | Смотр >3

measures under months over several columns
Направление | № | Срок | Март | Апрель | Ответственный
Кадры | 1 | 5 | Курсы >2 | Методист
Дети | 2 | 6 | Слёт | Бал | Завуч
Дом | 3 | 7 | Смотр | Сбор | Завуч

# Rows that are left out
numbers of columns
{HEAD}
1 | 2 | 3 | 4
{ROW}

numbers of columns in another order
{HEAD}
{ROW}
2 | 1 | 3 | 4

numbers of columns with dots, the last one empty
{HEAD}
1. | 2. | 3. |
{ROW}

two numbers
{HEAD}
{ROW}
1 | 2 | |

notes
{HEAD}
Примечание. Слова >1
Примечания: слова >1
Продолжение приложения >1
Окончание таблицы 1 >1
{ROW}
Примечание | | |

a second header
{HEAD}
{ROW}
№ | Мероприятие | Ответственный | Срок
2 | Слёт | Завуч | Май

a second header whose numbers are words
{HEAD}
{ROW}
№ | Мероприятие | Ответственный | Срок
зал | Слёт | Завуч | Май
парк | Бал | Завуч | Май

a second header of two rows
{HEAD}
{ROW}
№ | Мероприятие | Срок >2
^ | ^ | Начало | Конец
2 | Слёт | 01.03.2021 | 02.03.2021

a second header without numbers
Мероприятие | Срок | Ответственный
Курсы | Март | Методист
Мероприятие | Срок | Ответственный
Слёт | Май | Завуч
Мероприятие | Сроки | Ответственный
Бал | Май | Завуч

the same as above, at first
{HEAD}
1 | Курсы | -//- | то же
2 | Слёт | Май | Завуч
3 | » | » | те же

merged cells at first
{HEAD}
1 | ^ | Март | Методист
2 | Слёт | Май | Завуч

# Headers
a kind of mark beside another one
№ | Мероприятие | Срок | Ответственный | Отметка об исполнении | Факт
1 | Курсы | Март | Методист | Исполнено 05.03.2021. | да

a mark behind a plainer one
№ | Мероприятие | Срок | Ответственный | Факт | Отметка об исполнении
1 | Курсы | Март | Методист | да | Исполнено 05.03.2021.

a second row without words
№ | Мероприятие | Срок >2 | Ответственный
^ | ^ | | | ^
1 | Курсы | Март | 2021 | Методист

a second row of words under one cell
№ | Мероприятие >2 | Срок | Ответственный
^ | Название | Форма | ^ | ^
1 | Курсы | семинар | Март | Методист

a second row without spans, whose first cell has no words
№ | Мероприятие | Срок | | Ответственный
| | с | по |
1 | Курсы | 01.03.2021 | 02.03.2021 | Методист

a second row with words under a cell of its own
№ | Мероприятие | Срок >2 | Ответственный
| | Начало | Конец | Отдел
1 | Курсы | 01.03.2021 | 02.03.2021 | Методист

tasks of who executes, with no other measure
№ | Задачи исполнителя | Срок | Ответственный
1 | Курсы | Март | Методист

tasks of who executes beside kinds of work
№ | Вид деятельности | Задачи исполнителя | Срок
1 | Курсы | провести | Март

numbers for half of the rows
№ | Мероприятие | Срок | Ответственный
зал | Курсы | Март | Методист
2 | Слёт | Май | Завуч
| Бал | Май | Завуч

words in the column without words
| Мероприятие | Срок | Ответственный
Кадры | Курсы | Март | Методист
Дети | Слёт | Май | Завуч
Дети | Бал | Май | Завуч
Дети | Сбор | Май | Завуч

numbers in a narrower row
№ | Мероприятие | Срок | Ответственный
зал | Курсы >3
дом | Слёт | Май | Завуч
3 | Бал | Май | Завуч

a header whose first column has no words
| Мероприятие | Срок | Ответственный
1 | Курсы | Март | Методист

an unknown column for the measures
№ | Что | Где | Срок | Ответственный
1 | Курсы | зал | Март | Методист

an unknown column without a term
№ | Что | Ответственный
1 | Курсы | Методист

a header of neither terms nor parties
№ | Мероприятие | Место
1 | Курсы | зал

a header of a long text
№ | {"Мероприятие".ljust(120, ".")} | Срок
1 | Курсы | Март

a header of a text that is too long
№ | {"Мероприятие".ljust(121, ".")} | Срок
1 | Курсы | Март

a second row of a header
№ | Мероприятие | Срок >2 | Ответственный >2
^ | ^ | Начало | Конец | ФИО | Отдел
1 | Курсы | 01.03.2021 | 02.03.2021 | Орлов П.П. | МОЦ

a second row of months
№ | Мероприятие | Месяцы >2 | Ответственный
^ | ^ | Март | Май | ^
1 | Курсы | + | | Методист
2 | Слёт | | + | Завуч

a second row of other roles
№ | Мероприятие | Организация >3
^ | ^ | Срок | Ответственный | Место
1 | Курсы | Март | Методист | зал

a second row of a term's parts
№ | Мероприятие | Срок >2 | Ответственный
^ | ^ | план | факт | ^
1 | Курсы | Март | 05.03.2021 | Методист

a second row that begins with words
№ | Мероприятие | Срок >2 | Ответственный
1 | Курсы | Март | 2021 | Методист

a second row of one cell
№ | Мероприятие | Срок >2 | Ответственный
Кадры >5
1 | Курсы | Март | 2021 | Методист

a second row of another width
№ | Мероприятие | Срок >2 | Ответственный
^ | ^ | Начало | Конец
1 | Курсы | 01.03.2021 | 02.03.2021 | Методист

a second row below undivided cells
№ | Мероприятие | Срок | Ответственный
| | Март | Методист
1 | Курсы | Май | Завуч

two columns of numbers
№ | Мероприятие | № приказа | Срок | Ответственный
1 | Курсы | 12 | Март | Методист

two columns of numbers before the measure
№ | № пункта | Мероприятие | Срок | Ответственный
1 | 1.1 | Курсы | Март | Методист

two columns of numbers behind the measure
Мероприятие | № | № пункта | Срок | Ответственный
Курсы | 1 | 7 | Март | Методист

two measures, the plainer one second
Содержание | Мероприятие | Срок | Ответственный
зал | Курсы | Март | Методист

kinds of work beside a measure
№ | Вид работы | Мероприятие | Срок | Ответственный
1 | Кадры | Курсы | Март | Методист
2 | Кадры | Слёт | Май | Завуч

titles of sections beside a measure
№ | Раздел (название) | Мероприятие | Срок | Ответственный
1 | Кадры | Курсы | Март | Методист
2 | Кадры | Слёт | Май | Завуч

titles of others beside a measure
№ | Название школы | Мероприятие | Срок | Ответственный
1 | Первая | Курсы | Март | Методист
2 | Первая | Слёт | Май | Завуч

tasks beside a measure
№ | Задача | Мероприятие | Срок | Ответственный
1 | Кадры | Курсы | Март | Методист
2 | Кадры | Слёт | Май | Завуч

sections for measures
№ | Направление | Срок | Ответственный
1 | Курсы | Март | Методист

two sections for measures
Раздел | Направление | Срок | Ответственный
Кадры | Курсы | Март | Методист

two terms, one of the fact
№ | Мероприятие | Срок | Фактический срок | Ответственный
1 | Курсы | Март | Исполнено 05.03.2021. | Методист

two terms, one with a mark's words
№ | Мероприятие | Срок | Дата выполнения | Ответственный
1 | Курсы | Март | Исполнено 05.03.2021. | Методист

a term of the fact alone
№ | Мероприятие | Дата выполнения | Ответственный
1 | Курсы | 05.03.2021 | Методист

two terms, one of preparation
№ | Мероприятие | Срок подготовки | Срок | Ответственный
1 | Курсы | Февраль | Март | Методист

numbers that are none
№ | Мероприятие | Срок | Ответственный
зал | Курсы | Март | Методист
2 | Слёт | Май | Завуч

more words than numbers
№ | Мероприятие | Срок | Ответственный
зал | Курсы | Март | Методист
2 | Слёт | Май | Завуч
парк | Бал | Май | Завуч

# Several tables
a table of other things
{HEAD}
{ROW}
---
Имя | Класс | Оценка | Дата
Пётр | 5 | 4 | Май

a table without terms
№ | Мероприятие | Ответственный
1 | Бал | Завуч
Слова между
{HEAD}
{ROW}

two tables without terms
№ | Мероприятие | Ответственный
1 | Бал | Завуч
---
№ | Мероприятие | Ответственный
2 | Слёт | Завуч

a list of goods behind a plan
{HEAD}
{ROW}
---
№ | Наименование | Кол-во | Цена | Срок | Исполнитель
1 | Мел | 5 | 10 | Май | Завхоз

text between two tables
{HEAD}
{ROW}
Слова
* сноска
2. Дети
и родители
{HEAD}
2 | Слёт | Май | Завуч

a long text between two tables
{HEAD}
{ROW}
{"Д" * 200}
{"Е" * 49}
{HEAD}
2 | Слёт | Май | Завуч

a text that is too long between two tables
{HEAD}
{ROW}
{"Д" * 200}
{"Е" * 50}
{HEAD}
2 | Слёт | Май | Завуч

a plan below another one in one table
План на 2021 год >4
{HEAD}
{ROW}
План уборки на 2022 год >4
{HEAD}
1 | Уборка | Май | Завхоз

people behind a plan
{HEAD}
{ROW}
---
Белкина О.Н. | завуч | 11-22-33 | зал
Орлов П.П. | врач | 11-22-34 | зал
Лесной А.Б. | повар | | зал

fewer telephones than people
{HEAD}
{ROW}
---
2 | Слёт | Май | 11-22-33
3 | Бал | Май | Завуч

a table of another width behind a plan
{HEAD}
{ROW}
---
2 | Слёт >2 | Завуч
---
3 | Бал

sheets of people
{HEAD}
{ROW}
---
Белкина О.Н. | завуч | подпись | зал

half of the rows with telephones
{HEAD}
{ROW}
---
2 | Беседа | +7 (495) 111-22-33 | Белкина О.Н.
3 | Слёт | Май | Завуч

a heading above a table that goes on
{HEAD}
{ROW}
Дети
2 | Слёт | Май | Завуч

three tables, one without terms in the middle
План на 2021 год
{HEAD}
{ROW}
Дети
№ | Мероприятие | Ответственный
2 | Слёт | Завуч
Дом
{HEAD}
3 | Бал | Май | Завуч

a chart of days
{HEAD} | {" | ".join(map(str, range(1, 57)))}
{ROW} | {" | ".join(["1"] * 56)}

a chart of more days
{HEAD} | {" | ".join(map(str, range(1, 58)))}
{ROW} | {" | ".join(["1"] * 57)}

columns of money beside who answers
№ | Мероприятие | Срок | Ответственный | Сумма | Кол-во
1 | Курсы | Март | Методист | 5 | 6

columns of work beside who answers
№ | Мероприятие | Срок | Ответственный | Трудозатраты
1 | Курсы | Март | Методист | 5

a table before a plan
Имя | Класс
Пётр | 5
{HEAD}
{ROW}
"""


def documents() -> Iterator[tuple[str, str]]:
    """Give the tables of each document, by its name."""
    for block in TABLES.strip().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("# ")]
        yield lines[0], "\n".join(lines[1:])


def shown(proposal: Proposal) -> Iterator[str]:
    for section in proposal.plan.sections:
        yield f"  # {section.title}" + (f" [{section.term}]" if section.term else "")
        yield from (f"  {_shown(item)}" for item in section.items)
    yield from (f"  – {place}: {reason}" for place, reason in proposal.skipped)
    yield from (f"  ? {each.said}" for each in proposal.doubts)
    yield from (f"  … {place}" for place in proposal.continued)


def _shown(item: NewItem) -> str:
    parts = [item.id, item.title, item.term, "; ".join(item.responsible)]
    facts = [
        "" if item.status == "planned" else item.status,
        *(str(day) for day in item.executed),
        f"→ {item.postponed_to}" if item.postponed_to else "",
        f"/ {item.note}" if item.note else "",
        f"= {item.result}" if item.result else "",
        f"({item.comment})" if item.comment else "",
    ]
    return " ".join([" | ".join(parts), *filter(None, facts)]).replace("\n", " / ")


def test_what_is_read_of_a_table_and_what_a_person_is_told() -> None:
    lines = []
    for name, text in documents():
        lines += ["", f"{name}:", *text.splitlines()]
        try:
            lines += shown(read(text, physical=not name.startswith("paste: "), notes=True))
        except RoadmapError as error:
            lines.append(f"  ! {error}")
    same_as_golden("import_tables.txt", "\n".join(lines).strip() + "\n")


PLANS = f"""
План школы на 2021 год
{HEAD}
{ROW}
2 | Слёт | Май | Завуч
Дети
{HEAD}
3 | Бал | Май | Завуч
План сада на 2022 год
{HEAD}
1 | Уборка помещений и двора школы после зимних каникул | Май | Завхоз
Контроль за исполнением возложить на завуча Белкину О.Н.
"""
CLEANING = "Уборка помещений и двора школы после зимних каникул"


@pytest.mark.parametrize(
    ("tables", "titles"),
    [
        ((2,), ["Курсы", "Слёт", "Бал"]),
        ((3,), ["Курсы", "Слёт", "Бал"]),
        ((4,), [CLEANING]),
        ((2, 4), ["Курсы", "Слёт", CLEANING]),
        ((4, 2), ["Курсы", "Слёт", CLEANING]),
        ((2, 3, 4), ["Курсы", "Слёт", "Бал", CLEANING]),
    ],
)
def test_tables_that_a_person_chooses_of_several_plans(
    tables: tuple[int, ...], titles: list[str]
) -> None:
    proposal = read(PLANS, table=tables, title=None, year=None)
    assert [item.title for item in proposal.items] == titles
    last = CLEANING in titles
    assert proposal.plan.order == ({"controlled_by": "завуча Белкина О.Н."} if last else {})
    of_garden = "План сада на 2022 год"
    assert proposal.plan.title == (of_garden if titles == [CLEANING] else "План школы на 2021 год")


@pytest.mark.parametrize(
    ("tables", "titles"),
    [((), ["Курсы", "Слёт", "Бал", CLEANING]), ((2,), ["Курсы", "Слёт"]), ((4,), [CLEANING])],
)
def test_tables_that_a_person_chooses_of_one_plan(
    tables: tuple[int, ...], titles: list[str]
) -> None:
    proposal = read(PLANS.replace("План сада на 2022 год", "Сад"), table=tables)
    assert [item.title for item in proposal.items] == titles
    assert proposal.plan.order == {"controlled_by": "завуча Белкина О.Н."}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            PLANS,
            "в нём несколько планов, выберите: "
            "--table 2 — «План школы на 2021 год» (3 строки, первая: Курсы); "
            "--table 4 — «План сада на 2022 год» "
            "(1 строка, первая: Уборка помещений и двора школы после зим); "
            "вместе, одним планом: --table 2,4; каждый в свой файл: --each",
        ),
        (
            f"{HEAD}\n{ROW}\nПлан сада на 2022 год\n{HEAD}\n| | Май | Завхоз\n"
            f"План дома на 2022 год\n{HEAD}",
            "в нём несколько планов, выберите: --table 1 — «без названия» (1 строка, первая: Курсы); "
            "--table 2 — «План сада на 2022 год» (1 строка, первая: Завхоз); "
            "--table 3 — «План дома на 2022 год» (0 строк); "
            "вместе, одним планом: --table 1,2,3; каждый в свой файл: --each",
        ),
    ],
)
def test_several_plans_are_offered_by_their_titles_and_first_measures(
    text: str, reason: str
) -> None:
    with pytest.raises(SeveralPlansError) as refusal:
        read(text)
    assert str(refusal.value) == f"документ план.docx не прочитан: {reason}"
    assert refusal.value.exit_code == 2


def test_a_table_that_is_not_there() -> None:
    with pytest.raises(UnreadableDocumentError) as refusal:
        read(PLANS, table=(2, 6))
    assert str(refusal.value) == (
        "документ план.docx не прочитан: таблицы плана № 6 в нём нет; есть: 2, 3, 4"
    )


NAMED = "№,мероприятие,срок,ответственный"


@pytest.mark.parametrize(
    ("text", "titles", "skipped"),
    [
        ("Слова | | |\nНомер | Дело | Когда | Кто\n" + ROW, ["Курсы"], {"строка 2"}),
        (f"{ROW}\n{HEAD}\n2 | Слёт | Май | МОЦ", ["Курсы", "Слёт"], {"строка 2"}),
        (f"а | б | в\n{ROW}", ["Курсы"], set()),
        (f"ДОГОВОР № 5\nСтороны договорились\n{HEAD}\n{ROW}", ["Курсы"], {"строка 3"}),
        (f"{HEAD}\n{ROW}\nДети\n2 | Слёт | Май | МОЦ\n---\nа | б", ["Курсы", "Слёт"], {"строка 1", "таблица 3"}),
        ("1 | Слёт | Май | МОЦ\n---\n2 | Бал | Май | МОЦ", ["Слёт", "Бал"], set()),
    ],
)  # fmt: skip
def test_tables_whose_columns_a_person_names(
    text: str, titles: list[str], skipped: set[str]
) -> None:
    proposal = read(text, columns=NAMED)
    assert [item.title for item in proposal.items] == titles
    assert {each.place for each in proposal.skipped} == skipped


def test_what_a_person_cannot_mean_by_columns() -> None:
    with pytest.raises(UnreadableDocumentError, match="таблица плана в нём не найдена"):
        read("а | б\nв | г", columns=NAMED)
    with pytest.raises(UsageError) as refusal:
        read(f"{HEAD}\n{ROW}", columns="срок, цвет ")
    assert str(refusal.value) == (
        "--columns: нет столбца «цвет»; бывают: №, мероприятие, срок, ответственный, отметка, "
        "результат, раздел, примечание; «-» пропускает"
    )
    with pytest.raises(UsageError) as refusal:
        read(f"{HEAD}\n{ROW}", columns="№,срок")
    assert str(refusal.value) == "--columns: среди столбцов нужно «мероприятие»"


@pytest.mark.parametrize(
    ("line", "is_of_people"),
    [
        ("Лист | согласования | | ___", True),
        ("Завуч | СОГЛАСОВАНО | | ", True),
        ("С планом | ознакомлены | | ", True),
        ("Завуч | подпись | | ", True),
        ("Завуч | телефоны | | ", True),
        ("Завуч | 8 (495) 111-22-33 | | ", True),
        ("Завуч | т. 11-22-33 | | ", True),
        ("Завуч | тел.+74951112233 | | ", True),
        ("2 | Подписка на газеты | Май | Завуч", False),
        ("2 | Слёт 2021-2022 | Май | Завуч", False),
        ("2 | Слёт | 11-12 | Завуч", False),
    ],
)
def test_a_table_behind_a_plan_may_be_of_people(line: str, *, is_of_people: bool) -> None:
    proposal = read(f"{HEAD}\n{ROW}\n---\n{line}")
    assert bool(proposal.continued) is not is_of_people
    assert (Skipped("таблица 2", "без заголовка плана") in proposal.skipped) is is_of_people


def test_a_cell_of_a_header_that_goes_on_may_have_its_text_again() -> None:
    head = (Cell("№"), Cell("Мероприятие"), Cell("Срок", 2))
    again = (Cell("", continued=True), Cell("Мероприятие", continued=True))
    rows = [
        Row(head, "строка 1", 1),
        Row((*again, Cell("Начало"), Cell("Конец")), "строка 2", 1),
        Row((Cell("1"), Cell("Курсы"), Cell("01.03.2021"), Cell("02.03.2021")), "строка 3", 1),
    ]
    [found] = heads(rows)
    assert (found.begin, found.end) == (0, 2)
    assert [column.words for column in found.columns] == [
        "№",
        "Мероприятие",
        "Срок Начало",
        "Срок Конец",
    ]
