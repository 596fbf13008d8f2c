"""What people wish for in chats elsewhere: asked, settled, kept, dreamed, shown in one message.

All platforms with a bot share it; each brings its own markup and its own way to deliver.
"""

from bot.wishes.actions import SECOND_THOUGHTS, Action, list_actions
from bot.wishes.asked import Asked, PostedPicture
from bot.wishes.content import Content, ContentPicture, Controls, name_picture, sniff_picture
from bot.wishes.delivery import Delivery, Glance, Shown
from bot.wishes.facts import write_recipe
from bot.wishes.guiding import split_guide
from bot.wishes.imagining import check_unpictured
from bot.wishes.labels import label_action
from bot.wishes.markup import Markup
from bot.wishes.pacing import Pace
from bot.wishes.problems import explain_error
from bot.wishes.remix import (
    actions_of,
    amount_of,
    ask_again,
    change_options,
    check_action,
    check_offered,
    check_owner,
    find_wish,
    is_at_limit,
    list_other_presets,
    read_originals,
    result_gone,
    take_picture,
    wish_unknown,
)
from bot.wishes.settling import Settled, new_seed, settle_sides
from bot.wishes.sources import (
    LARGEST_FILE,
    MOST_PICTURES,
    PictureReader,
    Source,
    check_sizes,
    too_large,
)
from bot.wishes.wishes import Wishes, not_under_way

__all__ = [
    "LARGEST_FILE",
    "MOST_PICTURES",
    "SECOND_THOUGHTS",
    "Action",
    "Asked",
    "Content",
    "ContentPicture",
    "Controls",
    "Delivery",
    "Glance",
    "Markup",
    "Pace",
    "PictureReader",
    "PostedPicture",
    "Settled",
    "Shown",
    "Source",
    "Wishes",
    "actions_of",
    "amount_of",
    "ask_again",
    "change_options",
    "check_action",
    "check_offered",
    "check_owner",
    "check_sizes",
    "check_unpictured",
    "explain_error",
    "find_wish",
    "is_at_limit",
    "label_action",
    "list_actions",
    "list_other_presets",
    "name_picture",
    "new_seed",
    "not_under_way",
    "read_originals",
    "result_gone",
    "settle_sides",
    "sniff_picture",
    "split_guide",
    "take_picture",
    "too_large",
    "wish_unknown",
    "write_recipe",
]
