"""The Dockerfile's steps on this machine, with a temporary folder in the place of the root.

What needs a network (the downloads of dependencies) or root (the user) isn't done: the packages of
the running Python stand in for the former, whoever runs the tests for the latter.
"""

import re
import shutil
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from e2b_dockerfile_utils import PatternMatcher

from tests.container.dockerfile import BOT, DEPENDENCIES, IMAGE, ROOT, ports_of

# The folders of the image and of its build that are made anew below the root.
_FOLDERS = re.compile(r"(?<![\w./])/(?=(?:opt|bot|build|data|cache)\b)")
_STEP_SECONDS = 60.0


@dataclass(frozen=True)
class Rehearsal:
    """A folder that stands for the root of a machine where the image is built and run."""

    root: Path
    ports: Mapping[str, str] = field(default_factory=dict)

    def translate(self, text: str) -> str:
        """The text with this machine's folders and ports in the place of the image's."""
        for port, free_port in self.ports.items():
            text = re.sub(rf"\b{port}\b", free_port, text)
        return _FOLDERS.sub(f"{self.root}/", text)

    def path(self, text: str) -> Path:
        """Where a path of the image lies here."""
        return Path(self.translate(text))

    @property
    def base_environment(self) -> dict[str, str]:
        """What the base image sets; its ``python`` and ``pip`` are those of the running Python."""
        return {"PATH": f"{self.root}/usr/local/bin:/usr/bin:/bin", "HOME": f"{self.root}/root"}

    def set_up_base(self) -> None:
        """Makes the folders that a base image has."""
        programs = self.root / "usr" / "local" / "bin"
        programs.mkdir(parents=True)
        (self.root / "root").mkdir()
        for name, arguments in (("python", ""), ("pip", "-m pip")):
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            program.chmod(0o755)

    def run(self, step: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """One RUN of the stages that build, in their working folder."""
        environment = DEPENDENCIES.environment(**self.base_environment) | variables
        return subprocess.run(
            ["/bin/sh", "-c", self.translate(step)],
            cwd=self.path(DEPENDENCIES.last_of("WORKDIR").args[0]),
            env={name: self.translate(value) for name, value in environment.items()},
            capture_output=True,
            text=True,
            timeout=_STEP_SECONDS,
            check=False,
        )

    def build(self) -> None:
        """The image's folders, as its stages would leave them."""
        self.set_up_base()
        copy_context(self.path("/build"))
        self._expect(DEPENDENCIES.step("venv"))
        self._lend("setuptools", "_distutils_hack")
        self._expect(BOT.step("pip install"))
        for copy in IMAGE.all_of("COPY"):
            origin, target = map(self.path, copy.args)
            if origin != target:
                shutil.copytree(origin, target, dirs_exist_ok=True, symlinks=True)
        for folder in IMAGE.last_of("VOLUME").args:
            self.path(folder).mkdir()
        # Last, as pip must not take what is installed here for a part of the new environment.
        (self.site_packages / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n")

    @property
    def site_packages(self) -> Path:
        """Where the image's packages are."""
        (found,) = self.path("/opt/puppyslug").glob("lib/python*/site-packages")
        return found

    @property
    def environment(self) -> dict[str, str]:
        """What a process in the container finds in its environment."""
        home = re.search(r"--home-dir (\S+)", IMAGE.step("useradd"))
        assert home
        inherited = self.base_environment | {"HOME": home[1]}
        environment = IMAGE.environment(**inherited)
        return {name: self.translate(value) for name, value in environment.items()}

    def command(self, words: Sequence[str]) -> list[str]:
        """A command in exec form, found on the container's path."""
        program = shutil.which(words[0], path=self.environment["PATH"])
        assert program, f"{words[0]} isn't on the image's path"
        return [program, *map(self.translate, words[1:])]

    def check_health(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """What the engine does every half minute."""
        keyword, *words = IMAGE.last_of("HEALTHCHECK").args
        assert keyword == "CMD"
        return subprocess.run(
            self.command(words),
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=_STEP_SECONDS,
            check=False,
        )

    @contextmanager
    def start(self, log: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        """A container's first process; what it says goes to ``log``. Killed if it still runs."""
        words = [*IMAGE.last_of("ENTRYPOINT").args, *IMAGE.last_of("CMD").args]
        with (
            log.open("wb") as said,
            subprocess.Popen(
                self.command(words),
                cwd=self.path(IMAGE.last_of("WORKDIR").args[0]),
                env=self.environment | variables,
                stdout=said,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    def _expect(self, step: str) -> None:
        done = self.run(step)
        assert done.returncode == 0, done.stdout + done.stderr

    def _lend(self, *packages: str) -> None:
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            if entry.name.startswith(packages):
                (self.site_packages / entry.name).symlink_to(entry)


def copy_context(target: Path) -> None:
    """What ``COPY . .`` brings: the project's folder without what .dockerignore names."""
    ignored = PatternMatcher((ROOT / ".dockerignore").read_text().splitlines())

    def leave_out(folder: str, names: list[str]) -> list[str]:
        inside = Path(folder).relative_to(ROOT)
        paths = {name: (inside / name).as_posix() for name in names}
        return [name for name, path in paths.items() if ignored.matches(path)]

    shutil.copytree(ROOT, target, ignore=leave_out)


def find_free_ports() -> dict[str, str]:
    """For each port that the image's settings name, one that is free here."""
    named = sorted(set(ports_of(IMAGE.variables).values()))
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in named]
    free = [str(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return dict(zip(named, free, strict=True))
