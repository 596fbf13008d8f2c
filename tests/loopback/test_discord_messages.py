"""What the loopback takes as a message, from whom and where."""

from typing import Any

import pytest

from tests.loopback.discord import (
    Channel,
    LoopbackDiscord,
    Permission,
    Person,
)
from tests.loopback.raw_bot import RawBot


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": custom_id, **more}


def select(**more: Any) -> dict[str, Any]:
    options = [{"label": "A", "value": "a"}]
    return {"type": 3, "custom_id": "s", "options": options, **more}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def option(number: int, **more: Any) -> dict[str, Any]:
    return {"label": f"L{number}", "value": f"v{number}", **more}


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"content": "x" * 2001}, "content BASE_TYPE_MAX_LENGTH"),
        ({"content": 5}, "content STRING_TYPE_CONVERT"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds BASE_TYPE_BAD_LENGTH"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title BASE_TYPE_MAX_LENGTH"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"fields": [{"name": "x", "value": ""}]}]}, "embeds.0.fields.0.value BASE_"),
        ({"embeds": [{"image": {"url": "file://x"}}]}, "embeds.0.image.url URL_TYPE_INVALID"),
        ({"components": [row(button())] * 6}, "components BASE_TYPE_BAD_LENGTH"),
        ({"components": [row()]}, "components.0.components BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(*[button(str(n)) for n in range(6)])]}, "components.0.components B"),
        ({"components": [row(button("x" * 101))]}, "components.0.components.0.custom_id BASE_"),
        ({"components": [row(button(), button())]}, "components.0.components.1.custom_id COMP"),
        ({"components": [row(button(label="x" * 81))]}, "components.0.components.0.label BASE"),
        ({"components": [row(button(label=""))]}, "components.0.components.0 BUTTON_COMPONENT"),
        ({"components": [row(button(style=5))]}, "components.0.components.0 BUTTON_COMPONENT_I"),
        ({"components": [row(select(), button())]}, "components.0.components.0 COMPONENT_LAYOUT"),
        (
            {"components": [row(select(options=[option(n) for n in range(26)]))]},
            "components.0.components.0.options BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"components": [row(select(options=[option(1), option(1)]))]},
            "components.0.components.0.options SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            {"components": [row(select(options=[option(1, description="x" * 101)]))]},
            "components.0.components.0.options.0.description BASE_TYPE_MAX_LENGTH",
        ),
        ({"allowed_mentions": {"parse": ["people"]}}, "allowed_mentions.parse BASE_TYPE_CHOICES"),
        (
            {"allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        ({"nonce": "x" * 26}, "nonce BASE_TYPE_MAX_LENGTH"),
        ({"attachments": [{"id": "12345"}]}, "attachments ATTACHMENT_NOT_FOUND"),
        ({"message_reference": {"message_id": "1"}}, "message_reference MESSAGE_REFERENCE_UNK"),
    ],
)
async def test_a_form_that_discord_would_not_take(
    raw_bot: RawBot, channel: Channel, form: dict[str, Any], wrong: str
) -> None:
    answer = await raw_bot.post(channel, {"content": "x", **form})
    assert answer.refusal == (400, 50035)
    assert answer.wrong.startswith(wrong)
    assert channel.messages == []


async def test_a_form_at_every_limit_is_taken(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    buttons = [row(*[button(f"{r}{n}".ljust(100, "x")) for n in range(5)]) for r in range(4)]
    options = [option(n, description="x" * 100) for n in range(25)]
    form = {
        "content": "x" * 2000,
        "embeds": [{"title": "x" * 256, "description": "y" * 344}] * 10,
        "components": [*buttons, row(select(options=options, placeholder="x" * 150))],
        "nonce": "x" * 25,
        "attachments": [{"id": n, "description": "x" * 1024} for n in range(10)],
    }
    answer = await raw_bot.post(channel, form, files=(b"x",) * 10)
    assert answer.status == 200
    assert len(answer.body["attachments"]) == 10
    assert discord_server.violations == []


async def test_alt_texts_and_files_have_their_limits(raw_bot: RawBot, channel: Channel) -> None:
    long = {"attachments": [{"id": 0, "description": "x" * 1025}]}
    answer = await raw_bot.post(channel, long, files=(b"x",))
    assert answer.wrong == "attachments.0.description BASE_TYPE_MAX_LENGTH"
    answer = await raw_bot.post(channel, {}, files=(b"x",) * 11)
    assert answer.wrong == "attachments BASE_TYPE_MAX_LENGTH"


async def test_an_empty_message_is_none(raw_bot: RawBot, channel: Channel) -> None:
    assert (await raw_bot.post(channel, {"content": " "})).refusal == (400, 50006)


@pytest.mark.parametrize(
    ("tier", "size", "status"), [(0, 10, 200), (0, 11, 413), (2, 11, 200), (2, 51, 413)]
)
async def test_the_largest_upload_depends_on_the_guild(
    discord_server: LoopbackDiscord, raw_bot: RawBot, tier: int, size: int, status: int
) -> None:
    channel = discord_server.add_guild("Boosted", tier=tier).add_channel("general")
    answer = await raw_bot.post(channel, {}, files=(bytes(size * 2**20),))
    assert answer.status == status
    assert (answer.status == 200) or answer.refusal == (413, 40005)
    assert bool(discord_server.violations) == (status == 413)


async def test_a_limit_that_nobody_told_of_is_not_the_bots_fault(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    discord_server.desk.true_file_bytes = 1000
    assert (await raw_bot.post(channel, {}, files=(bytes(1001),))).refusal == (413, 40005)
    assert discord_server.violations == []


async def test_words_that_moderators_block(raw_bot: RawBot, channel: Channel) -> None:
    assert channel.guild is not None
    channel.guild.blocked_words.add("cats")
    assert (await raw_bot.post(channel, {"content": "Cats!"})).refusal == (400, 200000)
    assert (await raw_bot.post(channel, {"content": "dogs"})).status == 200


async def test_an_edit_keeps_the_files_it_lists(raw_bot: RawBot, channel: Channel) -> None:
    first = await raw_bot.post(channel, {}, files=(b"one", b"two"))
    kept = first.body["attachments"][1]
    path = f"/channels/{channel.id}/messages/{first.body['id']}"
    listed = {"attachments": [{"id": kept["id"]}, {"id": 0, "filename": "new.png"}]}
    edited = await raw_bot.ask("PATCH", path, listed, files=(b"three",))
    assert [one["filename"] for one in edited.body["attachments"]] == ["1.png", "new.png"]
    unlisted = await raw_bot.ask("PATCH", path, {"content": "words"})
    assert len(unlisted.body["attachments"]) == 2
    async with raw_bot.session.get(first.body["attachments"][0]["url"]) as answer:
        assert answer.status == 404
    async with raw_bot.session.get(edited.body["attachments"][0]["url"]) as answer:
        assert await answer.read() == b"two"


async def test_the_same_nonce_makes_one_message(raw_bot: RawBot, channel: Channel) -> None:
    form = {"content": "x", "nonce": "a", "enforce_nonce": True}
    first, second = [await raw_bot.post(channel, form) for _ in range(2)]
    other = await raw_bot.post(channel, form | {"nonce": "b"})
    assert first.body["id"] == second.body["id"] != other.body["id"]
    assert len(channel.messages) == 2


async def test_whom_a_message_pings(raw_bot: RawBot, channel: Channel, ann: Person) -> None:
    post = await ann.post(channel, "hello")
    form = {"content": f"{ann.mention}", "message_reference": {"message_id": str(post.id)}}
    await raw_bot.post(channel, form)
    await raw_bot.post(channel, form | {"allowed_mentions": {"parse": []}})
    await raw_bot.post(channel, form | {"allowed_mentions": {"parse": ["users"]}})
    notified = [message.notified for message in channel.messages[1:]]
    assert notified == [{ann.id}, set(), {ann.id}]


async def test_only_json_and_forms_are_read(raw_bot: RawBot, channel: Channel) -> None:
    address = f"{raw_bot.server.api_base}/channels/{channel.id}/messages"
    headers = {"Authorization": f"Bot {raw_bot.server.token}"}
    async with raw_bot.session.post(address, data="{}", headers=headers) as answer:
        assert answer.status == 400
    headers["Content-Type"] = "application/json"
    async with raw_bot.session.post(address, data="{", headers=headers) as answer:
        assert b"50109" in await answer.read()


async def test_requests_need_the_token(discord_server: LoopbackDiscord, raw_bot: RawBot) -> None:
    answer = await raw_bot.ask("GET", "/users/@me", token="another")
    assert answer.refusal == (401, 0)
    assert discord_server.ledger.invalid_count == 1


async def test_what_is_not_there_is_found_out(
    discord_server: LoopbackDiscord, raw_bot: RawBot
) -> None:
    assert (await raw_bot.ask("GET", "/voice/regions")).status == 404
    assert "/voice/regions" in discord_server.violations[0]


async def test_history_is_read_from_the_newest(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    discord_server.world.application.has_message_content = True
    posts = [await ann.post(channel, str(number)) for number in range(5)]
    path = f"/channels/{channel.id}/messages"
    newest = await raw_bot.ask("GET", f"{path}?limit=2")
    older = await raw_bot.ask("GET", f"{path}?limit=2&before={posts[3].id}")
    assert [one["content"] for one in newest.body] == ["4", "3"]
    assert [one["content"] for one in older.body] == ["2", "1"]
    bot = discord_server.world.bot
    channel.set_permissions(bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert (await raw_bot.ask("GET", path)).body == []
