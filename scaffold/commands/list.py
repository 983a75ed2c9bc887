"""`scaffold list`: what can be answered."""

import click

from scaffold import report
from scaffold.questions import load


@click.command("list", epilog="Example: scaffold list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for a machine.")
def command(as_json: bool) -> None:
    """Show every question with its choices and rules, and the presets."""
    questionnaire = load()
    if as_json:
        report.listing_as_json(questionnaire)
    else:
        report.listing(questionnaire)
