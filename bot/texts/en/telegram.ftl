# What the bot says on Telegram alone. Descriptions of commands have at most 256 characters, labels
# of buttons are as short as can be.

telegram-menu-dream = Dream a picture: as its caption, or as a reply to one
telegram-menu-imagine = Make a picture of something, out of nothing
telegram-menu-zoom = Zoom into a dream without an end: as a caption, or as a reply
telegram-menu-presets = Show every look there is
telegram-menu-queue = Say how many dreams wait, and where yours are
telegram-menu-cancel = End your newest dream
telegram-menu-help = Say how to ask for a dream
telegram-menu-settings = Set how I dream here
telegram-menu-forget = Remove all I keep of you

telegram-help-private = Send me a picture: a photo, a file, a GIF, a short video or a sticker. I show you every look there is, or you say below the picture what you want: cats please, strong.
telegram-help-group =
    Send a picture with /dream below it, or reply to one with /dream. { $mention } cats please, strong does the same, in any order of words.
    I only speak when I'm spoken to.
telegram-help-words =
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    /zoom turn=20 seconds=4
    strength goes from 1 to 10, size is the longest side in pixels or full, the same seed gives the same picture, keep-colours keeps the picture's own. amount shows 10 to 200 percent of the dream, blend lays it on the picture: soft-light, multiply, screen. of names what to dream of, out of a thousand things: cats, a teapot, banana and dumbbell. cats+birds are two looks at once, cats:2+birds more of the first. only=subject or only=background dreams a part.
    { -help-moving }
    A picture with guided below it, in reply to another: what is in it is dreamed into the one replied to.
telegram-help-commands =
    /presets shows every look, /queue how long it takes, /cancel ends your newest dream.
    The buttons below a dream change it, send it as a file, show its recipe or delete it.
    /settings sets how I dream here, /forget removes all I keep of you.
telegram-help-short = Send me a picture, or reply to one with { $mention } cats please, strong. Or let me /imagine banana. /help tells more.

telegram-imagine =
    What shall I imagine? Say it behind the command, one thing or several of a thousand:
    /imagine banana
    /imagine sea lion and teapot
    /imagine volcano size=256 strength=3

telegram-offer =
    { $count ->
        [one] Which look?
       *[other] Which look for these { $count } pictures?
    }
telegram-never-mind = Never mind
telegram-back = Back
telegram-outage = Telegram had trouble just now. Try again in a minute.

# A private message begins so where a group didn't take the dream; the reason follows.
telegram-direct = I couldn't answer you in { $chat }.

# Why Telegram didn't take a message.
telegram-refused-size = The dream is too large for Telegram, even after I made it smaller. Ask for a smaller size.
telegram-refused-rights = I may not post pictures there. An administrator can let me.
telegram-refused-topic = The topic is closed or gone.
telegram-refused-form = Telegram didn't accept the dream's message. Try another size or preset.

# The panel of /settings.
telegram-panel = Settings for this chat
telegram-panel-here =
    { $count ->
        [one] I dream in this topic only.
       *[other] I dream in this and other chosen topics only.
    }
telegram-panel-elsewhere =
    { $count ->
        [one] I dream in one other topic only.
       *[other] I dream in { $count } other topics only.
    }
telegram-panel-topic-on = Dream in this topic, not in those not chosen
telegram-panel-topic-off = No longer choose this topic
telegram-panel-close = Done
