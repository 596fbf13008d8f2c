from bot.service.asker import Asker


def test_a_thread_counts_as_its_channel() -> None:
    asker = Asker(person_id="discord:1", chat_id="discord:3", parent_chat_id="discord:2")
    assert asker.counting_chat_id == "discord:2"
    assert Asker(person_id="discord:1", chat_id="discord:3").counting_chat_id == "discord:3"


def test_the_ids_go_from_the_person_to_the_server_each_once() -> None:
    asker = Asker(
        person_id="discord:1",
        chat_id="discord:3",
        parent_chat_id="discord:2",
        server_id="discord:server:9",
    )
    assert asker.ids == ("discord:1", "discord:3", "discord:2", "discord:server:9")
    assert Asker(person_id="telegram:1", chat_id="telegram:1").ids == ("telegram:1",)
