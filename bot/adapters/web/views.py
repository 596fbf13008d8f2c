"""What pages are told: posts, dreams and problems as plain values for JSON."""

from typing import Any

from bot.adapters.web.posts import Dream, Picture, Post, Visitor
from bot.commands import DreamOptions, write_code
from bot.conversation import Problem
from dream_core import Presets

Json = dict[str, Any]


def show_post(post: Post, presets: Presets) -> Json:
    """A whole post; ``at`` is in milliseconds since 1970, UTC."""
    return {
        "id": post.id,
        "revision": post.revision,
        "author": show_visitor(post.author),
        "at": round(post.posted_at * 1000),
        "text": post.text,
        "pictures": [show_picture(picture) for picture in post.pictures],
        "reply_to": show_picture(post.reply_to) if post.reply_to else None,
        "dream": show_dream(post.dream, presets) if post.dream else None,
    }


def show_dream(dream: Dream, presets: Presets) -> Json:
    preset = presets.get(dream.preset)
    return {
        "id": dream.id,
        "state": dream.state,
        "page": f"/dreams/{dream.id}",
        "owner": show_visitor(dream.owner),
        "words": dream.words,
        "photo": show_picture(dream.photo),
        "result": show_picture(dream.result) if dream.result else None,
        "preset": dream.preset,
        "title": preset.title if preset else dream.preset,
        "strength": dream.strength,
        "code": _write_code(dream, presets),
        "facts": dict(dream.facts),
        "problem": show_problem(dream.problem) if dream.problem else None,
    }


def _write_code(dream: Dream, presets: Presets) -> str | None:
    """What asks for the same dream of another picture."""
    facts = dream.facts
    size = facts.get("size")
    options = DreamOptions(
        preset=dream.preset,
        strength=dream.strength,
        size=None if size == "auto" else size,
        seed=facts.get("seed"),
        keep_colours=facts.get("keep_colours") or None,
        amount=facts.get("amount"),
        blend=facts.get("blend"),
        only=facts.get("only"),
    )
    return write_code(options, presets)


def show_picture(picture: Picture) -> Json:
    return {
        "id": picture.id,
        "src": f"/pictures/{picture.id}",
        "thumbnail": f"/pictures/{picture.id}/thumbnail",
        "width": picture.width,
        "height": picture.height,
    }


def show_visitor(visitor: Visitor) -> Json:
    return {"id": visitor.id, "name": visitor.name}


def show_problem(problem: Problem) -> Json:
    return {"code": str(problem.code), "sentence": problem.sentence, "hint": problem.hint}
