"""Dreams as files, which Telegram neither makes smaller nor encodes anew."""

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.parcel import Parcel
from bot.adapters.telegram.pictures import read_kept_results
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import reply_parameters, send_letter
from bot.records import Wish
from bot.wishes import ContentPicture, name_picture, sniff_picture


async def send_as_files(wish: Wish, place: Place, host: Host, *, reply_to: int) -> bool:
    """Sends the dreams of a wish as they were made; False once they aren't kept any more.

    Raises DreamError for those that can't be made to fit.
    """
    kept = await read_kept_results(wish, host)
    parcel = Parcel(
        [_describe(wish, index, data) for index, data in kept.items()],
        host.engine,
        document_bytes=host.document_bytes,
        kind="document",
    )
    await parcel.fit()
    uploads = parcel.uploads
    if len(uploads) == 1:
        letter = Letter(text="", upload=uploads[0])
        await send_letter(host.bot, place, letter, reply_to=reply_to)
    elif uploads:
        await host.bot.send_media_group(
            place.chat_id,
            [each.as_album_media() for each in uploads],
            message_thread_id=place.thread_id,
            reply_parameters=reply_parameters(reply_to),
        )
    return bool(uploads)


def _describe(wish: Wish, index: int, data: bytes) -> ContentPicture:
    number = f"-{index + 1}" if wish.parts > 1 else ""
    stem = f"{wish.options.preset_name}{number}"
    return ContentPicture(data=data, file_name=name_picture(stem, sniff_picture(data)))
