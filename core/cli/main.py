"""The command `duheng`: its groups, its exit codes, and Chinese for whatever goes wrong.

Exit codes: 0 done; 1 done, but something was found (a refused row, a faulty plugin); 2 the input cannot be used;
3 the installation cannot be used (a broken plugin, a damaged calendar file); 70 a fault of the program itself; 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import rich_click as click
from click import exceptions

from core.cli.calendar import calendar
from core.cli.command import SETTINGS, Group
from core.cli.doctor import doctor
from core.cli.law import law
from core.cli.output import error_record, write_error, write_json
from core.cli.plugin import plugin
from core.cli.rules import rules
from core.cli.term import term
from core.errors import BrokenPlugin, DamagedNotice, DuhengError, reason_of

FOUND, BAD_INPUT, BROKEN_INSTALLATION, FAULT, INTERRUPTED = 1, 2, 3, 70, 130


@click.group(cls=Group, context_settings=SETTINGS)
@click.version_option(package_name="duheng", prog_name="duheng", message="%(prog)s %(version)s", help="显示版本。")
def duheng() -> None:
    """督衡：行政执法监督。推算法定期限，查阅各辖区规则，检查插件和日历。

    退出码：0 完成；1 完成但有发现；2 输入有误；3 安装有误；70 程序故障；130 中断。
    """


for _command in (term, rules, law, plugin, calendar, doctor):
    duheng.add_command(_command)


class UsageProblem(DuhengError):
    """A command line that cannot be read."""

    code = "usage"


def _in_chinese(error: exceptions.ClickException) -> UsageProblem:
    """What click refuses, in Chinese."""
    context = error.ctx if isinstance(error, exceptions.UsageError) else None
    return UsageProblem(_usage_problem(error), f"可用 {context.command_path if context else 'duheng'} --help 查看用法")


def _usage_problem(error: exceptions.ClickException) -> str:
    message = error.message
    match error:
        case exceptions.NoSuchOption():
            near = f"（是否想写 {'、'.join(error.possibilities)}？）" if error.possibilities else ""
            found = f"没有 {error.option_name} 这个选项{near}"
        case exceptions.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else error.param_hint
            found = f"缺少参数 {name}"
        case exceptions.BadOptionUsage():
            found = f"选项 {error.option_name} 的用法不对（缺少值，或多写了值）"
        case exceptions.BadParameter():
            found = f"参数不合要求：{message}"
        case _ if message.startswith("No such command"):
            found = f"没有 {message.split(maxsplit=3)[-1].rstrip('.')} 这个命令"
        case _ if message.startswith("Got unexpected extra argument"):
            found = f"多写了参数 {message.rpartition('(')[2].rstrip(').')}"
        case _ if message.startswith("Missing command"):
            found = "没有写要做什么"
        case _:
            found = message
    return found


def _refuse(error: DuhengError, *, as_json: bool) -> int:
    write_error(error)
    if as_json:
        write_json(error_record(error))
    return BROKEN_INSTALLATION if isinstance(error, BrokenPlugin | DamagedNotice) else BAD_INPUT


def _answer(given: list[str]) -> int:
    """The exit code of one command line."""
    as_json = "--json" in given
    out = sys.stdout
    try:
        code = duheng.main(args=given, prog_name="duheng", standalone_mode=False)
    except DuhengError as error:
        return _refuse(error, as_json=as_json)
    except exceptions.NoArgsIsHelpError as error:
        error.show()
        return BAD_INPUT
    except exceptions.ClickException as error:
        return _refuse(_in_chinese(error), as_json=as_json)
    except (exceptions.Abort, KeyboardInterrupt):
        sys.stderr.write("已中断。\n")
        return INTERRUPTED
    except SystemExit as leaving:
        # The reader of the output has gone (`| head`): nothing is wrong here, and the library has put another in its place.
        code = 0 if sys.stdout is not out else leaving.code
    return code if isinstance(code, int) else 0


def run(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    logging.basicConfig(level=logging.WARNING, format="提示：%(message)s", stream=sys.stderr)
    for name in ("stdout", "stderr"):
        # A process may be started with its streams closed.
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # Open until the process ends.
    for stream in (sys.stdout, sys.stderr):
        # A terminal with another encoding must not stop an answer.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    out = sys.stdout
    try:
        code = _answer(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # As above, for output that fits into the pipe; nothing may be flushed again when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        code = 0
    except OSError as error:
        sys.stderr.write(f"错误：写不出结果（{reason_of(error)}）。请检查磁盘空间和输出的去处。\n")
        code = BAD_INPUT
    except Exception as error:
        if os.environ.get("DUHENG_DEBUG"):
            raise
        sys.stderr.write(f"程序故障：{type(error).__name__}：{error}。请设 DUHENG_DEBUG=1 重试，并把输出反馈给维护者。\n")
        code = FAULT
    sys.exit(code)


if __name__ == "__main__":
    run()
