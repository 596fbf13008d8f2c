"""The networks and presets a person can choose from: the program's own, and theirs beside them."""

from dataclasses import dataclass

from config import NETWORKS_FILE, PRESETS_DIR
from config.settings import Settings
from dream_core import Networks, Presets, load_networks, load_presets
from dream_core.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that can be chosen by name."""

    networks: Networks
    presets: Presets


def load_catalogue(settings: Settings) -> Catalogue:
    """Reads and checks both; a person's own entry replaces one of the same name.

    Raises CatalogueError naming file, key and what is allowed.
    """
    # Read now as well, because later a whole chat would wait for it.
    load_vocabulary()
    networks = dict(load_networks(NETWORKS_FILE))
    if settings.networks_file:
        networks |= load_networks(settings.networks_file)
    presets = load_presets(PRESETS_DIR, networks)
    if settings.presets_dir:
        presets |= load_presets(settings.presets_dir, networks)
    return Catalogue(networks=networks, presets=presets)
