"""Commands and groups of Typer with Russian help, and options shared by all commands.

The shared ones are declared once in the application's callback, marked by their help panel.
`RussianCommand` also takes such an option if the group says that it applies there: it is parsed,
named in the help and completed; one after the command wins. Commands read it by `shared(ctx)`.
"""

from __future__ import annotations

from copy import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from roadmap_cli.cli.russian import completion
from roadmap_cli.cli.russian.typer_private import (
    OWN_COMPLETION,
    BadOptionUsage,
    Command,
    MissingParameter,
    TyperArgument,
    TyperCommand,
    TyperGroup,
    TyperOption,
    choices_of,
    least_of,
    parsed,
)
from roadmap_cli.wording import nearest, one_line, perhaps

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from roadmap_cli.cli.russian.typer_private import Context, HelpFormatter, Parameter

    Param: TypeAlias = TyperArgument | TyperOption
    Rows: TypeAlias = list[tuple[str, str]]


SHARED = "Общие параметры"
"""The help panel of the shared options, and the mark that makes an option shared."""


def shared(ctx: Context) -> dict[str, Any]:
    """Return the values of the shared options by name, even during completion."""
    root = ctx.find_root()
    return {option.name: root.params.get(option.name) for option in shared_options(ctx)}


def shared_options(ctx: Context, name: str = "") -> list[TyperOption]:
    """Return the shared options of the application's callback, limited to those of a named command.

    A flag without effect is accepted, as it does no harm, but not shown.
    """
    group = _application(ctx)
    meaningful = group.shared_by.get(name)
    found = []
    for param in group.params:
        if isinstance(param, TyperOption) and param.rich_help_panel == SHARED:
            if meaningful is None or param.name in meaningful:
                found.append(param)
            elif param.is_flag:
                hidden = copy(param)
                hidden.hidden = True
                found.append(hidden)
    return found


def _application(ctx: Context) -> RussianGroup:
    return ctx.find_root().command  # type: ignore[return-value]  # the root is the application


def _hand_up(ctx: Context) -> None:
    """Move what a command parsed for the shared options to where `shared` reads it."""
    for option in shared_options(ctx):
        # the command's function does not declare it
        value = ctx.params.pop(option.name, None)
        source = ctx.get_parameter_source(option.name)
        if source is not None and source.name == "COMMANDLINE":
            ctx.find_root().params[option.name] = value


def params_of(command: Command, ctx: Context) -> list[Param]:
    """Return a command's parameters, which Typer builds from these two classes."""
    params = command.get_params(ctx)
    return [each for each in params if isinstance(each, TyperArgument | TyperOption)]


def long_name(param: Param) -> str:
    """Return an option's name that explains more: `--month`, not `-m`."""
    return max(param.opts, key=len)


def metavar(param: Param) -> str:
    """Return the word that stands for a value."""
    if param.metavar is not None:
        # the dots of a repeated argument are added where it is shown
        return param.metavar.removesuffix("...")
    return "ВАРИАНТ" if choices(param) else param.name.upper()


def takes_value(param: Parameter) -> bool:
    """Return whether a parameter is an option with a value."""
    return isinstance(param, TyperOption) and not param.is_flag


def usage_names(command: Command, ctx: Context) -> list[str]:
    """Return a command's arguments as the usage line shows them."""
    arguments = [each for each in params_of(command, ctx) if isinstance(each, TyperArgument)]
    return [
        (metavar(each) if each.required else f"[{metavar(each)}]") + _dots(each)
        for each in arguments
    ]


def _dots(argument: TyperArgument) -> str:
    return "" if argument.nargs == 1 else "..."  # it takes several values


def choices(param: Param) -> list[str]:
    """Return the accepted values, if they form a list; a parameter with a metavar has none."""
    return [] if param.metavar else [_plain(choice) for choice in choices_of(param)]


def limits(param: Param) -> list[str]:
    """Describe the minimum of a number."""
    least = least_of(param)
    return [] if least is None else [f"не меньше {least}"]


def help_row(param: Param) -> tuple[str, str]:
    """Return the two columns of a parameter's help."""
    text = param.help or ""
    notes = ["обязательно"] if param.required else []
    if choices(param):
        notes.append(f"варианты: {', '.join(choices(param))}")
    is_flag = isinstance(param.default, bool)
    if param.show_default and not is_flag and param.default not in (None, ""):
        notes.append(f"по умолчанию: {_plain(param.default)}")
    notes += limits(param)
    if isinstance(param, TyperOption) and param.multiple:
        notes.append("можно повторять")
    if notes:
        text = f"{text}  [{'; '.join(notes)}]".lstrip()
    if isinstance(param, TyperArgument):
        return metavar(param) + _dots(param), text
    names = ", ".join(sorted(param.opts, key=len))
    if not param.is_flag:
        names += f" {metavar(param)}"
    return names, text


def _plain(value: object) -> str:
    """Write a value as it is typed; for an enumeration member, its value."""
    return str(value.value if isinstance(value, Enum) else value)


def quoted(value: object) -> str:
    """Return what was typed, safe to show."""
    return f"«{one_line(str(value))}»"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Suggest names similar to the typed one."""
    return perhaps(nearest(word, known))


def no_such_value(typed: str, known: Sequence[str]) -> str:
    """Say that a value is none of the known ones, and suggest some of them."""
    hint = suggestion(typed, known)
    may = f"{hint} Можно" if hint else "можно"
    return f"нет значения {quoted(typed)}; {may}: {', '.join(known)}"


def visible_commands(group: TyperGroup, ctx: Context) -> dict[str, Command]:
    """Return the commands that a group shows, which it may build on demand."""
    found = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    return {name: command for name, command in found.items() if command and not command.hidden}


class _RussianHelp(Command):
    """What groups and commands have in common: plain Russian help."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Report what the parser does not: which option lacks its value, what is missing."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        except MissingParameter as error:
            if isinstance(error.param, TyperArgument):
                from roadmap_cli.cli.russian.mistakes import truly_missing  # noqa: PLC0415  # only a mistake pays for it

                error.param = truly_missing(error.param, ctx, typed)
            raise

    def get_short_help_str(self, limit: int = 0) -> str:  # noqa: ARG002  # as Typer calls it
        """Return the first paragraph of the help, whole."""
        return (self.help or "").partition("\n\n")[0].removesuffix(".")

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Translate the words of `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "показать эту справку и выйти"
        return option

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the line that shows the order of words."""
        is_group = isinstance(self, TyperGroup)
        words = ["[ПАРАМЕТРЫ]", *(["КОМАНДА", "..."] if is_group else usage_names(self, ctx))]
        formatter.write_usage(ctx.command_path, " ".join(words), prefix="Использование: ")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write arguments and own options; the epilog names the shared ones."""
        shown = [
            each
            for each in params_of(self, ctx)
            if not (each.hidden or (ctx.parent and each.rich_help_panel == SHARED))
        ]
        for title, kind in (("Аргументы", TyperArgument), ("Параметры", TyperOption)):
            rows = [help_row(each) for each in shown if isinstance(each, kind)]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write a command's examples, which its group knows, and name the shared options."""
        super().format_epilog(ctx, formatter)
        if ctx.parent is None:
            return
        lines = _application(ctx).closing_lines(self.name or "")
        if lines:
            with formatter.section("Примеры"):
                for line in lines:
                    formatter.write_text(line)
        shared = [param for param in params_of(self, ctx) if param.rich_help_panel == SHARED]
        names = ", ".join(long_name(param) for param in shared if not param.hidden)
        if names:
            formatter.write_paragraph()
            formatter.write_text(
                f"Общие параметры: {names} (о них: {ctx.find_root().info_name} --help)"
            )


class RussianCommand(_RussianHelp, TyperCommand):
    """A command with Russian help and errors that also takes the shared options."""

    # so that parse_args below gets them and refuses them in Russian
    allow_extra_args = True

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Add the shared options to the command's own."""
        own = super().get_params(ctx)
        return [*own, *shared_options(ctx, self.name or "")] if ctx.parent else own

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Refuse surplus arguments and a second value; hand up the shared options, which win."""
        typed = [self.name or "", *args]
        rest = super().parse_args(ctx, args)
        if not ctx.resilient_parsing:
            _, named = parsed(ctx, typed[1:])
            options = (each for each in named if isinstance(each, TyperOption))
            for each in options:
                if named.count(each) > 1 and not (each.is_flag or each.multiple):
                    ctx.fail(f"параметр {long_name(each)} указан дважды, а можно только один раз")
        if rest and not ctx.resilient_parsing:
            from roadmap_cli.cli.russian.mistakes import surplus  # noqa: PLC0415  # only a mistake pays for it

            ctx.fail(surplus(rest, ctx, _application(ctx).meant(ctx, typed)))
        if ctx.parent:
            _hand_up(ctx)
        return rest


class RussianGroup(_RussianHelp, TyperGroup):
    """The application itself: commands first in its help, did-you-mean for their names."""

    headings: ClassVar[Mapping[str, Iterable[str]]] = {}
    """The commands under each heading of the help."""
    shared_by: ClassVar[Mapping[str, Container[str]]] = {}
    """The shared options that mean something to a command; to those not named here all do."""

    def meant(self, ctx: Context, words: Sequence[str]) -> str:  # noqa: ARG002  # for subclasses
        """Return the command line that was meant by misplaced words, if known."""
        return ""

    def closing_lines(self, name: str = "") -> Sequence[str]:  # noqa: ARG002  # for subclasses
        """Return a command's examples or, without a name, the lines about the program's options."""
        return ()

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Translate the completion options, which Typer appends after the group is built."""
        for param in self.params:
            is_ours = OWN_COMPLETION and param.name in completion.OPTIONS
            if is_ours and isinstance(param, TyperOption):
                param.help, param.callback = completion.OPTIONS[param.name]
        return super().get_params(ctx)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Refuse an unknown command with the nearest names."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            meant = self.meant(ctx, args)
            if meant:
                ctx.fail(f"нет команды {quoted(args[0])}; возможно, так: {meant}")
            hint = suggestion(args[0], visible_commands(self, ctx))
            every = f"{hint} Все" if hint else "все"
            ctx.fail(f"нет команды {quoted(args[0])}; {every} команды: {ctx.command_path} --help")
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the description right below the usage, so that the help fits a screen."""
        if not self.closing_lines():
            super().format_help_text(ctx, formatter)
        else:
            formatter.write_text(self.help or "")

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands by heading, then the options."""
        known = visible_commands(self, ctx)
        headings = self.headings or {"Команды": known}
        names = max(map(len, known), default=0)
        heads = max(map(len, headings))
        rows: Rows = []
        for heading, commands in headings.items():
            for place, name in enumerate(name for name in commands if name in known):
                left = f"{'' if place else heading:<{heads}}  {name:<{names}}"
                rows.append((left, known[name].get_short_help_str()))
        formatter.write_paragraph()
        formatter.write_dl(rows)
        brief = self.closing_lines()
        if not brief:
            super().format_options(ctx, formatter)
            return
        formatter.write_paragraph()
        for place, line in enumerate(brief):
            formatter.write(f"{'' if place else 'Параметры':<{heads}}  {line}\n")

    def main(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401  # Typer's own settings pass through
        """Answer the shells with our completion."""
        if OWN_COMPLETION:
            completion.answer_shells()
        return super().main(*args, **settings)
