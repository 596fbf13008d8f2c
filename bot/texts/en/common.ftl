# What the bot says in English wherever it is. Another language is another folder beside this one,
# with the same messages; one that it lacks is said in English.

# What the language is called by those who speak it.
language-name = English

-help-imagine = /imagine banana and dumbbell makes a picture of things, out of nothing.
-help-moving = zoom zooms into the dream without an end: speed is how much larger things grow in a second, turn how many degrees they turn, seconds how long it takes. GIFs and short videos move in their dream too; still dreams one picture of them. sheet shows every look on one page. form=zoom says the same as zoom.
help =
    Post a picture with /dream, or reply to a picture with it, and watch it dream.
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    { $mention } { $preset } please, strong

    strength goes from 1 to 10, size is the longest side in pixels or full,
    the same seed gives the same picture, keep-colours keeps the photo's own.
    amount shows 10 to 200 percent of the dream, blend lays it on the photo: soft-light, multiply, screen.
    of names what to dream of, out of a thousand things: cats, a teapot, banana and dumbbell.
    cats+birds are two looks at once, cats:2+birds more of the first.
    only=subject or only=background dreams a part.
    { -help-moving }
    The words may stand in any order.

    /presets shows every look, /queue how long it takes, /zoom is /dream zoom, /cancel ends your newest dream.
presets =
    { $count ->
        [one] There is one preset:
       *[other] There are { $count } presets:
    }
preset-line = { $name }: { $description }

queued =
    { $position ->
        [1] You are next
       *[other] { $ahead ->
            [one] One dream is ahead of yours
           *[other] { $ahead } dreams are ahead of yours
        }
    }{ $wait ->
        [unknown] .
       *[other] , about { $duration }.
    }
queue-empty = Nobody waits: yours would start at once.
queue =
    { $waiting ->
        [0] Nobody waits
        [one] One dream waits
       *[other] { $waiting } dreams wait
    }, { $running ->
        [0] none is being dreamed
        [one] one is being dreamed
       *[other] { $running } are being dreamed
    }.
queue-wait = A new one would wait about { $duration }.
queue-own-running =
    { $count ->
        [one] Yours is being dreamed.
       *[other] { $count } of yours are being dreamed.
    }

progress = Dreaming { $preset }: { $percent } %.
finished = { $preset }, { $width } × { $height }, dreamed in { $duration }.
cancelled = Cancelled.
sorry = { $sentence } { $hint }
no-picture = Which picture? Post one with /dream, or reply to one.
nothing-to-cancel = None of your dreams waits or runs.
room-forgotten = Everything of yours is gone from the room, and so is all that was dreamed of your pictures.

seconds =
    { $count ->
        [one] 1 second
       *[other] { $count } seconds
    }
minutes =
    { $count ->
        [one] 1 minute
       *[other] { $count } minutes
    }
hours =
    { $count ->
        [one] 1 hour
       *[other] { $count } hours
    }
