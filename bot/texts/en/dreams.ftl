# What the bot says about dreams on Discord: in the message that grows into the result, and where
# that message couldn't be shown. Adapters put the sentences together and escape them.

# The link to the post that the picture came from.
dream-original = original
# The alt text of a dream, for people who don't see it.
dream-alt =
    { $form ->
        [sheet] One picture in many looks, side by side.
       *[other] A dream of { $preset }.
    }
dream-alt-original =
    { $form ->
        [sheet] In many looks, side by side: { $description }
       *[other] Dreamed with { $preset }: { $description }
    }
dream-alt-preview =
    { $form ->
        [sheet] One picture in many looks, some of them still to come.
       *[other] An unfinished dream of { $preset }.
    }
# What the dream has more of than the photo, in the caption and in the alt text.
dream-saw = More: { $names }.

# Several pictures share one message; $text is the sentence about one of them.
dream-album-picture = { $number } of { $count }: { $text }
dream-album-finished =
    { $preset }, { $count ->
        [one] one picture
       *[other] { $count } pictures
    }, dreamed in { $duration }.
dream-interrupted = I was restarted while this was dreamed. Ask for it again.
dream-suspended = I'm being restarted. Your dream goes on by itself when I'm back.
dream-resumed = I was restarted meanwhile; your dream goes on.
dream-size-lowered = The largest size here is { $size } pixels.
dream-made-smaller = Discord takes no larger files here: this is { $width } × { $height } pixels instead of { $whole_width } × { $whole_height }. In a server with more boosts it comes whole.

# A direct message begins so; the channel's name follows.
dream-direct = I couldn't answer you in
dream-direct-restricted = The channel is age-restricted, so its pictures stay there. Ask again where I may post.

# Why Discord didn't take a message.
dream-refused-outage = Discord had trouble and didn't take it, though I tried for a while.
dream-refused-size = The dream is too large for Discord, even after I made it smaller. Ask for a smaller size.
dream-refused-expired = Discord lets me answer there for 15 minutes only, and I'm not a member myself.
dream-refused-gone = My message was deleted.
dream-refused-stale = Discord doesn't let me change my message any more.
dream-refused-permission = I may not post there any more. A moderator can let me: View Channel, Send Messages, Attach Files.
dream-refused-channel = The channel is gone, or isn't one that I can write in.
dream-refused-slow-mode = Slow mode holds me back there.
dream-refused-automod = This server's AutoMod didn't let the dream through. Its moderators can say why.
dream-refused-explicit = Discord took the dream for explicit content and didn't let it through.
dream-refused-form = Discord didn't accept the dream's message. Try another size or preset.
dream-refused-unreachable = Discord doesn't let me write to you.

# How to make the same dream again; the command stands above.
dream-recipe-network = Network: { $network }
dream-recipe-targets = Layers: { $targets }
dream-recipe-octaves = Octaves: { $octaves }, with { $steps } steps each
dream-recipe-seed = Seed: { $seed }
dream-recipe-width = Size: { $width } × { $height }
dream-recipe-device = Dreamed on { $device } in { $seconds } s
dream-recipe-guide = A second picture guided it.

# Labels of buttons, as short as can be.
button-deeper = Deeper
button-stronger = Stronger
button-weaker = Weaker
button-again = Again
button-colours = Keep colours
button-colours-off = New colours
button-preset = Another preset
button-file = As a file
button-recipe = Recipe
button-delete = Delete
button-cancel = Cancel

# How a dream lies on its photo, as the button says it.
blend-next = Blend: { $blend }
blend-normal = normal
blend-soft-light = soft light
blend-multiply = multiply
blend-screen = screen
