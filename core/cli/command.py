"""Commands and groups that speak Chinese throughout; the only place that knows how the command library draws its help."""

from __future__ import annotations

from typing import Any

import click as plain_click
import rich_click as click

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    "rich_help_config": {
        "options_panel_title": "选项",
        "commands_panel_title": "命令",
        "arguments_panel_title": "参数",
        "max_width": 110,
    },
}


def _write_usage(command: plain_click.Command, ctx: plain_click.Context, formatter: plain_click.HelpFormatter) -> None:
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix="用法：")


def _described(option: plain_click.Option | None) -> plain_click.Option | None:
    if option is not None:
        option.help = "显示帮助。"
    return option


class Command(click.RichCommand):
    """A command whose usage line and help option are Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Handed on as they come.
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: plain_click.Context, formatter: plain_click.HelpFormatter) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: plain_click.Context) -> plain_click.Option | None:
        """The help option, described in Chinese."""
        return _described(plain_click.Command.get_help_option(self, ctx))


class Group(click.RichGroup):
    """A group of such commands."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Handed on as they come.
        kwargs.setdefault("options_metavar", "[选项]")
        kwargs.setdefault("subcommand_metavar", "命令 …")
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: plain_click.Context, formatter: plain_click.HelpFormatter) -> None:
        """Write the usage line."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: plain_click.Context) -> plain_click.Option | None:
        """The help option, described in Chinese."""
        return _described(plain_click.Command.get_help_option(self, ctx))
