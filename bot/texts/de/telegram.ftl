# What the bot says on Telegram alone, in German.

telegram-menu-dream = Ein Bild träumen: als Bildunterschrift oder als Antwort auf eins
telegram-menu-imagine = Ein Bild von etwas machen, aus dem Nichts
telegram-menu-zoom = Endlos in einen Traum zoomen: als Bildunterschrift oder als Antwort
telegram-menu-presets = Alle Stile zeigen
telegram-menu-queue = Sagen, wie viele Träume warten und wo deine sind
telegram-menu-cancel = Deinen neuesten Traum abbrechen
telegram-menu-help = Sagen, wie man einen Traum bestellt
telegram-menu-settings = Einstellen, wie ich hier träume
telegram-menu-forget = Alles entfernen, was ich von dir habe

telegram-help-private = Schick mir ein Bild: ein Foto, eine Datei, ein GIF, ein kurzes Video oder einen Sticker. Ich zeige dir alle Stile, oder du schreibst gleich unter das Bild, was du möchtest: cats please, strong. Die Wörter müssen englisch sein.
telegram-help-group =
    Schick ein Bild mit /dream darunter, oder antworte auf eins mit /dream. { $mention } cats please, strong tut dasselbe, in beliebiger Reihenfolge; die Wörter müssen englisch sein.
    Ich melde mich nur, wenn man mich anspricht.
telegram-help-words =
    /dream { $preset } strength=7 size=512 seed=42 keep-colours
    /dream of banana and dumbbell
    { -help-imagine }
    /zoom turn=20 seconds=4
    strength geht von 1 bis 10, size ist die längste Seite in Pixeln oder full, derselbe seed ergibt dasselbe Bild, keep-colours behält die Farben des Bildes. amount (Menge) zeigt 10 bis 200 Prozent des Traums, blend (Mischung) legt ihn auf das Bild: soft-light, multiply, screen. of (von) sagt, wovon der Traum sein soll, aus tausend Dingen, auf Englisch: cats, a teapot, banana and dumbbell. cats+birds sind zwei Stile zugleich, cats:2+birds mehr vom ersten. only=subject (Motiv) oder only=background (Hintergrund) träumt nur einen Teil.
    { -help-moving }
    Ein Bild mit guided darunter, als Antwort auf ein anderes: Was darin ist, wird in das andere geträumt.
telegram-help-commands =
    /presets zeigt alle Stile, /queue wie lange es dauert, /cancel bricht deinen neuesten Traum ab.
    Die Knöpfe unter einem Traum ändern ihn, schicken ihn als Datei, zeigen sein Rezept oder löschen ihn.
    /settings stellt ein, wie ich hier träume, /forget entfernt alles, was ich von dir habe.
telegram-help-short = Schick mir ein Bild, oder antworte auf eins mit { $mention } cats please, strong. Oder lass mich etwas erfinden: /imagine banana. Mehr sagt /help.

telegram-imagine =
    Was soll ich mir ausdenken? Schreib es hinter den Befehl, auf Englisch, eins oder mehrere von tausend Dingen:
    /imagine banana
    /imagine sea lion and teapot
    /imagine volcano size=256 strength=3

telegram-offer =
    { $count ->
        [one] In welchem Stil?
       *[other] In welchem Stil sollen diese { $count } Bilder sein?
    }
telegram-never-mind = Doch nicht
telegram-back = Zurück
telegram-outage = Telegram hatte gerade Störungen. Versuch es in einer Minute noch einmal.

telegram-direct = Hier konnte ich dir nicht antworten: { $chat }.

telegram-refused-size = Der Traum ist zu groß für Telegram, selbst verkleinert. Wünsch ihn dir in einer kleineren Größe.
telegram-refused-rights = Ich darf dort keine Bilder posten. Die Administration kann es mir erlauben.
telegram-refused-topic = Das Thema ist geschlossen oder nicht mehr da.
telegram-refused-form = Telegram hat die Nachricht mit dem Traum nicht angenommen. Versuch es mit einer anderen Größe oder einem anderen Stil.

telegram-panel = Einstellungen für diesen Chat
telegram-panel-here =
    { $count ->
        [one] Ich träume nur in diesem Thema.
       *[other] Ich träume nur in diesem und anderen ausgewählten Themen.
    }
telegram-panel-elsewhere =
    { $count ->
        [one] Ich träume nur in einem anderen Thema.
       *[other] Ich träume nur in { $count } anderen Themen.
    }
telegram-panel-topic-on = In diesem Thema träumen, nicht in den übrigen
telegram-panel-topic-off = Dieses Thema nicht mehr auswählen
telegram-panel-close = Fertig
