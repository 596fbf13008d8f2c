"""What compose.yaml starts, and how that fits the image and the bot."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from config.sources import load_settings
from tests.container.compose import COMPOSE_FILE, ComposeError, Project
from tests.container.dockerfile import DEPENDENCIES, IMAGE, ROOT, ports_of

KEY = {"PUPPYSLUG_ROOM_KEY": "a long secret"}
EVERYTHING = KEY | {"COMPOSE_PROFILES": "postgres,prometheus", "POSTGRES_PASSWORD": "s3cret"}
DATABASE = "postgresql://puppyslug:s3cret@postgres/puppyslug"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.set_up()
    return project


@pytest.fixture
def services(project: Project) -> dict[str, dict[str, Any]]:
    """All that can run, by name."""
    found: dict[str, dict[str, Any]] = project.read(**EVERYTHING)["services"]
    return found


def seconds(duration: str) -> int:
    """Reads what Compose writes, such as 1m30s."""
    factors = {"h": 3600, "m": 60, "s": 1}
    return sum(int(n) * factors[unit] for n, unit in re.findall(r"(\d+)([hms])", duration))


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("image: postgres:17", "imag: postgres:17", "imag"),
        ("init: true", "init: maybe", "init"),
        ("      - prometheus:/prometheus", "      - elsewhere:/prometheus", "undefined volume"),
        ("secrets: [database,", "secrets: [databank,", "undefined secret"),
        ("condition: service_healthy", "condition: service_happy", "condition"),
        ("}s15s", "}x", "stop_grace_period"),
        ("<<: *confined\n    image: puppyslug", "<<: *refined\n    image: puppyslug", "refined"),
    ],
)
def test_compose_refuses_what_is_bad(
    project: Project, before: str, after: str, complaint: str
) -> None:
    project.change(before, after)
    with pytest.raises(ComposeError, match=complaint):
        project.read(**EVERYTHING)


@pytest.mark.parametrize(
    ("profiles", "started"),
    [
        ("", {"puppyslug"}),
        ("postgres", {"puppyslug", "postgres"}),
        ("prometheus", {"puppyslug", "prometheus"}),
        ("postgres,prometheus", {"puppyslug", "postgres", "prometheus"}),
    ],
)
def test_the_bot_is_alone_unless_a_profile_adds_others(
    project: Project, profiles: str, started: set[str]
) -> None:
    assert set(project.read(**KEY, COMPOSE_PROFILES=profiles)["services"]) == started


def test_nothing_starts_without_a_key(project: Project) -> None:
    with pytest.raises(ComposeError, match="PUPPYSLUG_ROOM_KEY is missing a value"):
        project.read()


@pytest.mark.parametrize(
    ("variables", "database"),
    [
        ({}, ""),
        ({"POSTGRES_PASSWORD": "s3cret"}, DATABASE),
        ({"PUPPYSLUG_DATABASE": "postgresql://far/away"}, "postgresql://far/away"),
        (
            {"PUPPYSLUG_DATABASE": "postgresql://far/away", "POSTGRES_PASSWORD": "s3cret"},
            "postgresql://far/away",
        ),
    ],
)
def test_a_password_leads_to_the_profiles_database_and_an_address_elsewhere(
    project: Project, variables: Mapping[str, str], database: str
) -> None:
    environment = project.bot(**KEY, **variables)["environment"]
    assert environment["PUPPYSLUG_DATABASE"] == database
    assert environment["POSTGRES_PASSWORD"] == ""


def test_the_database_knows_the_same_name_and_password(
    services: Mapping[str, dict[str, Any]],
) -> None:
    known = services["postgres"]["environment"]
    address = f"postgresql://{known['POSTGRES_USER']}:{known['POSTGRES_PASSWORD']}@postgres/"
    assert services["puppyslug"]["environment"]["PUPPYSLUG_DATABASE"].startswith(address)


def test_the_bot_waits_for_its_database_where_there_is_one(project: Project) -> None:
    waits = project.bot(**EVERYTHING)["depends_on"]
    assert waits == {"postgres": {"condition": "service_healthy", "required": False}}


@pytest.mark.parametrize("variables", [KEY, EVERYTHING])
def test_the_bot_takes_its_environment(
    project: Project,
    variables: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    environment = IMAGE.variables | project.bot(**variables)["environment"]
    for name, value in environment.items():
        if name != "PATH":
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    settings = load_settings()

    assert settings.room_key is not None
    assert settings.data_dir == Path("/data")


def test_settings_from_env_reach_the_bot(project: Project) -> None:
    environment = project.bot(**KEY, PUPPYSLUG_WORKERS="2", DISCORD_TOKEN="t0ken")["environment"]
    assert environment["PUPPYSLUG_WORKERS"] == "2"
    assert environment["DISCORD_TOKEN"] == "t0ken"


def test_what_the_volumes_and_ports_depend_on_is_the_images_whatever_env_says(
    project: Project,
) -> None:
    fixed = ("PUPPYSLUG_DATA_DIR", "PUPPYSLUG_CACHE_DIR", "PUPPYSLUG_METRICS_BIND")
    environment = project.bot(**KEY, **dict.fromkeys(fixed, "elsewhere"))["environment"]
    assert {name: environment[name] for name in fixed} == {
        name: IMAGE.variables[name] for name in fixed
    }


@pytest.mark.parametrize(
    ("variable", "secret"),
    [
        ("DISCORD_TOKEN_FILE", "discord_token"),
        ("TELEGRAM_TOKEN_FILE", "telegram_token"),
        ("PUPPYSLUG_DATABASE_FILE", "database"),
    ],
)
def test_a_secret_file_of_this_machine_is_one_of_the_containers(
    project: Project, variable: str, secret: str
) -> None:
    with_file = project.read(**KEY, **{variable: "my.secret"})
    assert with_file["services"]["puppyslug"]["environment"][variable] == f"/run/secrets/{secret}"
    assert with_file["secrets"][secret]["file"] == str(project.folder / "my.secret")

    without = project.read(**KEY)
    assert without["services"]["puppyslug"]["environment"][variable] == ""
    placeholder = Path(without["secrets"][secret]["file"])
    assert placeholder.read_bytes() == b""


def test_accepted_dreams_have_the_time_to_finish(project: Project) -> None:
    usual = Settings.model_fields["drain_time"].default
    assert seconds(project.bot(**KEY)["stop_grace_period"]) >= usual + 15
    longer = project.bot(**KEY, PUPPYSLUG_DRAIN_TIME="300")
    assert seconds(longer["stop_grace_period"]) >= 315


def test_an_init_hears_sigterm_before_the_bot_does(project: Project) -> None:
    assert project.bot(**KEY)["init"] is True


def test_every_service_is_confined_and_comes_back(services: Mapping[str, dict[str, Any]]) -> None:
    for service in services.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["restart"] == "unless-stopped"
        assert "privileged" not in service
    read_only = {name for name, service in services.items() if service.get("read_only")}
    assert read_only == {"puppyslug", "prometheus"}


def test_every_service_is_asked_for_its_health(services: Mapping[str, dict[str, Any]]) -> None:
    assert IMAGE.all_of("HEALTHCHECK"), "the bot's is the image's"
    others = [service for name, service in services.items() if name != "puppyslug"]
    assert all(service["healthcheck"]["test"][0] == "CMD" for service in others)


def test_what_is_to_be_kept_is_in_named_volumes(services: Mapping[str, dict[str, Any]]) -> None:
    mounts = {
        name: {mount["target"]: mount["type"] for mount in service["volumes"]}
        for name, service in services.items()
    }
    assert mounts["puppyslug"] == dict.fromkeys(IMAGE.last_of("VOLUME").args, "volume")
    assert mounts["postgres"] == {"/var/lib/postgresql/data": "volume"}
    assert mounts["prometheus"] == {"/prometheus": "volume"}


def test_only_this_machine_reaches_what_is_published(
    services: Mapping[str, dict[str, Any]],
) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}
    assert {port["target"] for port in ports} == {8765, 8766, 9090}


def test_the_room_can_be_published_elsewhere(project: Project) -> None:
    room = project.bot(**KEY, ROOM_ADDRESS="0.0.0.0:80")["ports"][0]
    assert (room["host_ip"], room["published"], room["target"]) == ("0.0.0.0", "80", 8765)


def test_prometheus_asks_the_bot_where_it_answers(project: Project) -> None:
    read = project.read(**EVERYTHING)
    (config,) = read["services"]["prometheus"]["configs"]
    settings = yaml.safe_load(Path(read["configs"][config["source"]]["file"]).read_text())

    (job,) = settings["scrape_configs"]
    (target,) = [target for each in job["static_configs"] for target in each["targets"]]

    host, _, port = target.partition(":")
    assert host in read["services"]
    assert port == ports_of(IMAGE.variables)["PUPPYSLUG_METRICS_BIND"]
    assert job.get("metrics_path", "/metrics") == "/metrics"


def test_the_image_is_built_with_what_the_dockerfile_asks_for(project: Project) -> None:
    build = project.bot(**KEY, TORCH="cpu", PIP_EXTRA_INDEX_URL="https://index.example/")["build"]
    asked = dict(argument.args[0].split("=") for argument in DEPENDENCIES.all_of("ARG"))
    assert build["args"] == {"TORCH": "cpu", "PIP_EXTRA_INDEX_URL": "https://index.example/"}
    assert project.bot(**KEY)["build"]["args"] == {
        name: default.strip('"') for name, default in asked.items()
    }


def test_gpus_are_one_more_file(project: Project) -> None:
    assert "gpus" not in project.bot(**KEY)
    files = f"{COMPOSE_FILE.name}:compose.gpu.yaml"
    assert project.bot(**KEY, COMPOSE_FILE=files)["gpus"] == [{"count": -1}]


def test_every_variable_of_the_file_is_explained_in_it() -> None:
    text = COMPOSE_FILE.read_text()
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    example = (ROOT / ".env.example").read_text()
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    assert "TORCH" in used
    assert {name for name in used if name not in comments and name not in example} == set()


def test_no_registry_or_index_is_named(services: Mapping[str, dict[str, Any]]) -> None:
    """Images come from where the engine looks, packages from where pip does or .env says."""
    files = [ROOT / "Dockerfile", *ROOT.glob("compose*.yaml")]
    assert [file.name for file in files if re.search(r"https?://", file.read_text())] == []
    images = [IMAGE.base, *(service["image"] for service in services.values())]
    assert [image for image in images if "." in image.split("/")[0].partition(":")[0]] == []
