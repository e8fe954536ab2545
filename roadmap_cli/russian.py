"""Typer in Russian: help, usage errors and completion.

Use `app = RussianTyper(help="…")` instead of `typer.Typer()`. The program's own `main()` calls
`typer.main.get_command(app).main(args, prog_name="roadmap", standalone_mode=False)`, catches `typer.TyperException`,
prints `sentence(error)` to stderr and exits with `error.exit_code`. That `main` returns the code of `typer.Exit` (130
after Ctrl-C) or what the command returned.

Wherever Typer offers a hook the words are built here from values; its English texts are never parsed. The private
names were read in Typer 0.29.2, whose vendored Click has no public path to its exceptions.
"""

from __future__ import annotations

import os
import re
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import typer
from typer._click import Command
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError
from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete
from typer._completion_shared import Shells, _get_shell_name, get_completion_script, install
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info

from roadmap_cli.shared_options import SHARED, hand_up, shared_options
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from typer._click import Context, HelpFormatter, Parameter

    Rows: TypeAlias = list[tuple[str, str]]
    Param: TypeAlias = TyperArgument | TyperOption

_LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")


class _RussianHelp(Command):
    """What groups and commands have in common: plain Russian help."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Say which command an option without its value belongs to, which the parser does not."""
        try:
            return super().parse_args(ctx, args)
        except BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Translate the words of `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Показать эту справку и выйти"
        return option

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the line that shows the order of words."""
        names = [_usage_name(param) for param in self.get_params(ctx) if isinstance(param, TyperArgument)]
        tail = ["КОМАНДА", "..."] if isinstance(self, TyperGroup) else names
        formatter.write_usage(ctx.command_path, " ".join(["[ПАРАМЕТРЫ]", *tail]), prefix="Использование: ")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write arguments, own options and, last, the shared ones."""
        sections: dict[str, Rows] = {"Аргументы": [], "Параметры": []}
        for param in _params(self, ctx):
            if not param.hidden:
                usual = "Аргументы" if isinstance(param, TyperArgument) else "Параметры"
                sections.setdefault(param.rich_help_panel or usual, []).append(_help_row(param))
        sections[SHARED] = sections.pop(SHARED, [])
        _write_sections(formatter, sections)


class RussianCommand(_RussianHelp, TyperCommand):
    """A command with Russian help and errors that also takes the shared options."""

    allow_extra_args = True  # only so that parse_args below gets them, to refuse them in Russian

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Add the shared options to the command's own."""
        return [*super().get_params(ctx), *(shared_options(ctx) if ctx.parent else [])]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Refuse surplus arguments and hand the values of shared options up, where a value given here wins."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail(_surplus(rest, ctx))
        if ctx.parent:
            hand_up(ctx)
        return rest


class RussianGroup(_RussianHelp, TyperGroup):
    """The application itself: commands first in its help, did-you-mean for their names."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Translate the completion options, which Typer appends after the group is built."""
        for param in self.params:
            if isinstance(param, TyperOption) and param.name in _COMPLETION:
                param.help, param.callback = _COMPLETION[param.name]
        return super().get_params(ctx)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Refuse an unknown command with the nearest names."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            hint = _nearest(args[0], _commands(self, ctx))
            every = f"{'В' if hint else 'в'}се команды: {ctx.command_path} --help"
            ctx.fail(f"нет команды {_quoted(args[0])}; {hint} {every}".replace(";  ", "; "))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands, by help panel, before the options."""
        sections: dict[str, Rows] = {}
        for name, command in _commands(self, ctx).items():
            panel = getattr(command, "rich_help_panel", None) or "Команды"
            text = command.short_help or (command.help or "").partition("\n\n")[0]
            sections.setdefault(panel, []).append((name, text.removesuffix(".")))
        _write_sections(formatter, sections)
        super().format_options(ctx, formatter)

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401  # Typer's own settings pass through
        """Let completion in bash offer names of several words."""
        add_completion_class(_BashComplete, Shells.bash)
        return super().main(*args, **settings)


class RussianTyper(typer.Typer):
    """`typer.Typer` with these classes, without Rich."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  # Typer's own settings pass through
        """Take the settings of `typer.Typer`."""
        wide = {"max_content_width": 100}  # of help, for all commands; the terminal may be narrower
        ours = {"cls": RussianGroup, "rich_markup_mode": None, "no_args_is_help": True, "context_settings": wide}
        super().__init__(**{**ours, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401  # as above
        """Register a command as `typer.Typer.command` does."""
        return super().command(name, **{"cls": RussianCommand, **settings})

    def build(self, name: str) -> Command:
        """Build one of the registered commands, which takes a fraction of the time that all of them take."""
        infos = {info.name or getattr(info.callback, "__name__", ""): info for info in self.registered_commands}
        return get_command_from_info(infos[name], pretty_exceptions_short=False, rich_markup_mode=None)


def sentence(error: typer.TyperException) -> str:
    """Say in one Russian line what is wrong and what to do (the whole help where no argument was given)."""
    match error:
        case NoSuchOption(ctx=ctx) if ctx is not None:
            return _no_such_option(error.option_name, ctx)
        case BadOptionUsage(ctx=ctx) if ctx is not None:
            return _bad_usage(error.option_name, ctx)
        case MissingParameter(param=TyperArgument() | TyperOption() as param, ctx=ctx) if ctx is not None:
            return _missing(param, ctx)
        case typer.BadParameter():
            return _bad_value(error)
        case UsageError(ctx=ctx) if ctx and isinstance(ctx.command, TyperGroup) and not _is_russian(error.message):
            return f"не указана команда; все команды: {ctx.command_path} --help"
    return error.message if _is_russian(error.message) else "команда не понята: roadmap --help"


def _no_such_option(name: str, ctx: Context) -> str:
    """Name the nearest options, or the commands that have the option put before them."""
    hint = _nearest(name, [each for param in _params(ctx.command, ctx) if not param.hidden for each in _names(param)])
    if not isinstance(ctx.command, TyperGroup):
        return f"нет параметра {_quoted(name)} у команды {ctx.info_name}; {hint or f'все: {ctx.command_path} --help'}"
    for word, command in _commands(ctx.command, ctx).items():
        if any(name in param.opts for param in command.params):
            return f"параметр {name} пишется после команды: {ctx.command_path} {word} {name}"
    return f"нет параметра {_quoted(name)}; {hint or f'все: {ctx.command_path} --help'}"


def _bad_usage(name: str, ctx: Context) -> str:
    """Tell an option without its value from a flag with one."""
    for param in _params(ctx.command, ctx):
        if isinstance(param, TyperOption) and name in _names(param) and not param.is_flag:
            return f"параметру {name} нужно значение: {name} {_metavar(param)}"
    return f"параметр {name} пишется без значения"


def _missing(param: Param, ctx: Context) -> str:
    """Name the argument or option that must be there."""
    label = _label(param).replace("аргумент", "обязательный аргумент").replace("параметр", "обязательный параметр")
    return f"не указан {label}: {ctx.command_path} --help"


def _bad_value(error: typer.BadParameter) -> str:
    """Say which parameter got a wrong value and what it needs."""
    param = error.param if isinstance(error.param, (TyperArgument, TyperOption)) else None
    failures = getattr(error.__cause__, "errors", None)  # of a pydantic.ValidationError, which is not imported here
    if param is not None and failures is not None:
        text = _wanted(param, failures()[0])
    else:  # refused by a callback of the application, or by a check of Typer's that keeps no values
        text = error.message if _is_russian(error.message) else "такое значение не подходит"
    hint = error.param_hint if isinstance(error.param_hint, str) else param and _label(param)
    if param is not None and error.ctx is not None and _source(error.ctx, param) == "ENVIRONMENT":
        hint = f"переменная окружения {_environment(param)}"
    return f"{hint}: {text}" if hint else text


def _wanted(param: Param, failure: dict[str, Any]) -> str:
    """Say what a value must be, by the parameter's type; the reason of a `parser` of the application comes first."""
    value, reason = _quoted(failure["input"]), str(failure.get("ctx", {}).get("error", ""))
    if choices := _choices(param):
        hint = _nearest(str(failure["input"]), choices)
        return f"нет значения {value}; {hint} {'М' if hint else 'м'}ожно: {', '.join(choices)}".replace(";  ", "; ")
    if _is_russian(reason):
        return reason
    kind = _kind(param)
    if kind in (int, float):
        number = " ".join(["целое число" if kind is int else "число", *_limits(param)])
        return f"нужно {number}, а не {value}"
    if kind in (date, datetime):
        return f"нужна дата вида {_date_form(param)}, а не {value}"
    if kind is bool:
        return f"нужно 1 (да) или 0 (нет), а не {value}"
    return f"значение {value} не подходит"


def _surplus(rest: Sequence[str], ctx: Context) -> str:
    """Name the arguments that a command does not take; word processors turn `--` into a dash."""
    if rest[0].startswith(("–", "—")):
        return f"вместо тире в {_quoted(rest[0])} нужны два дефиса: --{one_line(rest[0]).lstrip('–—-')}"
    words = "лишний аргумент" if len(rest) == 1 else "лишние аргументы"
    return f"{words} {', '.join(map(_quoted, rest))}: {ctx.command_path} --help"


def _nearest(word: str, known: Iterable[str]) -> str:
    """Suggest up to three names like the one typed, perhaps typed in the Russian keyboard layout."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    folded = {name.casefold(): name for name in known}
    latin = word.casefold().translate(_LAYOUT)
    near = get_close_matches(word.casefold(), folded) or get_close_matches(latin, folded, n=1)
    return "возможно, " + " или ".join(f"«{folded[name]}»" for name in near) + "?" if near else ""


def _write_sections(formatter: HelpFormatter, sections: dict[str, Rows]) -> None:
    for title, rows in sections.items():
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def _help_row(param: Param) -> tuple[str, str]:
    """Return the two columns of a parameter's help."""
    notes = _notes(param)
    text = "  ".join(filter(None, [param.help, f"[{'; '.join(notes)}]" if notes else ""]))
    if isinstance(param, TyperArgument):
        return _metavar(param) + "..." * (param.nargs != 1), text
    forms = [", ".join(sorted(opts, key=len)) for opts in (param.opts, param.secondary_opts) if opts]
    return " / ".join(forms) + ("" if param.is_flag else f" {_metavar(param)}"), text


def _notes(param: Param) -> list[str]:
    """List what stands in brackets after a parameter's help."""
    optional = {
        "варианты": ", ".join(_choices(param)) if param.show_choices else "",
        "по умолчанию": _default(param),
        "переменная окружения": _environment(param) if param.show_envvar else "",
    }
    notes = ["обязательно"] if param.required else []
    notes += [f"{name}: {text}" for name, text in optional.items() if text]
    notes += [" ".join(limits)] if (limits := _limits(param)) else []
    return [*notes, "можно повторять"] if isinstance(param, TyperOption) and param.multiple else notes


def _default(param: Param) -> str:
    """Return a default as one would type it, or nothing where there is nothing to say."""
    value = param.default
    if isinstance(param.show_default, str):
        return param.show_default
    if not param.show_default or value is None or callable(value):
        return ""
    if isinstance(value, bool):
        return param.opts[0] if value and param.secondary_opts else ""
    return ", ".join(map(_plain, value)) if isinstance(value, (list, tuple)) else _plain(value)


def _limits(param: Param) -> list[str]:
    """Return the bounds of a number in words."""
    bounds = {"не меньше": param.min, "не больше": param.max}
    words = [f"{words} {bound}" for words, bound in bounds.items() if bound is not None]
    return [" и ".join(words)] if words else []


def _metavar(param: Param) -> str:
    """Return the word that stands for a value."""
    if param.metavar is not None:
        return param.metavar.removesuffix("...")  # that an argument repeats is added where it is shown
    if isinstance(param, TyperArgument):
        return param.name.upper()
    words = {int: "ЧИСЛО", float: "ЧИСЛО", date: "ДАТА", datetime: "ДАТА"}
    return "ВАРИАНТ" if _choices(param) else words.get(_kind(param), "ТЕКСТ")


def _usage_name(argument: TyperArgument) -> str:
    name = _metavar(argument)
    return (name if argument.required else f"[{name}]") + "..." * (argument.nargs != 1)


def _label(param: Param) -> str:
    """Name a parameter as a sentence does."""
    return f"аргумент {_metavar(param)}" if isinstance(param, TyperArgument) else f"параметр {max(param.opts, key=len)}"


def _choices(param: Param) -> list[str]:
    return [_plain(choice) for choice in param.type_descriptor.choices or ()]


def _kind(param: Param) -> Any:  # noqa: ANN401  # any annotation
    """Return the type of one value."""
    annotation = param.type_descriptor.annotation
    return (get_args(annotation) or (annotation,))[0]


def _date_form(param: Param) -> str:
    form = (param.type_descriptor.parameter_info.formats or ["%Y-%m-%d"])[0]
    return form.replace("%Y", "ГГГГ").replace("%m", "ММ").replace("%d", "ДД")


def _environment(param: Param) -> str:
    names = param.envvar or ""
    return names if isinstance(names, str) else ", ".join(names)


def _names(param: Param) -> list[str]:
    return [*param.opts, *param.secondary_opts] if isinstance(param, TyperOption) else []


def _params(command: Command, ctx: Context) -> list[Param]:
    """Return a command's parameters, all of which Typer builds from these two classes."""
    return [param for param in command.get_params(ctx) if isinstance(param, (TyperArgument, TyperOption))]


def _commands(group: TyperGroup, ctx: Context) -> dict[str, Command]:
    """Return the commands that a group shows; a group may build them when they are asked for."""
    found = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    return {name: command for name, command in found.items() if command and not command.hidden}


def _source(ctx: Context, param: Param) -> str:
    source = ctx.get_parameter_source(param.name)
    return source.name if source else ""


def _plain(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _quoted(value: object) -> str:
    return f"«{one_line(str(value))}»"


def _is_russian(text: str) -> bool:
    """Tell a message of the application from one of Typer's, which is Russian at most inside its quotes."""
    return bool(re.search("[а-яё]", re.sub(r"'[^']*'|\"[^\"]*\"", "", text), re.IGNORECASE))


def _shell(ctx: Context) -> str:
    """Return the name of the user's shell."""
    name = _get_shell_name()
    if name not in set(Shells):
        ctx.fail(f"эта оболочка не поддерживается; подойдут {', '.join(Shells)}")
    return name


def _install_completion(ctx: Context, _param: Parameter, value: object) -> None:
    """Install completion and say so."""
    if value and not ctx.resilient_parsing:
        shell, path = install(_shell(ctx))
        typer.echo(f"Автодополнение для {shell} записано в {path} и заработает в новом окне терминала")
        raise typer.Exit


def _show_completion(ctx: Context, _param: Parameter, value: object) -> None:
    """Print the script that completion consists of."""
    if value and not ctx.resilient_parsing:
        name = ctx.find_root().info_name or ""
        variable = f"_{name}_COMPLETE".replace("-", "_").upper()
        typer.echo(get_completion_script(prog_name=name, complete_var=variable, shell=_shell(ctx)))
        raise typer.Exit


_COMPLETION = {
    "install_completion": ("Включить автодополнение команд в этой оболочке", _install_completion),
    "show_completion": ("Показать сценарий автодополнения для этой оболочки", _show_completion),
}


class _BashComplete(BashComplete):
    """Typer's completion for bash, which neither quotes spaces nor knows `--name=value`."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Drop the equals signs, which bash makes words of their own."""
        args, incomplete = super().get_completion_args()
        return [arg for arg in args if arg != "="], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Quote what the shell would split, unless the user has opened a quote."""
        typed = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"]) :]
        return item.value if typed and typed[0][:1] in {"'", '"'} else re.sub(r"([^\w./,:=+@%-])", r"\\\1", item.value)
