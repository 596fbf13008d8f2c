import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotErrorCode
from bot.service.asker import Asker
from bot.service.rules import NotAdmittedError, Rules

ASKER = Asker(
    person_id="discord:1",
    chat_id="discord:3",
    parent_chat_id="discord:2",
    server_id="discord:server:9",
)
IDS = ("discord:1", "discord:2", "discord:3", "discord:server:9", "telegram:-5")


def allows(rules: Rules) -> bool:
    try:
        rules.check(ASKER)
    except NotAdmittedError:
        return False
    return True


def test_without_lists_everybody_may_ask() -> None:
    assert allows(Rules())


@given(st.frozensets(st.sampled_from(IDS)), st.frozensets(st.sampled_from(IDS)))
def test_deny_wins_and_with_an_allow_list_only_those_may(
    allow: frozenset[str], deny: frozenset[str]
) -> None:
    own = set(ASKER.ids)
    may = not own & deny and (not allow or bool(own & allow))
    assert allows(Rules(allow=allow, deny=deny)) is may


@pytest.mark.parametrize(
    ("denied", "sentence"),
    [
        ("discord:1", "I don't dream for you."),
        ("discord:2", "I don't dream here."),
        ("discord:3", "I don't dream here."),
        ("discord:server:9", "I don't dream here."),
    ],
)
def test_a_refusal_says_whether_it_is_the_person_or_the_place(denied: str, sentence: str) -> None:
    with pytest.raises(NotAdmittedError) as refused:
        Rules(deny=frozenset({denied})).check(ASKER)
    assert refused.value.sentence == sentence
    assert refused.value.subject_id == denied
    assert refused.value.code is BotErrorCode.NOT_ADMITTED
    assert refused.value.hint


def test_who_is_not_listed_learns_the_ids_that_could_be() -> None:
    with pytest.raises(NotAdmittedError) as refused:
        Rules(allow=frozenset({"telegram:-5"})).check(ASKER)
    assert "discord:1, discord:3, discord:2, discord:server:9" in refused.value.hint
    assert refused.value.subject_id == "discord:2"
