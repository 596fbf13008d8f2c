# Commands, menus and settings on Discord, in French. Commands keep their names, so that people of
# different languages can tell each other of them; options are in French. What is typed in messages
# is English in every language.

command-dream-name = rêve
command-dream = Fait rêver une image : celle que tu joins, sinon la plus récente ici.
command-dream-picture-name = image
command-dream-picture = L’image à faire rêver. Sans elle, la plus récente ici.
command-dream-picture-2-name = image-2
command-dream-picture-3-name = image-3
command-dream-picture-4-name = image-4
command-dream-picture-more = Une image de plus, rêvée de la même façon.
command-dream-preset-name = style
command-dream-preset = Le style, ou plusieurs à la fois : cats+birds. /styles les montre tous.
command-dream-of-name = de
command-dream-of = Des choses plutôt qu’un style, en anglais : cats, teapot, banana and dumbbell.
command-dream-strength-name = force
command-dream-strength = La force du rêve, de 1 à 10.
command-dream-size-name = taille
command-dream-size = Le plus grand côté du résultat en pixels, ou full pour la pleine taille.
command-dream-colours-name = garder-couleurs
command-dream-colours = Garde les couleurs de l’image.
command-dream-amount-name = dose
command-dream-amount = Quelle part du rêve on voit, de 10 à 200 pour cent.
command-dream-blend-name = fusion
command-dream-blend = Comment le rêve se pose sur l’image.
command-blend-normal = normal : le rêve tel quel
command-blend-soft-light = lumière douce : dans les tons moyens, le clair et le sombre restent
command-blend-multiply = produit : ses ombres seules, comme de l’encre
command-blend-screen = écran : ses lumières seules, comme une lueur
command-dream-seed-name = seed
command-dream-seed = Le même seed donne la même image.
command-dream-guide-name = guide
command-dream-guide = Une deuxième image : ce qu’elle montre est rêvé dans la première.

command-dream-only-name = seulement
command-dream-only = Ne rêver qu’une partie de l’image, le reste ne change pas.
command-only-subject = le sujet
command-only-background = le fond
command-dream-form-name = forme
command-dream-form = Ce que ce doit être. Sans cela, un rêve bouge comme son image.
command-form-still = fixe : une seule image
command-form-moving = animé : chaque image d’un GIF ou d’une courte vidéo
command-form-zoom = zoom : une plongée sans fin dans le rêve
command-form-sheet = planche : tous les styles sur une image

command-imagine-name = imagine
command-imagine = Fait une image de quelque chose, à partir de rien.
command-imagine-thing-name = chose
command-imagine-thing = Ce que l’image doit montrer, en anglais : teapot, banana and dumbbell.
command-imagine-size = Le côté de l’image en pixels.

command-zoom-name = zoom
command-zoom = Plonge sans fin dans un rêve : de l’image que tu joins, sinon de la plus récente ici.
command-zoom-speed-name = vitesse
command-zoom-speed = Combien de fois tout grandit en une seconde, par exemple 1,5.
command-zoom-turn-name = rotation
command-zoom-turn = De combien de degrés cela tourne en une seconde.
command-zoom-seconds-name = secondes
command-zoom-seconds = Combien de temps cela dure, de 1 à 30.

command-size-pixels = { $size } pixels
command-size-full = full : la taille de l’image elle-même

command-menu-dream-name = En faire un rêve

command-presets-name = styles
command-presets = Montre tous les styles.
command-presets-page = Page { $page } sur { $pages }
command-presets-back = Retour
command-presets-next = Suite
command-presets-use = /rêve style:{ $name }

command-queue-name = rêve-attente
command-queue = Dit combien de rêves attendent, et où en sont les tiens.

command-help-name = rêve-aide
command-help = Explique comment demander un rêve.
command-help-text =
    /rêve avec une image : choisis un style, ou laisse-moi choisir.
    Sur n’importe quel message, Applications, « En faire un rêve » : fait rêver ses images.
    { $mention } cats please, strong : avec une image, ou en réponse à une image. Je ne comprends ces mots qu’en anglais ; leur ordre est libre.
    { $mention } guided : dans une réponse qui a une image, laquelle guide alors le rêve de l’autre.
    /imagine banana and dumbbell : une image de choses, à partir de rien. /zoom : un zoom sans fin dans un rêve. Après { $mention } aussi.
    En message privé, une image suffit.

    preset est le style, strength (la force) va de 1 à 10, size (la taille) est le plus grand côté en pixels, ou full, le même seed donne la même image, keep-colours garde les couleurs de l’image. amount (la dose) montre de 10 à 200 pour cent du rêve, blend (la fusion) le pose sur l’image : soft-light, multiply, screen. of (de) dit de quoi rêver, parmi mille choses, en anglais : cats, a teapot, banana and dumbbell. cats+birds, ce sont deux styles à la fois, cats:2+birds davantage du premier. only=subject (le sujet) ou only=background (le fond) ne rêve qu’une partie.
    { -help-moving }

    /styles montre tous les styles, /rêve-attente l’attente. Les boutons sous un rêve servent à le changer, à voir sa recette ou à le supprimer.
    /rêve-oublie-moi supprime tout ce que je garde de toi.
command-help-short = Publie une image et mentionne-moi, ou réponds à une image avec { $mention } cats please, strong. /rêve-aide en dit plus.
command-help-settings = Pour la modération : /rêve-réglages règle où et pour qui je rêve.
command-help-features-off = Sans le Message Content Intent, je ne vois ni les images des autres quand on y répond en me mentionnant, ni l’image la plus récente pour /rêve. La personne qui me gère peut l’activer dans le portail des développeurs de Discord.

command-forget-name = rêve-oublie-moi
command-forget = Supprime tout ce que je garde de toi : tes rêves, leurs images et leurs recettes.
command-forget-question = Cela arrête tes rêves en cours et supprime ce que je garde de tes rêves terminés : les images dont ils sont nés et leurs recettes. Leurs boutons ne marcheront plus. Les rêves publiés restent jusqu’à ce que tu les supprimes.
command-forget-confirm = Tout supprimer
command-forgotten =
    { $count ->
        [0] Je ne gardais rien de toi.
        [one] Un rêve supprimé.
       *[other] { $count } rêves supprimés.
    }

command-settings-name = rêve-réglages
command-settings = Pour la modération : où, pour qui et comment je rêve ici.
command-settings-scope-name = portée
command-settings-scope = Pour tout le serveur, ou seulement pour ce salon.
command-settings-server = tout le serveur
command-settings-channel = ce salon seulement

command-unknown = Cette commande a changé. Recharge Discord (Ctrl+R) ou redémarre-le, puis réessaie.
command-internal = Quelque chose a mal tourné. Réessaie ; si cela se reproduit, donne ce numéro à la personne qui me gère : { $id }
command-interrupted = J’ai redémarré avant d’avoir ton image. Redemande-moi.
command-outage = Discord vient d’avoir un souci. Réessaie dans une minute.

panel-server = Réglages pour tout le serveur
panel-channel = Réglages pour ce salon
panel-unset = comme d’habitude
panel-anywhere = partout
panel-anybody = tout le monde
panel-preset = Style quand aucun n’est nommé : { $value }
panel-size = Taille maximale : { $value }
panel-language = Langue de mes réponses : { $value }
panel-language-own = celle de chaque personne
panel-mentions = Mentions :
panel-mentions-on = avec réponse
panel-mentions-off = ignorées
panel-channels = Salons :
panel-roles = Qui peut demander :
panel-choose-preset = Style quand aucun n’est nommé
panel-choose-size = Taille maximale
panel-choose-language = Langue de mes réponses
panel-choose-channels = Seulement dans ces salons
panel-choose-roles = Seulement pour ces rôles
panel-pixels = { $size } pixels
panel-turn-mentions-on = Répondre aux mentions
panel-turn-mentions-off = Ignorer les mentions
panel-reset = Tout réinitialiser
