"""Tells all open pages what happens in the room."""

import base64
from typing import Any

from bot.adapters.web.hub import Hub
from bot.adapters.web.posts import Post
from bot.adapters.web.removal import Removal
from bot.adapters.web.views import Views
from bot.conversation import Queued
from dream_core import Progress


class Feed:
    """The hub's messages, by what happened. Never waits."""

    def __init__(self, hub: Hub, views: Views) -> None:
        self._hub = hub
        self._views = views

    def tell_post(self, post: Post) -> None:
        """A post is new or changed."""
        message = {"type": "post", "post": self._views.show_post(post)}
        self._hub.publish(("post", post.id), message)

    def tell_progress(
        self, dream_id: str, update: Queued | Progress, *, is_resumed: bool = False
    ) -> None:
        """A dream moved in the queue, or grew; ``is_resumed`` if an earlier run began it."""
        message = {
            "type": "progress",
            "dream": dream_id,
            "resumed": is_resumed,
            **_describe(update),
        }
        self._hub.publish(("progress", dream_id), message, retain=True)
        # Apart from the progress, whose next message would replace an unsent preview.
        if isinstance(update, Progress) and update.preview is not None:
            picture = base64.b64encode(update.preview).decode()
            preview = {"type": "preview", "dream": dream_id, "jpeg": picture}
            self._hub.publish(("preview", dream_id), preview, retain=True)

    def tell_end(self, post: Post) -> None:
        """A dream ended; its progress is no news any more."""
        if post.dream is not None:
            self._forget_progress(post.dream.id)
        self.tell_post(post)

    def tell_removal(self, removal: Removal) -> None:
        """Posts are gone, and must not be seen by anybody from now on."""
        for post_id in removal.posts:
            self._hub.forget(("post", post_id))
        for dream_id in (*removal.dreams, *removal.under_way):
            self._forget_progress(dream_id)
        for post in removal.changed:
            self.tell_post(post)
        message = {"type": "removed", "posts": removal.posts, "revision": removal.revision}
        self._hub.publish(("removed", removal.revision), message)

    def _forget_progress(self, dream_id: str) -> None:
        self._hub.forget(("progress", dream_id))
        self._hub.forget(("preview", dream_id))


def _describe(update: Queued | Progress) -> dict[str, Any]:
    if isinstance(update, Queued):
        return {"position": update.position, "wait_seconds": update.wait_seconds}
    return {
        "fraction": round(update.fraction, 4),
        "octave": update.octave,
        "octaves": update.octaves,
        "step": update.step,
        "steps": update.steps,
    }
