# What the bot says in French. People are addressed with tu.

# Le nom de la langue pour celles et ceux qui la parlent.
language-name = Français

-help-imagine = /imagine banana and dumbbell fait une image de choses, à partir de rien.
-help-moving = zoom plonge sans fin dans le rêve : speed (la vitesse) dit combien tout grandit par seconde, turn (la rotation) les degrés par seconde, seconds la durée. Les GIF et les vidéos courtes bougent aussi dans leur rêve ; still n’en rêve qu’une image. sheet montre tous les styles. form=zoom équivaut à zoom.
help =
    Publie une image avec /dream, ou réponds à une image avec cette commande, et regarde-la rêver.
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    { $mention } { $preset } please, strong

    Mes mots sont en anglais : strength (la force) va de 1 à 10,
    size (la taille) est le plus grand côté en pixels, ou full pour la pleine taille,
    le même seed donne la même image, keep-colours garde les couleurs de la photo.
    amount (la dose) montre de 10 à 200 pour cent du rêve, blend (la fusion) le pose sur la photo : soft-light, multiply, screen.
    of (de) dit de quoi rêver, parmi mille choses, en anglais : cats, a teapot, banana and dumbbell.
    cats+birds, ce sont deux styles à la fois, cats:2+birds davantage du premier.
    only=subject (le sujet) ou only=background (le fond) ne rêve qu’une partie.
    { -help-moving }
    L’ordre des mots est libre.

    /presets montre tous les styles, /queue l’attente, /zoom est /dream zoom, /cancel arrête ton dernier rêve.
presets =
    { $count ->
        [one] Il y a un style :
       *[other] Il y a { $count } styles :
    }
preset-line = { $name } : { $description }

queued =
    { $position ->
        [1] Ton rêve est le prochain
       *[other] { $ahead ->
            [one] Un rêve passe avant le tien
           *[other] { $ahead } rêves passent avant le tien
        }
    }{ $wait ->
        [unknown] .
       *[other] , attente : environ { $duration }.
    }
queue-empty = Personne n’attend : ton rêve commencerait tout de suite.
queue =
    { $waiting ->
        [0] Aucun rêve n’attend
        [one] Un rêve attend
       *[other] { $waiting } rêves attendent
    }, { $running ->
        [0] aucun n’est en cours
        [one] un est en cours
       *[other] { $running } sont en cours
    }.
queue-wait = Un nouveau rêve attendrait environ { $duration }.
queue-own-running =
    { $count ->
        [one] Le tien est en cours.
       *[other] { $count } des tiens sont en cours.
    }

progress = Rêve { $preset } en cours : { $percent } %.
finished = { $preset }, { $width } × { $height }, rêvé en { $duration }.
cancelled = Annulé.
sorry = { $sentence } { $hint }
no-picture = Quelle image ? Publie-en une avec /dream, ou réponds à une image.
nothing-to-cancel = Aucun de tes rêves n’est en attente ni en cours.
room-forgotten = Tout ce qui était à toi a disparu du salon, ainsi que tout ce qui a été rêvé à partir de tes images.

seconds =
    { $count ->
        [one] { $count } seconde
       *[other] { $count } secondes
    }
minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
