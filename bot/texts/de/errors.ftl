# Errors in German, by their codes; English has the errors' own sentences. Where those carry facts,
# such as numbers, names or the nearest valid word, they stand behind the German as they are.

# The bot's own.
error-usage = Das habe ich nicht verstanden. { $sentence } { $hint }
error-no-picture = Ich sehe hier kein Bild. Häng ein PNG, JPEG oder WebP an, oder antworte auf ein Bild.
error-guide-missing =
    { $reason ->
        [picture] Das ist die Vorlage; welches Bild soll ich danach träumen? Antworte damit auf ein Bild, oder poste beide: Das letzte gibt die Richtung vor.
       *[other] Nach welcher Vorlage? Häng sie an deine Antwort auf das Bild, das ich träumen soll.
    }
error-upload-too-large = Diese Datei ist mir zu groß. { $sentence } { $hint }
error-queue-full = Die Warteschlange ist voll. { $hint }
error-too-many-waiting = Von dir warten schon genug Träume. Warte, bis einer fertig ist, oder brich einen ab.
error-job-unknown = Dieser Traum wartet nicht und läuft auch nicht. Vielleicht ist er schon fertig oder abgebrochen.
error-not-yours = Dieser Traum gehört jemand anderem. Wünsch dir einen eigenen.
error-setting-invalid = Eine Einstellung stimmt nicht. { $sentence } { $hint }
error-address-in-use = Die Adresse ist schon belegt. { $sentence } { $hint }
error-shutting-down = Ich werde gerade beendet. Frag in ein paar Minuten noch einmal.
error-interrupted = Beim Träumen dieses Bildes bin ich zu oft unterbrochen worden. Versuch es mit einem anderen Bild oder einer kleineren Größe.
error-not-delivered = Der Traum ist fertig, ließ sich hier aber nicht posten. Wünsch ihn dir noch einmal, vielleicht etwas kleiner.
error-not-found = Das konnte ich nicht finden. Versuch es noch einmal.
error-text-too-long = Der Text ist zu lang. { $sentence } { $hint }
error-too-fast = Das ist ziemlich viel auf einmal. { $hint }
error-too-slow = Das Bild zu holen hat zu lange gedauert. Versuch es noch einmal, vielleicht mit einem kleineren.
error-key-required = Dieser Raum braucht einen Schlüssel. Öffne die Seite und gib ihn ein.
error-key-wrong = Das ist nicht der Schlüssel zu diesem Raum. Frag, wer den Raum betreibt.
error-request-refused = Das geht hier nicht. { $sentence } { $hint }
error-original-gone = Das Bild ist nicht mehr da. Poste es noch einmal.
error-wish-unknown = An diesen Traum erinnere ich mich nicht mehr. Wünsch ihn dir noch einmal.
error-not-allowed-here = Hier oder mit deinen Rollen ist das nicht erlaubt. Die Moderation kann dir mehr sagen.
error-moderators-only = Meine Einstellungen darf nur die Moderation ändern.
error-folder-in-use = Der Ordner wird schon benutzt. { $sentence } { $hint }
error-database-in-use = Die Datenbank wird schon benutzt. { $sentence } { $hint }
error-records-unavailable = Ich komme gerade nicht an meine Aufzeichnungen. Versuch es später noch einmal.
error-too-many-dreams =
    { $whose ->
        [person] Deine Träume pro Stunde sind aufgebraucht (Grenze: { $limit }). Der nächste geht in { $duration }.
        [chat] Die Träume pro Stunde sind in diesem Chat aufgebraucht (Grenze: { $limit }). Der nächste geht in { $duration }.
        [server] Die Träume pro Stunde sind auf diesem Server aufgebraucht (Grenze: { $limit }). Der nächste geht in { $duration }.
       *[other] Für diese Stunde ist genug geträumt. { $hint }
    }
error-too-many-pixels =
    { $whose ->
        [person] Deine Megapixel pro Tag sind aufgebraucht (Grenze: { $limit }). Der nächste Traum geht in { $duration }.
        [chat] Die Megapixel pro Tag sind in diesem Chat aufgebraucht (Grenze: { $limit }). Der nächste Traum geht in { $duration }.
        [server] Die Megapixel pro Tag sind auf diesem Server aufgebraucht (Grenze: { $limit }). Der nächste Traum geht in { $duration }.
       *[other] Für diesen Tag ist genug geträumt. { $hint }
    }
error-too-soon =
    { $whose ->
        [person] Das ging schnell: Zwischen deinen Träumen brauche ich eine Pause. Der nächste geht in { $duration }.
       *[other] Das ging schnell. { $hint }
    }
error-not-admitted =
    { $reason ->
        [person] Für dich träume ich nicht. Wer mich betreibt, kann dir mehr sagen.
        [place] Hier träume ich nicht. Wer mich betreibt, kann dir mehr sagen.
        [unlisted] Ich träume nur für ausgewählte Leute und Orte. Wer mich betreibt, kann auch etwas davon auswählen: { $ids }.
       *[other] Hier träume ich nicht für dich. { $hint }
    }

# The engine's.
error-picture-empty = Die Datei ist leer. Wähl das Bild noch einmal aus.
error-picture-unreadable = Das Bild ist beschädigt, ich kann es nicht lesen. Öffne es in einem anderen Programm und speichere es neu.
error-picture-truncated = Das Bild ist abgeschnitten: Sein Ende fehlt. Schick es noch einmal oder speichere es neu.
error-picture-format = Solche Dateien kann ich nicht lesen. { $sentence } { $hint }
error-picture-too-large = Das Bild ist zu groß. { $sentence } { $hint }
error-picture-too-small = Das Bild ist zu klein. { $sentence } { $hint }
error-picture-mismatch = Dieser Traum ist nicht von diesem Bild. { $sentence } { $hint }
error-picture-still = Hier bewegt sich nichts. Schick ein GIF oder ein kurzes Video, oder wünsch dir einen Zoom oder einen gewöhnlichen Traum.
error-motion-too-long = Das dauert mir zu lang. { $sentence } { $hint }
error-recipe-invalid = Dieses Rezept geht nicht auf. { $sentence } { $hint }
error-catalogue-invalid = In einer Datei mit Stilen oder Netzen ist ein Fehler. { $sentence } { $hint }
error-network-unknown = Dieses Netz kenne ich nicht. { $sentence } { $hint }
error-network-unavailable = Das Netz für diesen Traum ist gerade nicht da. { $sentence } { $hint }
error-network-corrupt = Die Datei des Netzes ist beschädigt. { $sentence } { $hint }
error-layer-unknown = Diese Schicht gibt es nicht. { $sentence } { $hint }
error-class-unknown = Wovon das ein Traum sein soll, weiß ich nicht. { $sentence } { $hint }
error-class-ambiguous = Das kann mehreres heißen. { $sentence } { $hint }
error-device-unavailable = Dieses Gerät gibt es hier nicht. { $sentence } { $hint }
error-out-of-memory = Der Speicher hat für diesen Traum nicht gereicht. Versuch es mit einer kleineren Größe.
error-time-limit = Der Traum hat zu lange gedauert. Versuch es mit einer kleineren Größe oder einem anderen Stil.
error-worker-died = Beim Träumen ist mir die Luft ausgegangen. Versuch es mit einer kleineren Größe.
error-engine-closed = Gerade kann ich nicht träumen. Versuch es wieder, wenn ich zurück bin.
error-internal = Beim Träumen ist etwas schiefgegangen. Versuch es noch einmal.
