# What the bot says in German. People are addressed with du.

# Wie die Sprache bei denen heißt, die sie sprechen.
language-name = Deutsch

-help-imagine = /imagine banana and dumbbell macht aus nichts ein Bild von Dingen.
-help-moving = zoom fährt endlos in den Traum hinein: speed (Tempo) ist, wie viel größer alles je Sekunde wird, turn (Drehung) die Grad je Sekunde, seconds die Dauer. GIFs und kurze Videos bewegen sich auch im Traum; still nimmt ein Bild daraus. sheet zeigt alle Stile. form=zoom ist dasselbe wie zoom.
help =
    Poste ein Bild mit /dream oder antworte damit auf ein Bild, und schau ihm beim Träumen zu.
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    { $mention } { $preset } please, strong

    Meine Wörter sind englisch: strength (Stärke) geht von 1 bis 10,
    size (Größe) ist die längste Seite in Pixeln oder full für die volle Größe,
    derselbe seed ergibt dasselbe Bild, keep-colours behält die Farben des Fotos.
    amount (Menge) zeigt 10 bis 200 Prozent des Traums, blend (Mischung) legt ihn auf das Foto: soft-light, multiply, screen.
    of (von) sagt, wovon der Traum sein soll, aus tausend Dingen, auf Englisch: cats, a teapot, banana and dumbbell.
    cats+birds sind zwei Stile zugleich, cats:2+birds mehr vom ersten.
    only=subject (Motiv) oder only=background (Hintergrund) träumt nur einen Teil.
    { -help-moving }
    Die Reihenfolge der Wörter ist egal.

    /presets zeigt alle Stile, /queue die Wartezeit, /zoom ist /dream zoom, /cancel beendet deinen neuesten Traum.
presets =
    { $count ->
        [one] Es gibt einen Stil:
       *[other] Es gibt { $count } Stile:
    }
preset-line = { $name }: { $description }

queued =
    { $position ->
        [1] Du bist als Nächstes dran
       *[other] { $ahead ->
            [one] Vor deinem ist noch ein Traum dran
           *[other] Vor deinem sind noch { $ahead } Träume dran
        }
    }{ $wait ->
        [unknown] .
       *[other] , Wartezeit etwa { $duration }.
    }
queue-empty = Niemand wartet: Deiner würde sofort anfangen.
queue =
    { $waiting ->
        [0] Niemand wartet
        [one] Ein Traum wartet
       *[other] { $waiting } Träume warten
    }, { $running ->
        [0] gerade wird keiner geträumt
        [one] einer wird gerade geträumt
       *[other] { $running } werden gerade geträumt
    }.
queue-wait = Ein neuer würde etwa { $duration } warten.
queue-own-running =
    { $count ->
        [one] Deiner wird gerade geträumt.
       *[other] { $count } von deinen werden gerade geträumt.
    }

progress = { $preset } wird geträumt: { $percent } %.
finished = { $preset }, { $width } × { $height }, in { $duration } geträumt.
cancelled = Abgebrochen.
sorry = { $sentence } { $hint }
no-picture = Welches Bild? Poste eins mit /dream oder antworte auf eins.
nothing-to-cancel = Von dir wartet oder läuft gerade kein Traum.
room-forgotten = Alles von dir ist aus dem Raum verschwunden, auch alles, was aus deinen Bildern geträumt wurde.

seconds =
    { $count ->
        [one] 1 Sekunde
       *[other] { $count } Sekunden
    }
minutes =
    { $count ->
        [one] 1 Minute
       *[other] { $count } Minuten
    }
hours =
    { $count ->
        [one] 1 Stunde
       *[other] { $count } Stunden
    }
