"""``seintje schema``: what may be written in the protocol or the settings, as JSON Schema for an editor."""

import json
from pathlib import Path

import click

from bot.cli.lazy import verb
from bot.cli.out import say
from rules.i18n import N_

DRAFT = "https://json-schema.org/draft/2020-12/schema"


@verb(N_("Het JSON-schema van het protocol, voor aanvulling en controle in uw editor."))
@click.option("--config", "of_settings", is_flag=True, help=N_("Dat van config.yaml."))
def command(of_settings: bool) -> None:
    if of_settings:
        from bot.config.tables import config
        from bot.platforms.registry import KINDS

        schema = config(Path(), KINDS).schema()
    else:
        from rules.protocol.schema import json_schema

        schema = json_schema()
    say(json.dumps({"$schema": DRAFT} | schema, ensure_ascii=False, indent=2))
