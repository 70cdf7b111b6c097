"""The one command: puts the half that reads mail and the half that shows it together."""

from __future__ import annotations

import importlib
from typing import Any

import click


class Lazy(click.Group):
    """A group whose commands are loaded when they are called, so that each pays only for its own imports."""

    COMMANDS = {  # noqa: RUF012 - a table, never changed
        "classify": "ingest.commands.classify:classify",
        "db": "app.commands.database:database",
        "diff": "ingest.commands.diff:diff",
        "doctor": "ingest.commands.doctor:doctor",
        "evaluate": "ingest.commands.evaluate:evaluate",
        "explain": "app.commands.explain:explain",
        "export": "app.commands.export:export_",
        "fetch": "ingest.commands.fetch:fetch",
        "group": "ingest.commands.group:group",
        "ingest": "ingest.commands.ingest:ingest",
        "list": "app.commands.list:list_",
        "serve": "app.commands.serve:serve",
        "set": "ingest.commands.set:set_",
        "show": "app.commands.show:show",
        "train": "ingest.commands.train:train",
        "user": "app.commands.user:user",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


def regroup(*given: Any, **named: Any) -> None:
    """`ingest.regroup.regroup`, for the half that must not import it: loaded when it is first wanted."""
    from ingest.regroup import regroup as really

    really(*given, **named)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="docket")
@click.pass_context
def main(context: click.Context) -> None:
    """Shows where every patch series on a mailing list stands, from the mail alone."""
    context.obj = regroup


if __name__ == "__main__":
    main()
