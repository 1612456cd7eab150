"""``albumforge transfer``: masters are sent encrypted, and opened by those whom their owner allows it."""

from __future__ import annotations

import click

from albumforge.cli import transfer_keys, transfer_private, transfer_receive, transfer_send, transfer_verify
from albumforge.cli.group import OrderedGroup

EXAMPLES = {
    "albumforge transfer send ~/Masters --series 12": "encrypt and publish each video of a folder",
    "albumforge transfer receive 731204418 -o ~/Received": "fetch a programme; waits for consent",
    "albumforge transfer private": "who waits for consent",
    "albumforge transfer private ~/Keys --yes": "give it to all of them",
    "albumforge transfer verify ~/Received": "check what was received, by its ASC MHL",
    "albumforge transfer verify bafybei… --from local:/mnt/blocks": "check a public block, without its key",
    "albumforge transfer keys show": "what others are to compare",
}
"""Command line → what it does."""

_EPILOG = "\b\nExamples:\n" + "\n".join(f"  {line}\n      {what}" for line, what in EXAMPLES.items())


@click.group(cls=OrderedGroup, epilog=_EPILOG)
def command() -> None:
    """Send masters, and receive them.

    A master is encrypted on this machine and published as blocks that are noise to everybody. Who may open it is
    decided later: its owner releases the key to one receiver, for one download. A command that was stopped goes on when
    it is run again.
    """


for _verb in (transfer_send, transfer_receive, transfer_private, transfer_verify, transfer_keys):
    command.add_command(_verb.command)
