"""The project's Dockerfile, read as BuildKit reads one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from e2b_dockerfile_utils import DockerfileInstruction, ShellLex, parse_dockerfile_ast

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"


@dataclass(frozen=True)
class Stage:
    """What stands below one FROM; ``name`` is empty where nobody refers to it."""

    name: str
    base: str
    instructions: tuple[DockerfileInstruction, ...]

    def all_of(self, keyword: str) -> list[DockerfileInstruction]:
        """The instructions with this keyword, in order."""
        return [each for each in self.instructions if each.name == keyword]

    def last_of(self, keyword: str) -> DockerfileInstruction:
        """The one that holds in the end."""
        return self.all_of(keyword)[-1]

    def step(self, words: str) -> str:
        """The shell command of the one RUN that has these words in it."""
        (found,) = [each.args[0] for each in self.all_of("RUN") if words in each.args[0]]
        return found

    @property
    def steps(self) -> list[str]:
        """The shell commands of all RUNs."""
        return [each.args[0] for each in self.all_of("RUN")]

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """What its ENVs set, unexpanded."""
        words = [word for each in self.all_of("ENV") for word in each.args]
        return dict(zip(words[::3], words[1::3], strict=True))

    def environment(self, **before: str) -> dict[str, str]:
        """``before``, and what its ENVs make of it."""
        expand = ShellLex("\\", env=before).process_word
        return before | {name: expand(value) for name, value in self.variables.items()}


def read_stages(text: str) -> list[Stage]:
    """All stages of a Dockerfile; the last one is the image."""
    stages: list[Stage] = []
    for each in parse_dockerfile_ast(text).instructions:
        if each.name == "FROM":
            base, *name = (word for word in each.args if word.upper() != "AS")
            stages.append(Stage("".join(name), base, ()))
        elif stages:
            last = stages[-1]
            stages[-1] = Stage(last.name, last.base, (*last.instructions, each))
    return stages


STAGES = {stage.name: stage for stage in read_stages(DOCKERFILE.read_text())}
DEPENDENCIES, BOT, IMAGE = STAGES["dependencies"], STAGES["bot"], STAGES[""]


def ports_of(environment: Mapping[str, str]) -> dict[str, str]:
    """For each setting that ends with _BIND, the port it names."""
    binds = {name: value for name, value in environment.items() if name.endswith("_BIND")}
    return {name: re.sub(r".*:", "", value) for name, value in binds.items()}
