# Errors in French, by their codes; English has the errors' own sentences. Where those carry facts,
# such as numbers, names or the nearest valid word, they stand behind the French as they are.

# The bot's own.
error-usage = Je n’ai pas compris. { $sentence } { $hint }
error-no-picture = Je ne vois pas d’image ici. Joins un PNG, un JPEG ou un WebP, ou réponds à une image.
error-guide-missing =
    { $reason ->
        [picture] C’est le guide ; quelle image dois-je rêver ? Réponds à une image avec celle-ci, ou publie les deux : la dernière guide.
       *[other] Guidé par quelle image ? Joins-la à ta réponse à l’image que je dois rêver.
    }
error-upload-too-large = Ce fichier est trop lourd pour moi. { $sentence } { $hint }
error-queue-full = La file d’attente est pleine. { $hint }
error-too-many-waiting = Tu as déjà assez de rêves en attente. Attends qu’un rêve se termine, ou annules-en un.
error-job-unknown = Ce rêve n’est ni en attente ni en cours. Il est peut-être déjà terminé ou annulé.
error-not-yours = Ce rêve est à quelqu’un d’autre. Demande le tien.
error-setting-invalid = Un réglage n’est pas bon. { $sentence } { $hint }
error-address-in-use = L’adresse est déjà prise. { $sentence } { $hint }
error-shutting-down = Je suis en train de m’arrêter. Redemande-moi dans quelques minutes.
error-interrupted = J’ai été interrompu trop souvent en rêvant cette image. Essaie avec une autre image, ou une taille plus petite.
error-not-delivered = Le rêve est terminé, mais je n’ai pas pu le publier ici. Redemande-le, peut-être en plus petit.
error-not-found = Je n’ai pas trouvé cela. Réessaie.
error-text-too-long = Ce texte est trop long. { $sentence } { $hint }
error-too-fast = Cela fait beaucoup d’un coup. { $hint }
error-too-slow = Récupérer l’image a pris trop de temps. Réessaie, peut-être avec une image plus petite.
error-key-required = Il faut une clé pour entrer ici. Ouvre la page et saisis-la.
error-key-wrong = Ce n’est pas la bonne clé. Demande-la à la personne qui gère le salon.
error-request-refused = Ce n’est pas possible ici. { $sentence } { $hint }
error-original-gone = L’image n’est plus là. Publie-la encore une fois.
error-wish-unknown = Je ne me souviens plus de ce rêve. Demande-le encore une fois.
error-not-allowed-here = Ici ou avec tes rôles, ce n’est pas permis. La modération peut t’en dire plus.
error-moderators-only = Seule la modération peut changer mes réglages.
error-folder-in-use = Le dossier est déjà utilisé. { $sentence } { $hint }
error-database-in-use = La base de données est déjà utilisée. { $sentence } { $hint }
error-records-unavailable = Je n’arrive pas à lire mes archives en ce moment. Réessaie plus tard.
error-too-many-dreams =
    { $whose ->
        [person] Tes rêves par heure sont épuisés (limite : { $limit }). Le prochain sera possible dans { $duration }.
        [chat] Les rêves par heure de cette discussion sont épuisés (limite : { $limit }). Le prochain sera possible dans { $duration }.
        [server] Les rêves par heure de ce serveur sont épuisés (limite : { $limit }). Le prochain sera possible dans { $duration }.
       *[other] Assez rêvé pour cette heure. { $hint }
    }
error-too-many-pixels =
    { $whose ->
        [person] Tes mégapixels par jour sont épuisés (limite : { $limit }). Le prochain rêve sera possible dans { $duration }.
        [chat] Les mégapixels par jour de cette discussion sont épuisés (limite : { $limit }). Le prochain rêve sera possible dans { $duration }.
        [server] Les mégapixels par jour de ce serveur sont épuisés (limite : { $limit }). Le prochain rêve sera possible dans { $duration }.
       *[other] Assez rêvé pour aujourd’hui. { $hint }
    }
error-too-soon =
    { $whose ->
        [person] C’était rapide : il me faut une pause entre tes rêves. Le prochain sera possible dans { $duration }.
       *[other] C’était rapide. { $hint }
    }
error-not-admitted =
    { $reason ->
        [person] Je ne rêve pas pour toi. La personne qui me gère peut t’en dire plus.
        [place] Je ne rêve pas ici. La personne qui me gère peut t’en dire plus.
        [unlisted] Je ne rêve que pour des personnes et des lieux choisis. La personne qui me gère peut aussi choisir : { $ids }.
       *[other] Je ne rêve pas ici pour toi. { $hint }
    }

# The engine's.
error-picture-empty = Le fichier est vide. Choisis l’image à nouveau.
error-picture-unreadable = L’image est abîmée, je ne peux pas la lire. Ouvre-la dans un autre programme et enregistre-la à nouveau.
error-picture-truncated = L’image est coupée : il en manque la fin. Renvoie-la, ou enregistre-la à nouveau.
error-picture-format = Je ne sais pas lire ce type de fichier. { $sentence } { $hint }
error-picture-too-large = L’image est trop grande. { $sentence } { $hint }
error-picture-too-small = L’image est trop petite. { $sentence } { $hint }
error-picture-mismatch = Ce rêve n’est pas celui de cette image. { $sentence } { $hint }
error-picture-still = Rien ne bouge ici. Envoie un GIF ou une courte vidéo, ou demande un zoom ou un rêve ordinaire.
error-motion-too-long = C’est trop long pour moi. { $sentence } { $hint }
error-recipe-invalid = Cette recette ne prend pas. { $sentence } { $hint }
error-catalogue-invalid = Il y a une erreur dans un fichier de styles ou de réseaux. { $sentence } { $hint }
error-network-unknown = Je ne connais pas ce réseau. { $sentence } { $hint }
error-network-unavailable = Le réseau de ce rêve n’est pas disponible pour le moment. { $sentence } { $hint }
error-network-corrupt = Le fichier du réseau est abîmé. { $sentence } { $hint }
error-layer-unknown = Cette couche n’existe pas. { $sentence } { $hint }
error-class-unknown = Je ne sais pas de quoi rêver. { $sentence } { $hint }
error-class-ambiguous = Cela peut vouloir dire plusieurs choses. { $sentence } { $hint }
error-device-unavailable = Cet appareil n’est pas là. { $sentence } { $hint }
error-out-of-memory = La mémoire n’a pas suffi pour ce rêve. Essaie une taille plus petite.
error-time-limit = Le rêve a duré trop longtemps. Essaie une taille plus petite ou un autre style.
error-worker-died = Je me suis essoufflé en plein rêve. Essaie une taille plus petite.
error-engine-closed = Je ne peux pas rêver pour l’instant. Réessaie quand je serai de retour.
error-internal = Quelque chose a mal tourné pendant le rêve. Réessaie.
