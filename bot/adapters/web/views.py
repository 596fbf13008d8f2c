"""What pages are told: posts, dreams and problems as plain values for JSON."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.adapters.web.posts import Dream, Picture, Post, Visitor
from bot.commands import render_code
from bot.conversation import Problem
from bot.texts import Phrases
from bot.wishes import list_actions
from dream_core import PlacedPreset, Preset, Presets

Json = dict[str, Any]


class Views:
    """Posts and dreams as pages show them. ``speak`` gives what the room says, in its language."""

    def __init__(self, presets: Presets, speak: Callable[[], Phrases]) -> None:
        self._presets = presets
        self._speak = speak

    def show_post(self, post: Post) -> Json:
        """A whole post; ``at`` is in milliseconds since 1970, UTC."""
        return {
            "id": post.id,
            "revision": post.revision,
            "author": show_visitor(post.author),
            "at": round(post.posted_at * 1000),
            "text": post.text,
            "pictures": [show_picture(picture) for picture in post.pictures],
            "reply_to": show_picture(post.reply_to) if post.reply_to else None,
            "dream": self.show_dream(post.dream) if post.dream else None,
        }

    def show_dream(self, dream: Dream) -> Json:
        """A dream with what can be done with it; ``looks`` are those that can be had of a sheet."""
        preset = self._presets.get(dream.preset)
        options = dream.options
        return {
            "id": dream.id,
            "state": dream.state,
            "page": f"/dreams/{dream.id}",
            "owner": show_visitor(dream.owner),
            "words": dream.words,
            "photo": show_picture(dream.photo) if dream.photo else None,
            "guide": show_picture(dream.guide) if dream.guide else None,
            "result": show_picture(dream.result) if dream.result else None,
            "preset": dream.preset,
            "title": _name_dream(dream, preset),
            "strength": dream.strength,
            "imagined": options.imagines,
            "actions": sorted(list_actions(options, moves=dream.moves)),
            "looks": [self._show_look(one) for one in dream.placed if one.preset in self._presets],
            "code": render_code(options, self._presets),
            "facts": {name: value for name, value in dream.facts.items() if name != "placed"},
            "problem": show_problem(dream.problem) if dream.problem else None,
        }

    def _show_look(self, placed: PlacedPreset) -> Json:
        phrases = self._speak()
        title = phrases.preset_title(self._presets[placed.preset])
        return {**asdict(placed), "label": phrases.say("room-look-large", preset=title)}


def _name_dream(dream: Dream, preset: Preset | None) -> str:
    if dream.options.form == "sheet":
        return "Every look"
    return preset.title if preset else dream.preset


def show_picture(picture: Picture) -> Json:
    return {
        "id": picture.id,
        "src": f"/pictures/{picture.id}",
        "thumbnail": f"/pictures/{picture.id}/thumbnail",
        "width": picture.width,
        "height": picture.height,
        "moves": picture.moves,
    }


def show_visitor(visitor: Visitor) -> Json:
    return {"id": visitor.id, "name": visitor.name}


def show_problem(problem: Problem) -> Json:
    return {"code": str(problem.code), "sentence": problem.sentence, "hint": problem.hint}
