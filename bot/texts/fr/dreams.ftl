# What the bot says about dreams on Discord, in French.

dream-original = original
dream-alt =
    { $form ->
        [sheet] Une image dans de nombreux styles, côte à côte.
       *[other] Un rêve dans le style { $preset }.
    }
dream-alt-original =
    { $form ->
        [sheet] Dans de nombreux styles, côte à côte : { $description }
       *[other] Rêvé dans le style { $preset } : { $description }
    }
dream-alt-preview =
    { $form ->
        [sheet] Une image dans de nombreux styles, pas encore tous.
       *[other] Un rêve inachevé dans le style { $preset }.
    }
dream-saw = En plus : { $names }.

dream-album-picture = { $number } sur { $count } : { $text }
dream-album-finished =
    { $preset }, { $count ->
        [one] une image
       *[other] { $count } images
    }, en { $duration } de rêve.
dream-interrupted = J’ai redémarré en plein rêve. Demande-le-moi encore une fois.
dream-suspended = Je redémarre. Ton rêve continuera tout seul à mon retour.
dream-resumed = J’ai redémarré entre-temps ; ton rêve continue.
dream-size-lowered = Ici, la taille maximale est de { $size } pixels.
dream-made-smaller = Discord n’accepte pas de fichier plus lourd ici : voici { $width } × { $height } pixels au lieu de { $whole_width } × { $whole_height }. Sur un serveur plus boosté, l’image arrive entière.

# The channel's name follows.
dream-direct = Je n’ai pas pu te répondre dans
dream-direct-restricted = Ce salon est soumis à une limite d’âge, ses images y restent donc. Redemande-moi là où je peux écrire.

dream-refused-outage = Discord a eu des soucis et n’a pas accepté le rêve, malgré plusieurs essais.
dream-refused-size = Le rêve est trop lourd pour Discord, même réduit. Demande une taille plus petite.
dream-refused-expired = Discord ne me laisse répondre là-bas que pendant 15 minutes, et je n’y suis pas membre.
dream-refused-gone = Mon message a été supprimé.
dream-refused-stale = Discord ne me laisse plus modifier mon message.
dream-refused-permission = Je n’ai plus le droit d’écrire là-bas. La modération peut me l’accorder : Voir les salons, Envoyer des messages, Joindre des fichiers.
dream-refused-channel = Le salon n’existe plus, ou je ne peux pas y écrire.
dream-refused-slow-mode = Le mode lent me retient là-bas.
dream-refused-automod = L’AutoMod de ce serveur n’a pas laissé passer le rêve. La modération peut dire pourquoi.
dream-refused-explicit = Discord a pris le rêve pour un contenu explicite et ne l’a pas laissé passer.
dream-refused-form = Discord n’a pas accepté le message du rêve. Essaie une autre taille ou un autre style.
dream-refused-unreachable = Discord ne me laisse pas t’écrire.

dream-recipe-network = Réseau : { $network }
dream-recipe-targets = Couches : { $targets }
dream-recipe-octaves = Octaves : { $octaves }, de { $steps } étapes chacune
dream-recipe-seed = Seed : { $seed }
dream-recipe-width = Taille : { $width } × { $height }
dream-recipe-device = Rêvé sur { $device } en { $seconds } s
dream-recipe-guide = Une deuxième image l’a guidé.

button-deeper = Plus profond
button-stronger = Plus fort
button-weaker = Moins fort
button-again = Encore
button-colours = Garder les couleurs
button-colours-off = Nouvelles couleurs
button-preset = Un autre style
button-file = En fichier
button-recipe = Recette
button-delete = Supprimer
button-cancel = Annuler

blend-next = Fusion : { $blend }
blend-normal = normale
blend-soft-light = lumière douce
blend-multiply = produit
blend-screen = superposition
