"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import NoReturn

import click

from scaffold import __version__, report
from scaffold.errors import ScaffoldError

COMMANDS = {
    "new": "scaffold.commands.new",
    "list": "scaffold.commands.list",
}
BUG, INTERRUPTED = 3, 130


class LazyGroup(click.Group):
    """A group whose commands are imported on demand, so that `--help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  scaffold new shop                        ask, then create ./shop
  scaffold new shop --defaults             create it with the default answers
  scaffold new shop --preset api           PostgreSQL and JWT on FastAPI
  scaffold list                            every question, choice and preset
""",
)
@click.version_option(__version__, prog_name="scaffold")
def scaffold() -> None:
    """Create a ready-to-run Python backend in Django, Flask or FastAPI."""


def main() -> NoReturn:
    """Run the command line and exit.

    Exit codes: 0 done, 1 the person's mistake, 2 wrong usage, 3 a bug, 130 interrupted.
    """
    sys.exit(run())


def run() -> int:
    """Run the command line and return the exit code: the one place that maps errors to codes."""
    json_wanted = "--json" in sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # A name that the console cannot show is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return scaffold.main(prog_name="scaffold", standalone_mode=False) or 0
    except ScaffoldError as error:
        report.failure(str(error), as_json=json_wanted)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        report.failure("Interrupted: nothing was written.", as_json=json_wanted)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough; Python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:
        report.bug()
        return BUG
