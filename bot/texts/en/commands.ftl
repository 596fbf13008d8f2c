# Commands, menus and settings on Discord. Names of commands and options are small letters, digits
# and hyphens, at most 32; descriptions and choices have at most 100 characters.

command-dream-name = dream
command-dream = Dream a picture: the one you attach, or else the newest one here.
command-dream-picture-name = picture
command-dream-picture = The picture to dream. Without one, the newest picture here.
command-dream-picture-2-name = picture-2
command-dream-picture-3-name = picture-3
command-dream-picture-4-name = picture-4
command-dream-picture-more = One more picture, dreamed the same way.
command-dream-preset-name = preset
command-dream-preset = The look, or several at once: cats+birds. /presets shows them all.
command-dream-of-name = of
command-dream-of = Things instead of a preset: cats, a teapot, banana and dumbbell.
command-dream-strength-name = strength
command-dream-strength = How strong, from 1 to 10.
command-dream-size-name = size
command-dream-size = The result's longest side in pixels, or full.
command-dream-colours-name = keep-colours
command-dream-colours = Keep the picture's own colours.
command-dream-amount-name = amount
command-dream-amount = How much of the dream is shown, 10 to 200 percent.
command-dream-blend-name = blend
command-dream-blend = How the dream lies on the picture.
command-blend-normal = normal: the dream as it is
command-blend-soft-light = soft light: in mid-tones, lights and shadows stay
command-blend-multiply = multiply: its shadows alone, as ink
command-blend-screen = screen: its lights alone, as a glow
command-dream-seed-name = seed
command-dream-seed = The same seed gives the same picture.
command-dream-guide-name = guide
command-dream-guide = A second picture: what is in it is dreamed into the first.

# Of the forms of a dream.
command-dream-only-name = only
command-dream-only = Dream a part of the picture, and leave the rest as it is.
command-only-subject = the subject
command-only-background = the background
command-dream-form-name = form
command-dream-form = What it is to be. Without it, a dream moves as its picture does.
command-form-still = still: one picture
command-form-moving = moving: every frame of a GIF or a short video
command-form-zoom = zoom: an endless zoom into the dream
command-form-sheet = sheet: every look in one picture

command-imagine-name = imagine
command-imagine = Make a picture of something, out of nothing.
command-imagine-thing-name = thing
command-imagine-thing = What to make a picture of: a teapot, or banana and dumbbell.
command-imagine-size = The picture's side in pixels.

command-zoom-name = zoom
command-zoom = Zoom into a dream without an end: of the picture you attach, or else the newest one here.
command-zoom-speed-name = speed
command-zoom-speed = How many times larger things grow in a second, such as 1.5.
command-zoom-turn-name = turn
command-zoom-turn = How many degrees it turns in a second.
command-zoom-seconds-name = seconds
command-zoom-seconds = How long it takes, from 1 to 30.

# What autocompletion says about sizes.
command-size-pixels = { $size } pixels
command-size-full = full: the picture's own size

command-menu-dream-name = Dream this

command-presets-name = presets
command-presets = Show every look there is.
command-presets-page = Page { $page } of { $pages }
command-presets-back = Back
command-presets-next = Next
# Under each preset; the command follows as it is typed.
command-presets-use = /dream preset:{ $name }

command-queue-name = dream-queue
command-queue = Say how many dreams wait, and where yours are.

command-help-name = dream-help
command-help = Say how to ask for a dream.
command-help-text =
    /dream with a picture: choose a preset, or let me.
    Any message, Apps, “Dream this”: dreams its pictures.
    { $mention } cats please, strong: with a picture, or as a reply to one. The words may stand in any order.
    { $mention } guided: in a reply that has a picture, which then guides the dream of the other.
    /imagine banana and dumbbell: a picture of things, out of nothing. /zoom: an endless zoom into a dream. Both work behind { $mention } too.
    In a direct message, a picture is enough.

    strength goes from 1 to 10, size is the longest side in pixels or full, the same seed gives the same picture, keep-colours keeps the picture's own. amount shows 10 to 200 percent of the dream, blend lays it on the picture: soft-light, multiply, screen. of names what to dream of, out of a thousand things: cats, a teapot, banana and dumbbell. cats+birds are two looks at once, cats:2+birds more of the first. only=subject or only=background dreams a part.
    { -help-moving }

    /presets shows every look, /dream-queue how long it takes. The buttons below a dream change it, show its recipe or delete it.
    /dream-forget-me removes all I keep of you.
command-help-short = Post a picture and mention me, or reply to one with { $mention } cats please, strong. /dream-help tells more.
# For moderators only, below the help.
command-help-settings = For moderators: /dream-settings sets where and for whom I dream.
command-help-features-off = Without the Message Content Intent, I can't see other people's pictures when somebody replies to them with a mention, nor the newest picture for /dream. Whoever runs me can switch it on in Discord's developer portal.

command-forget-name = dream-forget-me
command-forget = Remove all I keep of you: your dreams, their pictures and recipes.
command-forget-question = This ends those of your dreams that are under way, and removes what I keep of your finished ones: the pictures they came from and their recipes. Their buttons won't work any more. The dreams posted stay until you delete them.
command-forget-confirm = Remove it all
command-forgotten =
    { $count ->
        [0] I kept nothing of you.
        [one] Removed: one dream.
       *[other] Removed: { $count } dreams.
    }

command-settings-name = dream-settings
command-settings = For moderators: where, for whom and how I dream here.
command-settings-scope-name = scope
command-settings-scope = For the whole server, or for this channel only.
command-settings-server = the whole server
command-settings-channel = this channel only

# Answers to what can't be done.
command-unknown = This command has changed. Reload Discord (Ctrl-R), or restart it, and try again.
command-internal = Something went wrong. Try again; if it happens again, tell whoever runs me this number: { $id }
command-interrupted = I was restarted before I had your picture. Ask once more.
command-outage = Discord had trouble just now. Try again in a minute.

# The panel of /dream-settings.
panel-server = Settings for the whole server
panel-channel = Settings for this channel
panel-unset = as usual
panel-anywhere = everywhere
panel-anybody = everybody
panel-preset = Preset when none is named: { $value }
panel-size = Largest size: { $value }
panel-language = Language of my answers: { $value }
panel-language-own = each person's own
panel-mentions = Mentions:
panel-mentions-on = answered
panel-mentions-off = ignored
panel-channels = Channels:
panel-roles = Who may ask:
panel-choose-preset = Preset when none is named
panel-choose-size = Largest size
panel-choose-language = Language of my answers
panel-choose-channels = Only in these channels
panel-choose-roles = Only for these roles
panel-pixels = { $size } pixels
panel-turn-mentions-on = Answer mentions
panel-turn-mentions-off = Ignore mentions
panel-reset = Reset all
