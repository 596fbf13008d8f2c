"""The networks and presets a person can choose from: the program's own, and theirs beside them."""

from dataclasses import dataclass, field

from bot.own_networks import own_networks_file
from config import NETWORKS_FILE, PRESETS_DIR
from config.settings import Settings
from dream_core import Networks, Presets, load_networks, load_presets
from dream_core.networks.weights import weights_present


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that can be chosen by name.

    ``waiting`` are the program's presets whose network isn't here: nobody is offered them.
    """

    networks: Networks
    presets: Presets
    waiting: Presets = field(default_factory=dict)


def load_catalogue(settings: Settings) -> Catalogue:
    """Reads and checks both; a person's own entry replaces one of the same name.

    Raises CatalogueError naming file, key and what is allowed.
    """
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
    presets = {name: preset for name, preset in known.items() if preset.base.network in here}
    waiting = {name: preset for name, preset in known.items() if name not in presets}
    if settings.presets_dir:
        own = load_presets(settings.presets_dir, networks)
        presets |= own
        waiting = {name: preset for name, preset in waiting.items() if name not in own}
    return Catalogue(networks=networks, presets=presets, waiting=waiting)
