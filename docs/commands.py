"""Prints docs/commands.md: what `docket` and each of its commands say for `--help`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docket import main

HEAD = """\
# Commands

What `docket --help` and each command's `--help` print. Written by `make docs`; a gate sees that it is fresh.
"""


def page() -> str:
    """The whole page."""
    commands = contexts(click.Context(main, info_name="docket", **main.context_settings))
    return HEAD + "".join(f"\n## {each.command_path}\n\n```\n{each.get_help()}\n```\n" for each in commands)


def contexts(context: click.Context) -> Iterator[click.Context]:
    """The command itself and all below it, as they are listed; as wide as the page, whatever the terminal."""
    context.max_content_width = context.terminal_width = 100
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            if command and not command.hidden:
                yield from contexts(click.Context(command, info_name=name, parent=context))


if __name__ == "__main__":
    click.echo(page(), nl=False)
