import json
from dataclasses import replace

from bot.adapters.web.posts import Dream, DreamState, Picture, Post, ProblemRecord, Visitor
from bot.adapters.web.views import Json, Views, show_problem
from bot.commands import DreamCommand, DreamOptions, Grammar
from bot.errors import UsageError
from bot.texts import Phrases
from dream_core import Presets

ADA = Visitor(id="0123", name="Ada")
PHOTO = Picture(id="a" * 20, picture_format="png", width=3, height=2)


def show_dream(dream: Dream, presets: Presets, language: str = "en") -> Json:
    return Views(presets, lambda: Phrases(language)).show_dream(dream)


def make_dream(preset: str) -> Dream:
    return Dream(
        id="d" * 20,
        state=DreamState.FAILED,
        owner=ADA,
        words="/dream",
        photo=PHOTO,
        preset=preset,
        strength=7,
        facts={"seed": 1},
        problem=ProblemRecord(code="time_limit", sentence="Too slow.", hint=""),
    )


def test_a_post_is_plain_json() -> None:
    post = Post(
        id=4, revision=9, author=ADA, posted_at=1.5, text="hi", pictures=(PHOTO,), reply_to=PHOTO
    )
    shown = Views({}, Phrases).show_post(post)
    assert json.loads(json.dumps(shown)) == shown
    assert shown["at"] == 1500
    assert shown["dream"] is None
    assert shown["pictures"] == [shown["reply_to"]]
    assert shown["pictures"][0]["src"] == f"/pictures/{PHOTO.id}"


def test_a_dream_has_its_presets_title_or_else_its_name(presets: Presets) -> None:
    assert show_dream(make_dream("puppyslug"), presets)["title"] == presets["puppyslug"].title
    assert show_dream(make_dream("long-gone"), presets)["title"] == "long-gone"


def test_a_dream_is_plain_json_with_its_own_address(presets: Presets) -> None:
    shown = show_dream(make_dream("puppyslug"), presets)
    assert json.loads(json.dumps(shown)) == shown
    assert shown["page"] == f"/dreams/{'d' * 20}"
    assert shown["problem"]["code"] == "time_limit"


def test_a_sheets_looks_are_named_in_the_rooms_language(presets: Presets) -> None:
    placed = {"left": 0.1, "top": 0.2, "width": 0.25, "height": 0.3}
    looks = [{"preset": name, **placed} for name in ("eyes", "long-gone")]
    sheet = replace(make_dream("puppyslug"), facts={"form": "sheet", "placed": looks})
    for language, label in (
        ("en", "Dream this large: Eyes"),
        ("de", "Groß träumen: Augen"),
        ("fr", "Rêver ceci en grand\u202f: Yeux"),
    ):
        shown = show_dream(sheet, presets, language)
        assert shown["looks"] == [{"preset": "eyes", "label": label, **placed}]
        assert "placed" not in shown["facts"]


def test_a_problem_is_code_sentence_and_hint() -> None:
    shown = show_problem(UsageError("What?", "Try /help."))
    assert shown == {"code": "usage", "sentence": "What?", "hint": "Try /help."}


def test_a_dreams_code_asks_for_the_same(presets: Presets) -> None:
    dream = replace(
        make_dream("cats"), facts={"seed": 9, "size": 512, "keep_colours": True, "network": "x"}
    )
    code = show_dream(dream, presets)["code"]
    asked = DreamOptions(preset="cats", strength=7, size=512, seed=9, keep_colours=True)
    assert Grammar(presets).parse(code) == DreamCommand(asked)
    finished = replace(dream, facts={**dream.facts, "amount": 60, "blend": "screen"})
    code = show_dream(finished, presets)["code"]
    asked = replace(asked, amount=60, blend="screen")
    assert Grammar(presets).parse(code) == DreamCommand(asked)
    usual = replace(dream, facts={**dream.facts, "amount": 100, "blend": "normal"})
    assert show_dream(usual, presets)["code"] == show_dream(dream, presets)["code"]
    assert show_dream(make_dream("long-gone"), presets)["code"] is None
