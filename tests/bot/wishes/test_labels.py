from bot.commands import DreamOptions
from bot.texts import Phrases
from bot.wishes import Action, label_action


def test_the_colours_button_says_what_it_does() -> None:
    say = Phrases()
    assert label_action(DreamOptions(), Action.COLOURS, say) == "Keep colours"
    assert label_action(DreamOptions(keep_colours=True), Action.COLOURS, say) == "New colours"


def test_the_blend_button_names_the_next_one_in_the_language() -> None:
    options = DreamOptions(blend="normal")
    assert label_action(options, Action.BLEND, Phrases()) == "Blend: soft light"
    assert label_action(options, Action.BLEND, Phrases("de")) == "Mischen: weiches Licht"
    assert label_action(DreamOptions(blend="screen"), Action.BLEND, Phrases()) == "Blend: normal"
