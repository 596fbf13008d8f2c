"""The loopback answers what is wrong with an interaction's answer as Discord does."""

import pytest

from tests.loopback.discord import Channel, LoopbackDiscord, NotPossibleError, Permission, Person
from tests.loopback.raw_bot import RawBot

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, SUGGESTIONS = 4, 5, 6, 7, 8
EPHEMERAL = 64


async def test_an_acknowledgement_after_three_seconds_is_too_late(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    discord_server.clock.move(3.1)
    assert (await raw_bot.answer(interaction, DEFERRED)).refusal == (404, 10062)
    assert "10062" in discord_server.violations[0]


async def test_an_interaction_is_acknowledged_once(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    assert (await raw_bot.answer(interaction, DEFERRED)).status == 200
    assert (await raw_bot.answer(interaction, DEFERRED)).refusal == (400, 40060)
    assert len(discord_server.violations) == 1


async def test_whoever_never_acknowledges_is_told_on(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    with pytest.raises(AssertionError, match="acknowledgement"):
        await interaction.acknowledged(timeout_seconds=0.05)
    discord_server.blame_if_unanswered(interaction)
    assert discord_server.violations == ["Ann's dream wasn't acknowledged within 3 s"]


async def test_another_token_is_an_unknown_interaction(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    path = f"/interactions/{interaction.id}/another/callback"
    assert (await raw_bot.ask("POST", path, {"type": 5})).refusal == (404, 10062)


async def test_a_token_lives_fifteen_minutes(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    await raw_bot.answer(interaction, DEFERRED)
    discord_server.clock.move(14.9 * 60)
    assert (await raw_bot.edit_original(interaction, {"content": "still"})).status == 200
    discord_server.clock.move(0.2 * 60)
    assert (await raw_bot.edit_original(interaction, {"content": "late"})).refusal == (401, 50027)
    assert (await raw_bot.follow_up(interaction)).refusal == (401, 50027)
    assert discord_server.violations == []


async def test_nothing_follows_before_the_acknowledgement(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    assert (await raw_bot.follow_up(interaction)).refusal == (404, 10015)
    assert (await raw_bot.edit_original(interaction, {"content": "x"})).refusal == (404, 10015)


async def test_the_first_follow_up_ends_a_deferral(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    await raw_bot.answer(interaction, DEFERRED, {"flags": EPHEMERAL})
    await raw_bot.follow_up(interaction, "first")
    await raw_bot.follow_up(interaction, "second")
    assert [message.content for message in interaction.messages] == ["first", "second"]
    assert interaction.ephemeral


@pytest.mark.parametrize("kind", [DEFERRED_UPDATE, UPDATE, SUGGESTIONS, 1, "4"])
async def test_a_command_is_not_answered_like_something_else(
    raw_bot: RawBot, channel: Channel, ann: Person, kind: int
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    assert (await raw_bot.answer(interaction, kind)).refusal == (400, 50035)


async def test_a_form_that_is_refused_leaves_the_interaction_unanswered(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    refused = await raw_bot.answer(interaction, MESSAGE, {"content": "x" * 2001})
    assert refused.wrong == "content BASE_TYPE_MAX_LENGTH"
    assert (await raw_bot.answer(interaction, MESSAGE, {"content": "x"})).status == 200


async def test_no_more_than_25_suggestions(raw_bot: RawBot, channel: Channel, ann: Person) -> None:
    await raw_bot.sync()
    choices = [{"name": str(number), "value": str(number)} for number in range(26)]
    interaction = await ann.slash(channel, "dream")
    interaction.kind = type(interaction.kind).AUTOCOMPLETE
    refused = await raw_bot.answer(interaction, SUGGESTIONS, {"choices": choices})
    assert refused.wrong == "data.choices BASE_TYPE_BAD_LENGTH"
    taken = await raw_bot.answer(interaction, SUGGESTIONS, {"choices": choices[1:]})
    assert taken.status == 200
    assert len(interaction.suggestions) == 25


async def test_installed_by_a_person_five_may_follow_and_no_channel_helps(
    discord_server: LoopbackDiscord, raw_bot: RawBot
) -> None:
    await raw_bot.sync()
    foreign = discord_server.add_guild("Foreign", bot=None)
    channel = foreign.add_channel("general")
    bob = discord_server.add_person("Bob", foreign, has_installed=True)
    interaction = await bob.slash(channel, "dream")
    await raw_bot.answer(interaction, MESSAGE, {"content": "first"})
    for _ in range(5):
        assert (await raw_bot.follow_up(interaction)).status == 200
    discord_server.floods.limits = ()
    assert (await raw_bot.follow_up(interaction)).refusal == (400, 40094)
    assert (await raw_bot.post(channel, {"content": "x"})).refusal == (403, 50001)
    assert (await raw_bot.edit_original(interaction, {"content": "edited"})).status == 200


async def test_where_apps_of_ones_own_are_not_allowed_only_the_person_sees_them(
    discord_server: LoopbackDiscord, raw_bot: RawBot
) -> None:
    await raw_bot.sync()
    everyone = Permission.VIEW_CHANNEL | Permission.USE_APPLICATION_COMMANDS
    foreign = discord_server.add_guild("Foreign", bot=None, everyone=everyone)
    bob = discord_server.add_person("Bob", foreign, has_installed=True)
    interaction = await bob.slash(foreign.add_channel("general"), "dream")
    await raw_bot.answer(interaction, MESSAGE, {"content": "first"})
    assert interaction.ephemeral


async def test_an_interaction_says_who_installed_the_app_and_where(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    from tests.loopback.discord.payloads.interactions import interaction_payload

    await raw_bot.sync()
    bob = discord_server.add_person("Bob", has_installed=True)
    elsewhere = discord_server.add_conversation(ann, bob)
    here = interaction_payload(await ann.slash(channel, "dream"))
    directly = interaction_payload(await ann.slash(ann.direct_channel, "dream"))
    between = interaction_payload(await bob.slash(elsewhere, "dream"))
    assert channel.guild is not None
    assert (here["context"], here["authorizing_integration_owners"]) == (
        0,
        {"0": str(channel.guild.id)},
    )
    assert (directly["context"], directly["authorizing_integration_owners"]) == (1, {"0": "0"})
    assert (between["context"], between["authorizing_integration_owners"]) == (
        2,
        {"1": str(bob.id)},
    )
    assert {"guild_locale", "member"} <= here.keys()
    assert "user" in between
    assert here["attachment_size_limit"] == 10 * 2**20


async def test_people_use_only_what_they_are_offered(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    moderated = {"name": "rules", "description": "Rules", "default_member_permissions": "32"}
    await raw_bot.sync([moderated, {"name": "here", "description": "x", "contexts": [0]}])
    with pytest.raises(NotPossibleError, match="may not use rules"):
        await ann.slash(channel, "rules")
    with pytest.raises(NotPossibleError, match="such a place"):
        await ann.slash(ann.direct_channel, "here")
    foreign = discord_server.add_guild("Foreign", bot=None)
    bob = discord_server.add_person("Bob", foreign)
    with pytest.raises(NotPossibleError, match="installed"):
        await bob.slash(foreign.add_channel("general"), "here")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"size": 1024}, "from 64 to 512"),
        ({"size": "64"}, "can't be"),
        ({"strength": "weak"}, "isn't offered"),
        ({"colour": "red"}, "there is no colour"),
        ({"picture": "x.png"}, "can't be"),
    ],
)
async def test_people_give_only_what_an_option_takes(
    raw_bot: RawBot, channel: Channel, ann: Person, values: dict[str, object], reason: str
) -> None:
    await raw_bot.sync()
    with pytest.raises(NotPossibleError, match=reason):
        await ann.slash(channel, "dream", **values)


async def test_options_with_hyphens_are_found_by_underscores(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream", keep_colours=True)
    assert interaction.data["options"] == [{"name": "keep-colours", "type": 5, "value": True}]


async def test_after_a_deleted_response_a_follow_up_is_a_message_of_its_own(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    await raw_bot.sync()
    interaction = await ann.slash(channel, "dream")
    await raw_bot.answer(interaction, DEFERRED)
    path = f"/webhooks/{raw_bot.application}/{interaction.token}/messages/@original"
    assert (await raw_bot.ask("DELETE", path)).status == 204
    assert (await raw_bot.follow_up(interaction, "instead")).status == 200
    assert [message.content for message in interaction.messages] == ["instead"]
    assert (await raw_bot.edit_original(interaction, {"content": "x"})).refusal == (404, 10008)
