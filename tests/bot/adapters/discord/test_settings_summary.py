from bot.adapters.discord.draft import LONGEST_CONTENT
from bot.adapters.discord.settings_summary import write_summary
from bot.records import ChatSettings
from bot.texts import Phrases
from dream_core import Presets


def test_what_nobody_set_is_as_usual(presets: Presets) -> None:
    lines = write_summary(ChatSettings(), presets, Phrases(), channel_id=None).splitlines()
    assert lines == [
        "Settings for the whole server",
        "Preset when none is named: as usual",
        "Largest size: as usual",
        "Language of my answers: each person's own",
        "Mentions: answered",
        "Channels: everywhere",
        "Who may ask: everybody",
    ]


def test_what_is_set_is_named(presets: Presets) -> None:
    settings = ChatSettings(
        preset="cats",
        largest_size=1024,
        language="de",
        answers_mentions=False,
        channels=("5", "6"),
        roles=("7",),
    )
    lines = write_summary(settings, presets, Phrases(), channel_id=5).splitlines()
    assert lines == [
        "Settings for this channel: <#5>",
        "Preset when none is named: Cats",
        "Largest size: 1024 pixels",
        "Language of my answers: Deutsch",
        "Mentions: ignored",
        "Channels: <#5> <#6>",
        "Who may ask: <@&7>",
    ]


def test_a_preset_that_is_gone_is_as_usual(presets: Presets) -> None:
    settings = ChatSettings(preset="vanished")
    assert "named: as usual" in write_summary(settings, presets, Phrases(), channel_id=None)


def test_any_number_of_channels_and_roles_fits_a_message(presets: Presets) -> None:
    many = tuple(str(2**60 + number) for number in range(25))
    settings = ChatSettings(channels=many, roles=many)
    text = write_summary(settings, presets, Phrases(), channel_id=None)
    assert len(text) < LONGEST_CONTENT
    assert text.count("…") == 2
