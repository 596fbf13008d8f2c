"""Imports point one way, without cycles, and torch stays in the workers."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "dream_core", "config")

# Modules that only workers import, and that alone may import torch.
TORCH_MODULES = (
    "dream_core.engine.worker",
    "dream_core.engine.preview",
    "dream_core.engine.studio",
    "dream_core.networks.loader",
    "dream_core.networks.network",
    "dream_core.networks.caffe.builders",
    "dream_core.networks.caffe.conversion",
    "dream_core.networks.caffe.reader",
    "dream_core.networks.conv_clamp",
    "dream_core.networks.folding",
    "dream_core.networks.googlenet_2015",
    "dream_core.networks.graph_files",
    "dream_core.networks.layer_graph",
    "dream_core.networks.layers",
    "dream_core.networks.ranges",
    "dream_core.networks.tfjs",
    "dream_core.networks.trial",
    "dream_core.networks.efficientnet_lite",
    "dream_core.networks.vgg",
    "dream_core.memory",
    "dream_core.networks.torchvision_zoo",
    "dream_core.objectives",
    "dream_core.gradients",
    "dream_core.octaves",
    "dream_core.restraint",
    "dream_core.tiles",
    "dream_core.ascent",
    "dream_core.guides",
    "dream_core.imagining.smoothing",
    "dream_core.imagining.spectrum",
    "dream_core.imagining.views",
    "dream_core.imagining.teacher",
    "dream_core.imagining.channels",
    "dream_core.imagining.imagine",
    "dream_core.sight",
    "dream_core.subject",
    "dream_core.voices",
)
# For each part, what of this project it may import besides itself.
ALLOWED = {
    "dream_core": (),
    "config": (),
    "bot.errors": (),
    "bot.conversation": ("dream_core",),
    "bot.commands": ("dream_core", "bot.errors", "bot.texts"),
    "bot.texts": ("dream_core", "bot.errors", "bot.conversation"),
    "bot.service": ("dream_core", "bot.conversation", "bot.errors", "config"),
    "bot.wishes": (
        "dream_core",
        "bot.commands",
        "bot.service",
        "bot.records",
        "bot.conversation",
        "bot.errors",
        "bot.texts",
    ),
    "bot.adapters": (
        "dream_core",
        "bot.commands",
        "bot.wishes",
        "bot.service",
        "bot.records",
        "bot.storage",
        "bot.conversation",
        "bot.errors",
        "bot.texts",
        "config",
    ),
    "bot.records": (
        "dream_core",
        "bot.commands",
        "bot.service",
        "bot.conversation",
        "bot.errors",
        "bot.storage",
    ),
    "bot.storage": (),
    "bot.operations": (
        "dream_core",
        "bot.service",
        "bot.records",
        "bot.conversation",
        "bot.errors",
    ),
}
# What of dream_core its users may name: the package itself and these contracts.
PUBLIC = (
    "dream_core",
    "dream_core.errors",
    "dream_core.request",
    "dream_core.recipe",
    "dream_core.motion",
    "dream_core.sheet",
    "dream_core.presets",
    "dream_core.vocabulary",
    "dream_core.engine",
    "dream_core.engine.protocol",
)


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    name_of(file): file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))
}


def belongs(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


@cache
def find_imports(module: str, *, at_start: bool = False) -> frozenset[str]:
    """Full names of the modules that a module imports; ``at_start`` leaves out lazy imports."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    return frozenset(
        name for node in walk(tree, at_start=at_start) for name in names_in(node, module)
    )


def walk(node: ast.AST, *, at_start: bool) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        lazy = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if not (at_start and (lazy or typing)):
            yield from walk(child, at_start=at_start)


def names_in(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module} imports relatively"
        whole = str(node.module)
        for alias in node.names:
            inner = f"{whole}.{alias.name}"
            yield inner if inner in MODULES else whole


def ours(names: frozenset[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] in PACKAGES}


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    allowed = (part, *ALLOWED[part])
    wrong = {
        f"{module} imports {name}"
        for module in MODULES
        if belongs(module, part)
        for name in ours(find_imports(module))
        if not any(belongs(name, other) for other in allowed)
    }
    assert wrong == set()


@pytest.mark.parametrize(
    "part",
    [
        "bot.commands",
        "bot.service",
        "bot.records",
        "bot.wishes",
        "bot.adapters",
        "bot.texts",
        "bot.operations",
    ],
)
def test_a_part_names_only_the_public_modules_of_the_engine(part: str) -> None:
    wrong = {
        f"{module} imports {name}"
        for module in MODULES
        if belongs(module, part)
        for name in ours(find_imports(module))
        if belongs(name, "dream_core") and name not in PUBLIC
    }
    assert wrong == set()


@pytest.mark.parametrize("part", ["bot.records", "bot.wishes", "bot.adapters", "bot.operations"])
def test_a_part_uses_the_others_by_their_public_names(part: str) -> None:
    parts = {"bot.service", "bot.commands", "bot.records", "bot.wishes"} - {part}
    wrong = {
        f"{module} imports {name}"
        for module in MODULES
        if belongs(module, part)
        for name in ours(find_imports(module))
        if name.startswith(tuple(f"{other}." for other in parts))
    }
    assert wrong == set()


def test_adapters_never_import_each_other() -> None:
    adapters = {module.split(".")[2] for module in MODULES if module.startswith("bot.adapters.")}
    wrong = {
        f"{module} imports {name}"
        for adapter in adapters
        for module in MODULES
        if belongs(module, f"bot.adapters.{adapter}")
        for name in ours(find_imports(module))
        if name.startswith("bot.adapters.") and not belongs(name, f"bot.adapters.{adapter}")
    }
    assert wrong == set()


def test_only_operations_know_how_metrics_are_kept() -> None:
    importing = {
        module
        for module in MODULES
        if any(belongs(name, "prometheus_client") for name in find_imports(module))
    }
    assert importing
    assert not [module for module in importing if not belongs(module, "bot.operations")]


def test_the_engine_logs_with_the_standard_library() -> None:
    wrong = {
        module
        for module in MODULES
        if belongs(module, "dream_core")
        if any(belongs(name, "structlog") for name in find_imports(module))
    }
    assert wrong == set()


def test_nobody_imports_the_entry_points() -> None:
    wrong = {
        f"{module} imports {name}"
        for module in MODULES
        for name in ours(find_imports(module))
        if name in {"bot.app", "bot.cli"} or name.startswith("bot.cli.")
        if not belongs(module, "bot.cli") and module != "bot.__main__"
    }
    assert wrong == set()


def test_imports_form_no_cycle() -> None:
    graph = {
        module: {name for name in find_imports(module) if name in MODULES and name != module}
        for module in MODULES
    }
    assert tuple(TopologicalSorter(graph).static_order())


def test_only_the_workers_modules_import_torch() -> None:
    importing = {
        module
        for module in MODULES
        if any(belongs(name, "torch") for name in find_imports(module, at_start=True))
    }
    assert importing
    assert {m for m in importing if not any(belongs(m, part) for part in TORCH_MODULES)} == set()


def test_no_module_outside_the_workers_leads_to_torch() -> None:
    """In a fresh interpreter: every module but the workers' own is imported, and torch is not."""
    names = [m for m in MODULES if not any(belongs(m, part) for part in TORCH_MODULES)]
    probe = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "    assert 'torch' not in sys.modules, name\n"
    )
    assert {"bot.app", "bot.cli.dreaming", "dream_core.engine.process_pool"} < set(names)
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_creates_nothing(tmp_path: Path) -> None:
    """No thread, no process, no file: everything begins where it is entered."""
    probe = (
        "import threading, multiprocessing, bot.app, bot.cli.program, bot.adapters.web\n"
        "assert threading.active_count() == 1\n"
        "assert not multiprocessing.active_children()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []
