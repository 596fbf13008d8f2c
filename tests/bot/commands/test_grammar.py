import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.commands import (
    CancelCommand,
    Command,
    DreamCommand,
    DreamOptions,
    Grammar,
    HelpCommand,
    Misunderstood,
    NoCommand,
    PresetsCommand,
    QueueCommand,
    render_command,
)
from bot.commands.command import ZOOM_VALUES
from bot.commands.lexicon import FILLER, STRENGTH_WORDS
from bot.errors import BotErrorCode, UsageError
from dream_core import BLENDS, LIMITS, ONLY, STRENGTHS, Presets
from dream_core.errors import RecipeError
from dream_core.motion import MOTION_LIMITS

_WORDS = """
    /dream @puppyslug cats brain coral gentle full strength size seed keep colours preset = : , 7
    7/10 512px 512 -1 no yes please don't help /queue /cancel @other 99999999999999999999999
    60% amount blend soft light multiply of imagine banana and zoom still moving speed turn 1.5x
    seconds 6s 20°
    60% amount blend soft light multiply + and cats+birds cats:2+birds only subject background all
"""
VOCABULARY = _WORDS.split()
ZOOMED = DreamOptions(form="zoom", speed=2, turn=-20, seconds=4)


def options_of(command: Command) -> DreamOptions:
    assert isinstance(command, DreamCommand)
    return command.options


def try_parse(grammar: Grammar, text: str, *, addressed: bool = False) -> Command | Misunderstood:
    try:
        return grammar.parse(text, addressed=addressed)
    except (UsageError, RecipeError) as refusal:
        return refusal


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/dream", DreamOptions()),
        ("/Dream CATS", DreamOptions(preset="cats")),
        ("/dream@puppyslug cats", DreamOptions(preset="cats")),
        ("/dream strength=7 cats", DreamOptions(preset="cats", strength=7)),
        ("/dream cats strength 7", DreamOptions(preset="cats", strength=7)),
        ("/dream cats, strength: 7", DreamOptions(preset="cats", strength=7)),
        ("/dream cats strength = 7", DreamOptions(preset="cats", strength=7)),
        ("/dream 7/10", DreamOptions(strength=7)),
        ("/dream cats 7", DreamOptions(preset="cats", strength=7)),
        ("/dream strength=strong", DreamOptions(strength=8)),
        ("/dream Brain_Coral", DreamOptions(preset="brain-coral")),
        ("/dream brain coral", DreamOptions(preset="brain-coral")),
        ("/dream cat", DreamOptions(preset="cats")),
        ("/dream preset=dogfaces", DreamOptions(preset="dog faces")),
        ("/dream preset=strength strength=2", DreamOptions(preset="strength", strength=2)),
        ("/dream size=512 px cats", DreamOptions(preset="cats", size=512)),
        ("/dream 512px", DreamOptions(size=512)),
        ("/dream size full", DreamOptions(size="full")),
        ("/dream size=auto", DreamOptions(size="auto")),
        ("/dream cats full size", DreamOptions(preset="cats", size="full")),
        ("/dream seed=0", DreamOptions(seed=0)),
        ("/dream keep-colours", DreamOptions(keep_colours=True)),
        ("/dream keep colors eyes", DreamOptions(preset="eyes", keep_colours=True)),
        ("/dream keep-colours=no", DreamOptions(keep_colours=False)),
        ("/dream amount=60", DreamOptions(amount=60)),
        ("/dream amount: 60%", DreamOptions(amount=60)),
        ("/dream cats 150%", DreamOptions(preset="cats", amount=150)),
        ("/dream blend=soft-light cats", DreamOptions(preset="cats", blend="soft-light")),
        ("/dream blend=Soft Light cats", DreamOptions(preset="cats", blend="soft-light")),
        ("/dream blend normal", DreamOptions(blend="normal")),
        ("/dream cats multiply strong", DreamOptions(preset="cats", blend="multiply", strength=8)),
        ("/dream normal", DreamOptions(strength=5)),
        ("/dream only=subject", DreamOptions(only="subject")),
        ("/dream only the subject", DreamOptions(only="subject")),
        ("/dream only: foreground", DreamOptions(only="subject")),
        ("/dream cats background", DreamOptions(preset="cats", only="background")),
        ("/dream background only", DreamOptions(only="background")),
        ("/dream only=all", DreamOptions(only="all")),
        (
            "@puppyslug only the background, cats please",
            DreamOptions(preset="cats", only="background"),
        ),
        ("@puppyslug only cats please", DreamOptions(preset="cats")),
        ("@puppyslug cats, only in the background", DreamOptions(preset="cats", only="background")),
        ("/dream strength=7 strength=7", DreamOptions(strength=7)),
        ("/dream strength=７", DreamOptions(strength=7)),
        ("@puppyslug cats please, strong", DreamOptions(preset="cats", strength=8)),
        ("Hey @Puppyslug, make this a brain coral!", DreamOptions(preset="brain-coral")),
        ("cats please @puppyslug", DreamOptions(preset="cats")),
        ("@puppyslug", DreamOptions()),
        ("@puppyslug don't keep the colours 🐱", DreamOptions(keep_colours=False)),
        (
            "@puppyslug cats in soft light, 50%",
            DreamOptions(preset="cats", blend="soft-light", amount=50),
        ),
        ("@puppyslug eyes for @somebody", DreamOptions(preset="eyes")),
    ],
)
def test_a_dream_is_asked_for_in_many_ways(
    grammar: Grammar, text: str, options: DreamOptions
) -> None:
    assert options_of(grammar.parse(text)) == options


def test_a_word_that_is_preset_and_strength_is_whichever_is_free(grammar: Grammar) -> None:
    assert options_of(grammar.parse("/dream gentle")) == DreamOptions(preset="gentle")
    assert options_of(grammar.parse("/dream gentle cats")) == DreamOptions(
        preset="cats", strength=3
    )
    assert options_of(grammar.parse("/dream gentle strength=9")) == DreamOptions(
        preset="gentle", strength=9
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what a nice picture",
        "cats please",
        "the puppyslug of 2015",
        "the best thing about @puppyslug is that it dreams",
        "mail me at me@puppyslug.example",
        "@puppyslug_fan cats",
        "/dream@otherbot cats",
        "/help@otherbot",
        "/start",
        "/draem cats",
        "/dream/cats",
        "and then /dream cats",
        "//",
    ],
)
def test_what_is_not_for_the_bot_is_left_alone(grammar: Grammar, text: str) -> None:
    assert grammar.parse(text) == NoCommand()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/help", HelpCommand()),
        ("/help strength", HelpCommand()),
        ("/PRESETS", PresetsCommand()),
        ("/queue@puppyslug", QueueCommand()),
        ("/cancel ", CancelCommand()),
        ("@puppyslug help!", HelpCommand()),
        ("@puppyslug show me the presets", PresetsCommand()),
        ("@puppyslug cancel it please", CancelCommand()),
    ],
)
def test_the_other_commands_stand_alone(grammar: Grammar, text: str, command: Command) -> None:
    assert grammar.parse(text) == command


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("/dream stronk", "I don't know “stronk”", "Did you mean strong"),
        ("/dream brain corl", "I don't know “brain”", "Did you mean brain-coral"),
        ("/dream strenght=7", "no option “strenght”", "Did you mean strength?"),
        ("/dream xyzzy", "I don't know “xyzzy”", "Presets: "),
        ("/dream xyzzy=1", "no option “xyzzy”", "preset, of, strength, size, seed, keep-colours"),
        ("/dream preset=ctas", "no preset “ctas”", "Did you mean cats"),
        ("/dream strength=11", "strength can't be “11”", "from 1 to 10"),
        ("/dream strength=0", "strength can't be “0”", "from 1 to 10"),
        ("/dream 12/10", "strength can't be “12/10”", "from 1 to 10"),
        ("/dream strength", "strength needs a value", "from 1 to 10"),
        ("/dream size=8", "size can't be “8”", "16 to 16384"),
        ("/dream size=1024x768", "size can't be “1024x768”", "longest side"),
        ("/dream seed=-1", "seed can't be “-1”", "whole number"),
        ("/dream seed=9223372036854775808", "seed can't be", "to 9223372036854775807"),
        ("/dream keep-colours=maybe", "keep-colours can't be “maybe”", "yes or no"),
        ("/dream keep-colours=", "keep-colours can't be empty", "yes or no"),
        ("/dream amount=9", "amount can't be “9”", "10 to 200 percent"),
        ("/dream amount=201%", "amount can't be “201%”", "10 to 200 percent"),
        ("/dream 5%", "amount can't be “5%”", "10 to 200 percent"),
        ("/dream amount=half", "amount can't be “half”", "10 to 200 percent"),
        ("/dream amuont=50", "no option “amuont”", "Did you mean amount?"),
        ("/dream blend=dodge", "blend can't be “dodge”", "normal, soft-light, multiply or screen"),
        ("/dream blend=", "blend needs a value", "normal, soft-light, multiply or screen"),
        ("/dream mutliply", "I don't know “mutliply”", "Did you mean multiply?"),
        ("/dream screen blend=normal", "blend=screen and blend=normal", "only one"),
        ("/dream only=cats", "only can't be “cats”", "subject, background or all"),
        ("/dream only cats", "only can't be “cats”", "subject, background or all"),
        ("/dream only=", "only needs a value", "subject, background or all"),
        ("/dream subject background", "only=subject and only=background", "only one"),
        ("/dream bakground", "don't know “bakground”", "Did you mean background?"),
        ("/dream 512", "don't know what “512” is for", "size=512 or seed=512"),
        ("/dream 123456", "don't know what “123456” is for", "seed=123456"),
        ("/dream cats eyes", "cats and eyes are two presets", "one"),
        ("/dream strong strength=2", "strength=8 and strength=2", "only one"),
        ("/dream cats=5", "no option “cats”", "Options are"),
        ("/dream please", "I don't know “please”", "Presets: "),
        ("@puppyslug mine cryptocurrency", "I don't know “mine”", ""),
        ("/queue now", "/queue doesn't take “now”", "nothing behind"),
        ("/draem@puppyslug", "There is no /draem", "Did you mean dream?"),
    ],
)
def test_what_means_nothing_is_answered_with_what_would(
    grammar: Grammar, text: str, sentence: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        grammar.parse(text)

    assert sentence in refusal.value.sentence
    assert hint in refusal.value.hint
    assert refusal.value.code is BotErrorCode.USAGE


def test_where_the_bot_is_alone_with_somebody_no_mention_is_needed(grammar: Grammar) -> None:
    command = grammar.parse("cats please, strong", addressed=True)

    assert options_of(command) == DreamOptions(preset="cats", strength=8)
    with pytest.raises(UsageError, match="Did you mean dream"):
        grammar.parse("/draem", addressed=True)


def test_each_platform_has_its_own_mentions(presets: Presets) -> None:
    grammar = Grammar(presets, mentions=("<@8138>", "@Slug_Bot"))

    assert options_of(grammar.parse("<@8138> cats")) == DreamOptions(preset="cats")
    assert options_of(grammar.parse("@slug_bot cats")) == DreamOptions(preset="cats")
    assert options_of(grammar.parse("/dream@slug_bot")) == DreamOptions()
    assert grammar.parse("@puppyslug cats") == NoCommand()


def test_a_grammar_without_mentions_knows_commands_alone(presets: Presets) -> None:
    grammar = Grammar(presets, mentions=())

    assert grammar.parse("@puppyslug cats") == NoCommand()
    assert grammar.parse("/dream cats") == DreamCommand(DreamOptions(preset="cats"))


def test_a_long_word_is_cut_in_the_answer(grammar: Grammar) -> None:
    with pytest.raises(UsageError) as refusal:
        grammar.parse("/dream " + "x" * 5000)

    assert len(str(refusal.value)) < 600


def test_every_shipped_preset_is_found_by_name_and_by_title(shipped_presets: Presets) -> None:
    grammar = Grammar(shipped_presets)

    for name, preset in shipped_presets.items():
        for spelling in (name, name.upper(), name.replace("-", " "), name.replace("-", "_")):
            assert options_of(grammar.parse(f"/dream {spelling}")).preset == name
        assert grammar.find_preset(preset.title) == name


def test_a_spelling_of_a_preset_is_found_outside_a_post_too(grammar: Grammar) -> None:
    assert grammar.find_preset("Brain Coral") == "brain-coral"
    with pytest.raises(UsageError, match="Did you mean brain-coral"):
        grammar.find_preset("brain choral")


@given(st.data())
@settings(deadline=None)
def test_one_typo_in_a_preset_still_finds_it(shipped_presets: Presets, data: st.DataObject) -> None:
    """Dropped, doubled, swapped or mistaken letters: parsed as meant, or suggested."""
    name = data.draw(st.sampled_from([name for name in shipped_presets if len(name) > 3]))
    place = data.draw(st.integers(0, len(name) - 2))
    letter = data.draw(st.sampled_from("aeinorstxz"))
    before, here, following = name[:place], name[place], name[place + 1 :]
    typos = (before + following, before + letter + following, before + here + letter + following)
    swapped = before + following[0] + here + following[1:]
    typed = data.draw(st.sampled_from((*typos, swapped)))
    assume(typed not in shipped_presets)  # from cats to cars it is but a letter

    understood = try_parse(Grammar(shipped_presets), f"/dream {typed}")

    if isinstance(understood, Misunderstood):
        assert name in understood.hint.partition("?")[0]
    else:
        assert options_of(understood).preset == name


MOTIONS = st.sampled_from([None, "still", "moving", "sheet"]).map(
    lambda form: {"form": form}
) | st.builds(
    lambda **said: {"form": "zoom", **said},
    **{
        name: st.none() | st.decimals(*map(str, MOTION_LIMITS[name]), places=3).map(float)
        for name in ZOOM_VALUES
    },
)

posts = st.one_of(
    st.text(),
    st.lists(st.sampled_from(VOCABULARY) | st.text(max_size=5)).map(" ".join),
    st.lists(st.sampled_from(VOCABULARY)).map(" ".join).map("/dream ".__add__),
    st.text().map("@puppyslug ".__add__),
    st.text().map("/dream ".__add__),
)


@pytest.fixture(scope="module")
def shipped_grammar(shipped_presets: Presets) -> Grammar:
    return Grammar(shipped_presets)


@given(text=posts, addressed=st.booleans())
@settings(deadline=None, max_examples=400)
def test_any_text_is_a_command_or_a_usage_error(
    shipped_grammar: Grammar, shipped_presets: Presets, text: str, addressed: bool
) -> None:
    understood = try_parse(shipped_grammar, text, addressed=addressed)

    if isinstance(understood, Misunderstood):
        assert understood.sentence
        assert understood.hint
    elif isinstance(understood, DreamCommand):
        understood.options.recipe(shipped_presets, seed=1)


@given(st.data())
@settings(deadline=None)
def test_what_is_rendered_is_parsed_back(presets: Presets, data: st.DataObject) -> None:
    options = DreamOptions(
        preset=data.draw(st.none() | st.sampled_from(sorted(presets))),
        strength=data.draw(st.none() | st.sampled_from(STRENGTHS)),
        size=data.draw(st.sampled_from([None, "auto", "full", 16, 512, int(LIMITS["size"][1])])),
        seed=data.draw(st.none() | st.integers(0, int(LIMITS["seed"][1]))),
        keep_colours=data.draw(st.none() | st.booleans()),
        amount=data.draw(st.none() | st.integers(*map(int, LIMITS["amount"]))),
        blend=data.draw(st.sampled_from([None, *BLENDS])),
        **data.draw(MOTIONS),
        only=data.draw(st.sampled_from([None, *ONLY])),
    )
    assume(not options.is_partial or options.form in (None, "still"))
    assume(options.form != "sheet" or options.size != "full")

    assert Grammar(presets).parse(render_command(options)) == DreamCommand(options)


@given(st.permutations(["cats", "strength=7", "size=512", "seed=42", "keep-colours"]))
@settings(deadline=None)
def test_the_order_of_words_means_nothing(grammar: Grammar, words: list[str]) -> None:
    assert options_of(grammar.parse("/dream " + " ".join(words))) == DreamOptions(
        preset="cats", strength=7, size=512, seed=42, keep_colours=True
    )


def test_no_filler_word_has_a_meaning(grammar: Grammar) -> None:
    assert not [word for word in FILLER if word in STRENGTH_WORDS]
    assert grammar.parse("@puppyslug " + " ".join(sorted(FILLER))) == DreamCommand()


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/zoom", DreamOptions(form="zoom")),
        ("/dream zoom", DreamOptions(form="zoom")),
        ("/dream form=zoom", DreamOptions(form="zoom")),
        ("/zoom cats speed=1.5", DreamOptions(preset="cats", form="zoom", speed=1.5)),
        (
            "/zoom speed 2x turn=-20° seconds=4s",
            DreamOptions(form="zoom", speed=2, turn=-20, seconds=4),
        ),
        (
            "/dream speed=2 turn=-20 seconds=4",
            DreamOptions(form="zoom", speed=2, turn=-20, seconds=4),
        ),
        ("/zoom 6 seconds", DreamOptions(form="zoom", seconds=6)),
        ("/dream still", DreamOptions(form="still")),
        ("/dream first frame", DreamOptions(form="still")),
        ("/dream animated", DreamOptions(form="moving")),
        ("@puppyslug zoom", DreamOptions(form="zoom")),
        ("@puppyslug turn this into cats", DreamOptions(preset="cats")),
        ("@puppyslug cats, zoom with turn 30", DreamOptions(preset="cats", form="zoom", turn=30)),
    ],
)
def test_a_dream_may_move(text: str, options: DreamOptions, grammar: Grammar) -> None:
    assert options_of(grammar.parse(text)) == options


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/zoom speed=9", "speed can't be “9”. speed is how much larger"),
        ("/zoom turn=fast", "turn can't be “fast”. turn is how many degrees"),
        ("/zoom seconds=0.5", "seconds can't be “0.5”. seconds is how long"),
        ("/zoom still", "zoom and still can't both be"),
        ("/dream form=film", "form can't be “film”. form is still, moving"),
        ("/dream moving speed=2", "speed=2 is for a zoom"),
    ],
)
def test_a_movement_that_cannot_be_is_refused(text: str, says: str, grammar: Grammar) -> None:
    with pytest.raises(UsageError) as refused:
        grammar.parse(text)
    assert says in str(refused.value)
