"""The networks and presets a person can choose from: the program's own, and theirs beside them."""

from dataclasses import dataclass

from bot.own_networks import own_networks_file
from config import NETWORKS_FILE, PRESETS_DIR
from config.settings import Settings
from dream_core import Networks, load_networks, load_presets
from dream_core.networks.weights import weights_present
from dream_core.presets import PresetShelf
from dream_core.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that can be chosen by name.

    Absent from ``presets`` are the program's own whose network isn't here: nobody is offered them.
    """

    networks: Networks
    presets: PresetShelf


def load_catalogue(settings: Settings) -> Catalogue:
    """Reads and checks both; a person's own entry replaces one of the same name.

    Raises CatalogueError naming file, key and what is allowed.
    """
    # Read now as well, because later a whole chat would wait for it.
    load_vocabulary()
    networks = dict(load_networks(NETWORKS_FILE))
    added = own_networks_file(settings)
    if added.is_file():
        networks |= load_networks(added)
    if settings.networks_file:
        networks |= load_networks(settings.networks_file)
    here = {
        name
        for name, spec in networks.items()
        if weights_present(spec, cache_dir=settings.cache_dir)
    }
    known = load_presets(PRESETS_DIR, networks)
    presets = known.select(lambda preset: preset.base.network in here)
    absent = known.select(lambda preset: preset.base.network not in here)
    if settings.presets_dir:
        own = load_presets(settings.presets_dir, networks)
        presets |= own
        absent = absent.select(lambda preset: preset.name not in own)
    return Catalogue(networks=networks, presets=presets.with_absent(absent))
