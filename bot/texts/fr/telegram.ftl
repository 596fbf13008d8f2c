# What the bot says on Telegram alone, in French.

telegram-menu-dream = Rêver une image : en légende, ou en réponse à une image
telegram-menu-imagine = Faire une image de quelque chose, à partir de rien
telegram-menu-zoom = Zoomer sans fin dans un rêve : en légende, ou en réponse
telegram-menu-presets = Montrer tous les styles
telegram-menu-queue = Dire combien de rêves attendent, et où sont les tiens
telegram-menu-cancel = Arrêter ton dernier rêve
telegram-menu-help = Dire comment demander un rêve
telegram-menu-settings = Régler ma façon de rêver ici
telegram-menu-forget = Effacer tout ce que je garde de toi

telegram-help-private = Envoie-moi une image : une photo, un fichier, un GIF, une courte vidéo ou un sticker. Je te montre tous les styles, ou tu dis sous l’image ce que tu veux : cats please, strong. Les mots restent en anglais.
telegram-help-group =
    Envoie une image avec /dream en légende, ou réponds à une image avec /dream. { $mention } cats please, strong fait de même, dans n’importe quel ordre ; les mots restent en anglais.
    Je ne parle que si l’on me parle.
telegram-help-words =
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    /zoom turn=20 seconds=4
    strength va de 1 à 10, size est le plus grand côté en pixels ou full, le même seed donne la même image, keep-colours garde les couleurs de l’image. amount (la dose) montre de 10 à 200 pour cent du rêve, blend (la fusion) le pose sur l’image : soft-light, multiply, screen. of (de) dit de quoi rêver, parmi mille choses, en anglais : cats, a teapot, banana and dumbbell. cats+birds, ce sont deux styles à la fois, cats:2+birds davantage du premier. only=subject (le sujet) ou only=background (le fond) ne rêve qu’une partie.
    { -help-moving }
    Une image avec guided en légende, en réponse à une autre : ce qu’elle montre est rêvé dans l’autre.
telegram-help-commands =
    /presets montre tous les styles, /queue combien de temps il faut, /cancel arrête ton dernier rêve.
    Les boutons sous un rêve le changent, l’envoient en fichier, montrent sa recette ou le suppriment.
    /settings règle ma façon de rêver ici, /forget efface tout ce que je garde de toi.
telegram-help-short = Envoie-moi une image, ou réponds à une image avec { $mention } cats please, strong. Ou laisse-moi inventer : /imagine banana. /help en dit plus.

telegram-imagine =
    Que dois-je imaginer ? Écris-le derrière la commande, en anglais, une chose ou plusieurs parmi mille :
    /imagine banana
    /imagine sea lion and teapot
    /imagine volcano size=256 strength=3

telegram-offer =
    { $count ->
        [one] Dans quel style ?
       *[other] Dans quel style rêver ces { $count } images ?
    }
telegram-never-mind = Laisse tomber
telegram-back = Retour
telegram-outage = Telegram a eu un souci à l’instant. Réessaie dans une minute.

telegram-direct = Je n’ai pas pu te répondre dans { $chat }.

telegram-refused-size = Le rêve est trop lourd pour Telegram, même réduit. Demande une taille plus petite.
telegram-refused-rights = Je n’ai pas le droit d’y envoyer des images. L’administration peut me l’accorder.
telegram-refused-topic = Le sujet est fermé ou n’existe plus.
telegram-refused-form = Telegram n’a pas accepté le message du rêve. Essaie une autre taille ou un autre style.

telegram-panel = Réglages de cette discussion
telegram-panel-here =
    { $count ->
        [one] Je ne rêve que dans ce sujet.
       *[other] Je ne rêve que dans ce sujet et d’autres sujets choisis.
    }
telegram-panel-elsewhere =
    { $count ->
        [one] Je ne rêve que dans un autre sujet.
       *[other] Je ne rêve que dans { $count } autres sujets.
    }
telegram-panel-topic-on = Rêver dans ce sujet, pas dans les autres
telegram-panel-topic-off = Ne plus choisir ce sujet
telegram-panel-close = Terminé
