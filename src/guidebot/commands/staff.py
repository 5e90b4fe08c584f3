"""guidebot staff: what opens the staff page."""

from __future__ import annotations

import click

from guidebot.commands.support import clear_errors

#: Shortest password, in characters (NIST SP 800-63B-4: 15 where nothing else is asked for).
LEAST_CHARACTERS = 15


@click.group()
def staff() -> None:
    """Make what opens the staff page."""


@staff.command("password")
@click.password_option(
    help="Asked for where it is not given; the shell's history keeps it if it is."
)
@clear_errors
def staff_password(password: str) -> None:
    """Print the setting that opens /staff to whoever has a password."""
    from guidebot.web.staff_access import hash_password

    if len(password) < LEAST_CHARACTERS:
        raise click.ClickException(
            f"The password has {len(password)} characters. Use {LEAST_CHARACTERS} or more; a few "
            "words that belong together for nobody else are easy to keep."
        )
    # In single quotes: a shell would take the dollar signs for variables.
    click.echo(f"GUIDEBOT_STAFF_PASSWORD_HASH='{hash_password(password)}'")


@staff.command("token")
def staff_token() -> None:
    """Print a setting that opens /staff to whoever has the token, programs too."""
    import secrets

    click.echo(f"GUIDEBOT_STAFF_TOKEN={secrets.token_urlsafe(32)}")
