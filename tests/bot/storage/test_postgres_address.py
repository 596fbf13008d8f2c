from typing import Any

import pytest

from bot.storage import PostgresAddress

FULL = "postgresql://ann:s3cret%2Fx@db.example:6000/dreams"


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        (
            FULL,
            {
                "host": "db.example",
                "port": 6000,
                "user": "ann",
                "password": "s3cret/x",
                "database": "dreams",
            },
        ),
        ("postgres://db", {"host": "db"}),
        ("POSTGRES://db/x", {"host": "db", "database": "x"}),
        ("postgresql+psycopg2://db/x", {"host": "db", "database": "x"}),
        ("postgresql://[::1]:1/x", {"host": "::1", "port": 1, "database": "x"}),
        (
            "postgresql://a@b:c@db/x",
            {"host": "db", "user": "a@b", "password": "c", "database": "x"},
        ),
        (
            "postgresql:///x?host=/run/postgresql",
            {"database": "x", "dsn": "postgresql://?host=%2Frun%2Fpostgresql"},
        ),
        (
            "postgresql://db/x?sslmode=require&channel_binding=require&connect_timeout=10",
            {"host": "db", "database": "x", "dsn": "postgresql://?sslmode=require"},
        ),
        (
            "postgresql://db?user=ann&password=s3cret&dbname=x",
            {"host": "db", "user": "ann", "password": "s3cret", "database": "x"},
        ),
    ],
)
def test_an_address_is_read_as_people_paste_it(text: str, arguments: dict[str, Any]) -> None:
    assert PostgresAddress.parse(text).as_arguments() == arguments


@pytest.mark.parametrize(
    "text",
    [
        "",
        "db",
        "mysql://ann:s3cret@db/x",
        "postgresql:/db",
        "postgresql://ann:s3cret@db:port/x",
        "postgresql://ann:s3cret@db:1,other:2/x",
        "postgresql://ann:s3@cret@db/x",
        "postgresql://db/x?sslmode=require&sslmode=disable",
    ],
)
def test_what_is_no_address_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"it must|it is no|option|@") as caught:
        PostgresAddress.parse(text)
    assert "cret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (FULL, "postgresql://ann@db.example:6000/dreams"),
        ("postgresql://ann@db?password=s3cret&sslpassword=s3cret", "postgresql://ann@db"),
        ("postgresql:///x?host=/run/postgresql", "postgresql:///x?host=%2Frun%2Fpostgresql"),
    ],
)
def test_what_is_shown_has_no_password(text: str, shown: str) -> None:
    address = PostgresAddress.parse(text)
    assert str(address) == shown
    assert "s3cret" not in f"{address} {address!r}"


def test_the_database_is_the_users_where_none_is_named() -> None:
    assert PostgresAddress.parse("postgresql://ann@db").database == "ann"
    assert PostgresAddress.parse(FULL).database == "dreams"
