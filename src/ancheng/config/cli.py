"""The `ancheng` program: one subcommand per module of ancheng.config.commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ancheng.base.errors import Misconfigured, Refusal
from ancheng.base.registry import load
from ancheng.config.command import Command

REFUSED = 2
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The command line of every registered subcommand."""
    top = argparse.ArgumentParser(prog="ancheng", description="安城 Ancheng: 城市安全治理开放平台")
    below = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in load("ancheng.config.commands", "COMMAND", Command).values():
        own = below.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(own)
        own.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; a refusal is its sentence on standard error and exit status 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = parser().parse_args(given)
        run = options.run
        return int(run(options))
    except (Refusal, Misconfigured) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, less) went away: not an error of ours.
        sys.stderr.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
