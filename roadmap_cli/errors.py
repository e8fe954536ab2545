"""Every failure a user can meet: each error owns its exit code and builds its sentence from values."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class RoadmapError(Exception):
    """Base of all expected failures; `str(error)` is the Russian text for stderr."""

    exit_code: ClassVar[int] = 1


class UnreadableTermError(RoadmapError):
    """A wording of a term that a person must decide."""

    exit_code = 2

    def __init__(self, text: str, reason: str, advice: Sequence[str]) -> None:
        """Keep the wording, what is unclear in it and two or three ways to write it."""
        self.text = text
        self.reason = reason
        self.advice = tuple(advice)
        ways = " или ".join(f"«{way}»" for way in self.advice)
        super().__init__(
            f"срок «{text}» не понят: {reason}" + (f"; напишите {ways}" if ways else "")
        )


class Problem(NamedTuple):
    """One thing wrong in a plan file; line and column count from 1."""

    line: int
    column: int
    text: str


class InvalidPlanError(RoadmapError):
    """A plan file that cannot be trusted, with every problem found in it."""

    exit_code = 5

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        """Give one `file:line:column: sentence` line a problem."""
        self.problems = tuple(sorted(problems))
        super().__init__(
            "\n".join(f"{path}:{line}:{column}: {text}" for line, column, text in self.problems)
        )


class UsageError(RoadmapError):
    """A command line that asks for something that cannot be meant."""

    exit_code = 2


class _UnknownNameError(UsageError):
    """A name that the plan does not have."""

    what: ClassVar[str]
    many: ClassVar[str]

    def __init__(self, name: str, known: Sequence[str]) -> None:
        """Name what was asked for and the nearest names there are."""
        self.name = name
        super().__init__(f"{self.what} «{name}»; {_nearest(name, known, self.many)}")


class UnknownPartyError(_UnknownNameError):
    """No party is called so."""

    what = "в плане нет ответственного"
    many = "все ответственные: roadmap parties"


class UnknownSectionError(_UnknownNameError):
    """No section is called so."""

    what = "в плане нет раздела"
    many = "разделы: 1, 2, … или слова из названия"


class UnknownStatusError(_UnknownNameError):
    """No status or state is called so."""

    what = "нет статуса"
    many = "статусы: planned, in_progress, done, cancelled, overdue, done_late"


class NoSuchItemError(RoadmapError):
    """Numbers that no item of the plan has."""

    exit_code = 4

    def __init__(self, missing: Sequence[str], known: Sequence[str]) -> None:
        """Name the missing numbers and the nearest ones there are."""
        self.missing = tuple(missing)
        numbers = ", ".join(missing)
        what = "нет пункта" if len(missing) == 1 else "нет пунктов"
        some = f"есть {known[0]} … {known[-1]}" if known else "план пуст"
        super().__init__(f"в плане {what} {numbers}; {_nearest(missing[0], known, some)}")


def _nearest(name: str, known: Sequence[str], otherwise: str) -> str:
    """Suggest the names nearest to the one typed."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    folded = {each.casefold(): each for each in known}
    near = [folded[each] for each in get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    return "возможно, " + " или ".join(f"«{each}»" for each in near) + "?" if near else otherwise


class RefusedChangeError(UsageError):
    """A change that makes no sense for the item as it is."""

    def __init__(self, item_id: str, reason: str) -> None:
        """Name the item and the reason."""
        super().__init__(f"пункт {item_id} не изменён: {reason}")


class MissingPlanError(RoadmapError):
    """No plan file where one is looked for."""

    exit_code = 5

    def __init__(self, place: Path, *, searched: bool) -> None:
        """Tell apart a file that was named and a search that found none."""
        if searched:
            text = f"в папке {place} и выше нет ни roadmap_*.yaml, ни data/roadmap_*.yaml"
            super().__init__(
                f"{text}; укажите файл: roadmap --file ПЛАН.yaml, или создайте: roadmap init"
            )
        else:
            super().__init__(
                f"нет файла плана {place}; проверьте --file и $ROADMAP_FILE, или создайте: roadmap init"
            )


class SeveralPlansError(RoadmapError):
    """More than one plan lies in the folder and none, or several, hold today."""

    exit_code = 5

    def __init__(self, paths: Sequence[Path]) -> None:
        """List the plans to choose from."""
        names = ", ".join(map(str, paths))
        super().__init__(
            f"планов несколько ({names}); укажите, какой нужен: roadmap --file {paths[0]}"
        )


class UnreadablePlanError(RoadmapError):
    """A plan that the system does not let us read, or that is no ordinary file."""

    exit_code = 5

    def __init__(self, path: Path, reason: str) -> None:
        """Name the file and the reason."""
        super().__init__(f"план {path} не прочитан: {reason}")


class UnwritableError(RoadmapError):
    """A file or a stream that cannot be written; what was there is still there."""

    exit_code = 6

    def __init__(self, what: str, reason: str) -> None:
        """Name what is not written and the reason."""
        super().__init__(f"{what}: {reason}")


class BusyPlanError(RoadmapError):
    """Another program holds the plan's lock for too long."""

    exit_code = 6

    def __init__(self, path: Path, seconds: float, lock: Path, holder: str) -> None:
        """Name the plan, how long was waited, and who may hold the lock."""
        who = f"возможно, {holder}" if holder else "другая программа"
        super().__init__(
            f"план {path} не изменён: он занят ({who}), ждали {seconds:.0f} с; "
            f"повторите команду, а кто держит файл, покажет: fuser -v {lock}"
        )


class NothingToUndoError(RoadmapError):
    """No change is remembered for the plan."""

    exit_code = 4

    def __init__(self, path: Path) -> None:
        """Name the plan."""
        super().__init__(f"отменять нечего: у плана {path} нет запомненных изменений")


class MailSettingsError(UsageError):
    """Settings or addresses with which no mail can be sent."""


class UndeliveredError(RoadmapError):
    """Some messages were not sent; the others were."""

    exit_code = 6

    def __init__(self, failures: Sequence[str]) -> None:
        """Give one clause a message."""
        self.failures = tuple(failures)
        super().__init__(f"не отправлено писем: {len(failures)}; " + "; ".join(failures))


class MissingPartError(RoadmapError):
    """An optional part of the program that is not installed."""

    exit_code = 7

    def __init__(self, what: str, extra: str) -> None:
        """Say what for, and the command that installs it."""
        super().__init__(f"чтобы {what}, установите: pip install 'roadmap-control[{extra}]'")
