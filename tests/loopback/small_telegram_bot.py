"""A bot of python-telegram-bot's as small as it can be and still do what a loopback must know."""

import asyncio
from typing import Any

import telegram
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.loopback.telegram import LoopbackTelegram

Context = ContextTypes.DEFAULT_TYPE

SECRET = "a-secret"
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again:7")]])


class SmallTelegramBot:
    """Echoes pictures; greets whoever uses its command."""

    def __init__(self, server: LoopbackTelegram) -> None:
        self.heard: list[telegram.Message] = []
        self.errors: list[Exception] = []
        builder = Application.builder().token(server.token)
        builder = builder.base_url(f"{server.api_base}/bot")
        builder = builder.base_file_url(f"{server.api_base}/file/bot")
        self.app: Application[Any, Any, Any, Any, Any, Any] = builder.rate_limiter(
            AIORateLimiter(max_retries=1)
        ).build()
        self.app.add_handler(CommandHandler("hello", self._greet))
        self.app.add_handler(MessageHandler(filters.PHOTO, self._echo))
        self.app.add_handler(MessageHandler(filters.ALL, self._hear))
        self.app.add_handler(CallbackQueryHandler(self._press))
        self.app.add_error_handler(self._note_error)
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        await self.app.initialize()
        await self.app.bot.set_my_commands([("hello", "Says hello")])
        await self.app.start()

    async def poll(self) -> None:
        assert self.app.updater is not None
        await self.app.updater.start_polling(timeout=5, error_callback=self.errors.append)

    async def serve_webhook(self) -> None:
        """Listens for updates and tells the loopback where."""
        server = web.Application()
        server.router.add_post("/hook", self._take_update)
        self._runner = web.AppRunner(server, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        await self.app.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        await self.stop_polling()
        await self.app.stop()
        await self.app.shutdown()

    async def stop_polling(self) -> None:
        assert self.app.updater is not None
        if self.app.updater.running:
            await self.app.updater.stop()

    async def _take_update(self, request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
            return web.Response(status=403)
        await self.app.update_queue.put(Update.de_json(await request.json(), self.app.bot))
        return web.Response()

    async def _greet(self, update: Update, _context: Context) -> None:
        assert update.effective_message is not None
        assert update.effective_user is not None
        name = update.effective_user.mention_html()
        await update.effective_message.reply_html(f"hello {name}", do_quote=True)

    async def _echo(self, update: Update, _context: Context) -> None:
        message = update.effective_message
        assert message is not None
        file = await message.photo[-1].get_file()
        data = bytes(await file.download_as_bytearray())
        await message.reply_photo(
            data, caption="an echo", filename="echo.png", reply_markup=KEYBOARD, do_quote=True
        )

    async def _hear(self, update: Update, _context: Context) -> None:
        if update.message is not None:
            self.heard.append(update.message)

    async def _press(self, update: Update, _context: Context) -> None:
        query = update.callback_query
        assert query is not None
        assert isinstance(query.message, telegram.Message)
        await query.answer("as you wish")
        answered = query.message.reply_to_message
        assert answered is not None
        picture = InputMediaPhoto(answered.photo[-1], caption=f"again {query.data}")
        await query.edit_message_media(picture, reply_markup=KEYBOARD)

    async def _note_error(self, _update: object, context: Context) -> None:
        assert isinstance(context.error, Exception)
        self.errors.append(context.error)


async def run_until_polling(bot: SmallTelegramBot, server: LoopbackTelegram) -> None:
    await bot.start()
    await bot.poll()
    async with asyncio.timeout(20):
        await server.wait_until_polling()
