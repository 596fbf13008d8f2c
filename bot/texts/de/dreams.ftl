# What the bot says about dreams on Discord, in German.

dream-original = Original
dream-alt =
    { $form ->
        [sheet] Ein Bild in vielen Stilen nebeneinander.
       *[other] Ein Traum im Stil { $preset }.
    }
dream-alt-original =
    { $form ->
        [sheet] In vielen Stilen nebeneinander: { $description }
       *[other] Geträumt im Stil { $preset }: { $description }
    }
dream-alt-preview =
    { $form ->
        [sheet] Ein Bild in vielen Stilen, noch nicht in allen.
       *[other] Ein noch unfertiger Traum im Stil { $preset }.
    }
dream-saw = Mehr davon: { $names }.

dream-album-picture = { $number } von { $count }: { $text }
dream-album-finished =
    { $preset }, { $count ->
        [one] ein Bild
       *[other] { $count } Bilder
    }, in { $duration } geträumt.
dream-interrupted = Ich wurde währenddessen neu gestartet. Wünsch ihn dir einfach noch einmal.
dream-suspended = Ich werde gerade neu gestartet. Dein Traum geht von selbst weiter, sobald ich zurück bin.
dream-resumed = Ich wurde zwischendurch neu gestartet; dein Traum geht weiter.
dream-size-lowered = Hier sind höchstens { $size } Pixel erlaubt.
dream-made-smaller = Größere Dateien nimmt Discord hier nicht an: Das sind { $width } × { $height } statt { $whole_width } × { $whole_height } Pixel. Auf einem Server mit mehr Boosts kommt alles.

# The channel's name follows.
dream-direct = Hier konnte ich dir nicht antworten:
dream-direct-restricted = Der Kanal hat eine Altersbeschränkung, darum bleiben seine Bilder dort. Frag noch einmal, wo ich schreiben darf.

dream-refused-outage = Discord hatte Störungen und hat den Traum nicht angenommen, obwohl ich es eine Weile versucht habe.
dream-refused-size = Der Traum ist zu groß für Discord, selbst verkleinert. Wünsch ihn dir in einer kleineren Größe.
dream-refused-expired = Discord lässt mich dort nur 15 Minuten lang antworten, und ich bin selbst kein Mitglied.
dream-refused-gone = Meine Nachricht wurde gelöscht.
dream-refused-stale = Discord lässt mich meine Nachricht nicht mehr ändern.
dream-refused-permission = Ich darf dort nicht mehr schreiben. Die Moderation kann es mir erlauben: Kanal ansehen, Nachrichten senden, Dateien anhängen.
dream-refused-channel = Den Kanal gibt es nicht mehr, oder ich kann dort nicht schreiben.
dream-refused-slow-mode = Der Slowmode bremst mich dort aus.
dream-refused-automod = Der AutoMod dieses Servers hat den Traum nicht durchgelassen. Die Moderation kann sagen, warum.
dream-refused-explicit = Discord hielt den Traum für anstößig und hat ihn nicht durchgelassen.
dream-refused-form = Discord hat die Nachricht mit dem Traum nicht angenommen. Versuch es mit einer anderen Größe oder einem anderen Stil.
dream-refused-unreachable = Discord lässt mich dir nicht schreiben.

dream-recipe-network = Netz: { $network }
dream-recipe-targets = Schichten: { $targets }
dream-recipe-octaves = Oktaven: { $octaves } mit je { $steps } Schritten
dream-recipe-seed = Seed: { $seed }
dream-recipe-width = Größe: { $width } × { $height }
dream-recipe-device = Geträumt auf { $device } in { $seconds } s
dream-recipe-guide = Ein zweites Bild gab die Richtung vor.

button-deeper = Tiefer
button-stronger = Stärker
button-weaker = Schwächer
button-again = Noch einmal
button-colours = Farben behalten
button-colours-off = Neue Farben
button-preset = Anderer Stil
button-file = Als Datei
button-recipe = Rezept
button-delete = Löschen
button-cancel = Abbrechen

blend-next = Mischen: { $blend }
blend-normal = normal
blend-soft-light = weiches Licht
blend-multiply = multiplizieren
blend-screen = aufhellen
