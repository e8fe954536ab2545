"""Every failure that a user can meet, each with its exit code and a sentence built from values."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from roadmap_cli.wording import nearest, perhaps

if TYPE_CHECKING:
    from collections.abc import Sequence


class ExitCode(IntEnum):
    """The result of a run, for scripts; `BROKEN`, `BUSY` and `UNDECIDED` override `FOUND`."""

    DONE = 0
    CRASHED = 1
    USAGE = 2
    FOUND = 3
    NO_ITEM = 4
    BROKEN = 5
    BUSY = 6
    NOT_INSTALLED = 7
    UNDECIDED = 8
    INTERRUPTED = 130


class RoadmapError(Exception):
    """Base of all expected failures; `str(error)` is the Russian text for stderr."""

    exit_code: ClassVar[ExitCode] = ExitCode.CRASHED


class UnreadableTermError(RoadmapError):
    """A wording of a term that a person must clarify."""

    exit_code = ExitCode.USAGE
    verb: ClassVar[str] = "напишите"

    def __init__(self, text: str, reason: str, advice: Sequence[str]) -> None:
        self.text = text
        self.reason = reason
        self.advice = tuple(advice)
        ways = " или ".join(f"«{way}»" for way in self.advice)
        what_to_do = f"; {self.verb} {ways}" if ways else ""
        super().__init__(f"срок «{text}» не понят: {reason}{what_to_do}")


class EventTermError(UnreadableTermError):
    """A wording counted from an event: the words stay, and another key gives the date."""

    verb = "оставьте слова документа и допишите к пункту"

    def __init__(self, text: str) -> None:
        reason = "он отсчитывается от события, а нужна дата"
        super().__init__(text, reason, ["due: дата", "due: нет"])


class Problem(NamedTuple):
    """One thing wrong in a plan file; line and column count from 1."""

    line: int
    column: int
    text: str


class InvalidPlanError(RoadmapError):
    """A plan file that cannot be trusted, with every problem found in it."""

    exit_code = ExitCode.BROKEN

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = (f"{path}:{line}:{column}: {text}" for line, column, text in self.problems)
        super().__init__("\n".join(lines))


class UsageError(RoadmapError):
    """A command line that makes no sense."""

    exit_code = ExitCode.USAGE


class _UnknownNameError(UsageError):
    what: ClassVar[str]
    many: ClassVar[str]

    def __init__(self, name: str, known: Sequence[str]) -> None:
        advice = perhaps(nearest(name, known)) or self.many.format(", ".join(known))
        super().__init__(f"{self.what} «{name}»; {advice}")


class UnknownPartyError(_UnknownNameError):
    """There is no such party."""

    what = "в плане нет ответственного"
    many = "все ответственные: roadmap parties"


class UnknownMemberError(_UnknownNameError):
    """There is no such member of the group that answers for an item."""

    what = "в группе, которая отчитывается по пункту, нет"
    many = "в неё входят: {}"


class UnknownSectionError(_UnknownNameError):
    """There is no such section."""

    what = "в плане нет раздела"
    many = "разделы: 1, 2, … или слова из названия"


class UnknownPlanError(_UnknownNameError):
    """There is no such plan."""

    what = "нет плана"
    many = "имена планов показывает roadmap report --all"


class UnknownStatusError(_UnknownNameError):
    """There is no such status or state."""

    what = "нет статуса"
    many = "бывают: {}"


class NoSuchItemError(RoadmapError):
    """Numbers that no item of the plan has."""

    exit_code = ExitCode.NO_ITEM

    def __init__(
        self, missing: Sequence[str], known: Sequence[str], elsewhere: Sequence[str] = ()
    ) -> None:
        self.missing = tuple(missing)
        numbers = ", ".join(missing)
        what = "нет пункта" if len(missing) == 1 else "нет пунктов"
        some = f"есть {known[0]} … {known[-1]}" if known else "план пуст"
        near = nearest(missing[0], known, likeness=0.5)  # sharing one digit of two is enough
        advice = perhaps(near) or some
        if elsewhere:
            advice = f"есть в другом плане: {' '.join(elsewhere)}"
        super().__init__(f"в плане {what} {numbers}; {advice}")


class UnseenItemError(RoadmapError):
    """An item that only an unreadable plan may have."""

    exit_code = ExitCode.BROKEN

    def __init__(self, error: NoSuchItemError) -> None:
        super().__init__(f"{error}; но рядом план, который не прочитан: исправьте его")


class NotANumberError(UsageError):
    """A word among item numbers that cannot be one: text without quotes, a day."""

    def __init__(self, word: str) -> None:
        advice = "текст из нескольких слов возьмите в кавычки: «…»"
        if word.startswith(("–", "—")):  # word processors turn two hyphens into a dash
            advice = f"вместо тире нужны два дефиса: --{word.lstrip('–—-')}"
        elif word[0].isdigit():  # a day
            advice = f"день пишут так: --date {word}"
        super().__init__(f"«{word}» не номер пункта; {advice}")


class AmbiguousItemError(UsageError):
    """A number that items of several plans have; `choices` are references with titles."""

    def __init__(self, number: str, choices: Sequence[tuple[str, str]]) -> None:
        self.number = number
        self.choices = tuple(choices)
        listed = ", ".join(f"{ref} {told}" for ref, told in choices)
        super().__init__(
            f"пункт {number} есть в разных планах: {listed}; напишите, например, {choices[0][0]}"
        )


class RefusedChangeError(UsageError):
    """A change that makes no sense for the item in its present state."""

    def __init__(self, item_id: str, reason: str) -> None:
        super().__init__(f"пункт {item_id} не изменён: {reason}")


class MissingPlanError(RoadmapError):
    """No plan file where one is looked for."""

    exit_code = ExitCode.BROKEN

    def __init__(self, place: Path, *, searched: bool) -> None:
        if searched:
            what = f"в папке {place} и выше нет ни roadmap_*.yaml, ни data/roadmap_*.yaml"
            advice = "укажите файл: roadmap --file ПЛАН.yaml,"
        else:
            what = f"нет файла плана {place}"
            advice = "проверьте имя в --file и $ROADMAP_FILE"
        super().__init__(
            f"{what}; {advice} "
            "или создайте план: roadmap import ДОКУМЕНТ, roadmap new ГОД, roadmap init"
        )


class BrokenNeighbourError(RoadmapError):
    """A change by a bare number that an unreadable plan may have too."""

    exit_code = ExitCode.BROKEN

    def __init__(self, example: str) -> None:
        super().__init__(
            "ничего не изменено: рядом план, который не прочитан; "
            f"исправьте его или назовите нужный: --plan {example}"
        )


class UnreadablePlanError(RoadmapError):
    """A plan that the system does not let us read, or that is not an ordinary file."""

    exit_code = ExitCode.BROKEN

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"план {path} не прочитан: {reason}")


class UnwritableError(RoadmapError):
    """A file or stream that cannot be written; its former content is intact."""

    exit_code = ExitCode.BUSY

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what}: {reason}")


class BusyPlanError(RoadmapError):
    """Another program holds the plan's lock or, without a lock, writes the plan itself."""

    exit_code = ExitCode.BUSY

    def __init__(self, path: Path, seconds: float, lock: Path | None = None) -> None:
        why, advice = "другая программа записывает его", "закройте его там и повторите команду"
        if lock:
            why, advice = "он занят другой программой", "повторите команду"
        super().__init__(
            f"план {path} не изменён: {why}, ждали {seconds:.0f} с; "
            f"{advice}, а кто держит файл, покажет: fuser -v {lock or path}"
        )


class NotInstalledError(RoadmapError):
    """A part of the program whose packages are not installed."""

    exit_code = ExitCode.NOT_INSTALLED

    def __init__(self, what: str, extra: str) -> None:
        import shlex  # noqa: PLC0415  # only this failure needs these
        from importlib.metadata import requires  # noqa: PLC0415
        from importlib.util import find_spec  # noqa: PLC0415

        listed = [each.partition(";") for each in requires("roadmap-control") or ()]
        packages = [name.strip() for name, _, when in listed if f"'{extra}'" in when]
        # The command that works here: pipx keeps a record, uv environments have no pip.
        if Path(sys.prefix, "pipx_metadata.json").exists():
            words = ["pipx", "inject", Path(sys.prefix).name, *packages]
        elif find_spec("pip"):
            words = [sys.executable, "-m", "pip", "install", *packages]
        else:
            words = ["uv", "pip", "install", "--python", sys.executable, *packages]
        command = shlex.join(words)
        super().__init__(f"{what}: нужная библиотека не установлена; установите: {command}")


class NoProgramError(RoadmapError):
    """A PDF report needs LibreOffice, which is missing or does not work."""

    exit_code = ExitCode.NOT_INSTALLED

    def __init__(self, *, is_there: bool) -> None:
        why = "его делает LibreOffice, а он не найден; установите его"
        if is_there:
            why = "LibreOffice его не сделал; проверьте, что установлена и часть для Word"
        super().__init__(
            f"PDF не записан: {why} (apt install libreoffice-writer или libreoffice.org) "
            "либо запишите .docx и сохраните его как PDF в Word"
        )


class NothingToUndoError(RoadmapError):
    """There is no recorded change of the plans."""

    exit_code = ExitCode.NO_ITEM

    def __init__(self, paths: Sequence[Path]) -> None:
        plans = f"у плана {paths[0]}" if len(paths) == 1 else "у найденных планов"
        super().__init__(f"отменять нечего: {plans} нет запомненных изменений")


class MailSettingsError(UsageError):
    """Settings or addresses that do not allow sending mail."""


class NotSentError(RoadmapError):
    """A sync that did not finish, or messages that were not all sent; what is here is intact."""

    exit_code = ExitCode.BUSY

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what}: {reason}")


class IncomingPlanError(RoadmapError):
    """An invalid plan sent by somebody else; ours is unchanged."""

    exit_code = ExitCode.BROKEN

    def __init__(self, path: Path, author: str, problems: Sequence[Problem]) -> None:
        lines = "\n".join(f"строка {line}: {text}" if line else text for line, _, text in problems)
        super().__init__(
            f"присланный план {path} не читается, ваш не тронут; попросите исправить ({author}):\n"
            f"{lines}"
        )


class UndecidedError(RoadmapError):
    """Two people decided differently; nothing is lost and nothing is sent."""

    exit_code = ExitCode.UNDECIDED

    def __init__(self, questions: Sequence[str], *, can_answer: bool = False) -> None:
        lines = "\n".join(questions)
        advice = "; ответьте на экране: roadmap sync" if can_answer else ""
        super().__init__(f"нужно ваше решение, ничего не отправлено и не потеряно{advice}\n{lines}")


class AlreadySentError(UsageError):
    """A change that others already have, so that it cannot be undone silently."""

    REVERSE: ClassVar = {
        "done": "reopen {ids}",
        "cancel": "reopen {ids}",
        "submit": "return {ids} --reason ТЕКСТ",
        "postpone": "postpone {ids} СРОК --reason ТЕКСТ",
        "reopen": "done {ids}",
        "correct": "done {ids} --correct",
        "amend": "amend {ids} --reason ТЕКСТ",
        "rename": "parties --rename НЫНЕШНЕЕ ПРЕЖНЕЕ",
    }

    def __init__(self, item_ids: Sequence[str], did: str) -> None:
        ids = " ".join(item_ids)
        reverse = self.REVERSE.get(did, "note {ids} ТЕКСТ" if ids else "edit").format(ids=ids)
        what = "последнее изменение не отменено: оно уже отправлено другим"
        super().__init__(f"{what}; обратная команда: roadmap {reverse}")
