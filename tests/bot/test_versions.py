from bot.versions import find_version


def test_an_installed_package_has_a_version() -> None:
    found = find_version("pydantic")
    assert found is not None
    assert found[0].isdigit()


def test_a_package_that_is_not_installed_has_none() -> None:
    assert find_version("no-such-package-anywhere") is None
