# Commands, menus and settings on Discord, in German. Commands keep their names, so that people of
# different languages can tell each other of them; options are in German. What is typed in messages
# is English in every language.

command-dream-name = traum
command-dream = Träumt ein Bild: das angehängte, sonst das neueste hier.
command-dream-picture-name = bild
command-dream-picture = Das Bild zum Träumen. Ohne Angabe das neueste hier.
command-dream-picture-2-name = bild-2
command-dream-picture-3-name = bild-3
command-dream-picture-4-name = bild-4
command-dream-picture-more = Noch ein Bild, genauso geträumt.
command-dream-preset-name = stil
command-dream-preset = Der Stil, oder mehrere zugleich: cats+birds. /stile zeigt alle.
command-dream-of-name = von
command-dream-of = Dinge statt eines Stils, auf Englisch: cats, teapot, banana and dumbbell.
command-dream-strength-name = stärke
command-dream-strength = Wie stark, von 1 bis 10.
command-dream-size-name = größe
command-dream-size = Die längste Seite des Ergebnisses in Pixeln, oder full für die volle Größe.
command-dream-colours-name = farben-behalten
command-dream-colours = Behält die Farben des Bildes.
command-dream-amount-name = menge
command-dream-amount = Wie viel vom Traum zu sehen ist, 10 bis 200 Prozent.
command-dream-blend-name = mischung
command-dream-blend = Wie der Traum auf dem Bild liegt.
command-blend-normal = normal: der Traum, wie er ist
command-blend-soft-light = weiches Licht: in den Mitteltönen, Lichter und Schatten bleiben
command-blend-multiply = multiplizieren: nur seine Schatten, wie Tinte
command-blend-screen = aufhellen: nur seine Lichter, als Schimmer
command-dream-seed-name = seed
command-dream-seed = Derselbe Seed ergibt dasselbe Bild.
command-dream-guide-name = vorlage
command-dream-guide = Ein zweites Bild: Was darauf ist, wird in das erste hineingeträumt.

command-dream-only-name = nur
command-dream-only = Nur einen Teil des Bildes träumen, der Rest bleibt, wie er ist.
command-only-subject = das Motiv
command-only-background = den Hintergrund
command-dream-form-name = form
command-dream-form = Was es werden soll. Ohne Angabe bewegt sich ein Traum wie sein Bild.
command-form-still = still: ein einziges Bild
command-form-moving = bewegt: jedes Bild eines GIFs oder kurzen Videos
command-form-zoom = Zoom: eine endlose Fahrt in den Traum
command-form-sheet = Musterblatt: alle Stile auf einem Bild

command-imagine-name = ausdenken
command-imagine = Macht aus nichts ein Bild von etwas.
command-imagine-thing-name = ding
command-imagine-thing = Wovon das Bild sein soll, auf Englisch: teapot, banana and dumbbell.
command-imagine-size = Die Seite des Bildes in Pixeln.

command-zoom-name = zoom
command-zoom = Fährt endlos in einen Traum hinein: vom angehängten Bild, sonst vom neuesten hier.
command-zoom-speed-name = tempo
command-zoom-speed = Wievielmal größer alles in einer Sekunde wird, etwa 1,5.
command-zoom-turn-name = drehung
command-zoom-turn = Um wie viel Grad es sich in einer Sekunde dreht.
command-zoom-seconds-name = sekunden
command-zoom-seconds = Wie lange es dauert, von 1 bis 30.

command-size-pixels = { $size } Pixel
command-size-full = full: die Größe des Bildes selbst

command-menu-dream-name = Davon träumen

command-presets-name = stile
command-presets = Zeigt alle Stile.
command-presets-page = Seite { $page } von { $pages }
command-presets-back = Zurück
command-presets-next = Weiter
command-presets-use = /traum stil:{ $name }

command-queue-name = traum-warteschlange
command-queue = Sagt, wie viele Träume warten und wo deine sind.

command-help-name = traum-hilfe
command-help = Erklärt, wie du dir einen Traum wünschst.
command-help-text =
    /traum mit einem Bild: Such dir einen Stil aus oder überlass ihn mir.
    Bei jeder Nachricht Apps, „Davon träumen“: träumt ihre Bilder.
    { $mention } cats please, strong: mit einem Bild oder als Antwort auf eins. Die Wörter sind englisch, ihre Reihenfolge ist egal.
    { $mention } guided: in einer Antwort mit Bild, das dann dem Traum vom anderen die Richtung vorgibt.
    /ausdenken banana and dumbbell: ein Bild von Dingen, aus nichts. /zoom: eine endlose Fahrt in einen Traum. Hinter { $mention } geht das auch: imagine, zoom.
    In einer Direktnachricht genügt ein Bild.

    preset ist der Stil, strength (Stärke) geht von 1 bis 10, size (Größe) ist die längste Seite in Pixeln oder full, derselbe seed ergibt dasselbe Bild, keep-colours behält die Farben des Bildes. amount (Menge) zeigt 10 bis 200 Prozent des Traums, blend (Mischung) legt ihn auf das Bild: soft-light, multiply, screen. of (von) sagt, wovon der Traum sein soll, aus tausend Dingen, auf Englisch: cats, a teapot, banana and dumbbell. cats+birds sind zwei Stile zugleich, cats:2+birds mehr vom ersten. only=subject (Motiv) oder only=background (Hintergrund) träumt nur einen Teil.
    { -help-moving }

    /stile zeigt alle Stile, /traum-warteschlange die Wartezeit. Mit den Knöpfen unter einem Traum änderst du ihn, siehst sein Rezept oder löschst ihn.
    /traum-vergiss-mich löscht alles, was ich von dir aufbewahre.
command-help-short = Poste ein Bild und erwähne mich, oder antworte auf eins mit { $mention } cats please, strong. Mehr erklärt /traum-hilfe.
command-help-settings = Für die Moderation: /traum-einstellungen legt fest, wo und für wen ich träume.
command-help-features-off = Ohne den Message Content Intent sehe ich die Bilder anderer nicht, wenn jemand mit einer Erwähnung darauf antwortet, und auch nicht das neueste Bild für /traum. Wer mich betreibt, kann ihn im Entwicklerportal von Discord einschalten.

command-forget-name = traum-vergiss-mich
command-forget = Löscht alles, was ich von dir aufbewahre: deine Träume, ihre Bilder und Rezepte.
command-forget-question = Das beendet deine laufenden Träume und löscht, was ich von deinen fertigen aufbewahre: die Bilder, aus denen sie entstanden sind, und ihre Rezepte. Ihre Knöpfe funktionieren dann nicht mehr. Gepostete Träume bleiben stehen, bis du sie löschst.
command-forget-confirm = Alles löschen
command-forgotten =
    { $count ->
        [0] Ich hatte nichts von dir.
        [one] Gelöscht: ein Traum.
       *[other] Gelöscht: { $count } Träume.
    }

command-settings-name = traum-einstellungen
command-settings = Für die Moderation: wo, für wen und wie ich hier träume.
command-settings-scope-name = bereich
command-settings-scope = Für den ganzen Server oder nur für diesen Kanal.
command-settings-server = der ganze Server
command-settings-channel = nur dieser Kanal

command-unknown = Dieser Befehl hat sich geändert. Lade Discord neu (Strg+R) oder starte es neu, dann versuch es noch einmal.
command-internal = Etwas ist schiefgegangen. Versuch es noch einmal; passiert es wieder, sag dem, der mich betreibt, diese Nummer: { $id }
command-interrupted = Ich wurde neu gestartet, bevor ich dein Bild hatte. Frag noch einmal.
command-outage = Discord hatte gerade Störungen. Versuch es in einer Minute noch einmal.

panel-server = Einstellungen für den ganzen Server
panel-channel = Einstellungen für diesen Kanal
panel-unset = wie üblich
panel-anywhere = überall
panel-anybody = alle
panel-preset = Stil, wenn keiner genannt wird: { $value }
panel-size = Maximale Größe: { $value }
panel-language = Sprache meiner Antworten: { $value }
panel-language-own = für jede Person die eigene
panel-mentions = Erwähnungen:
panel-mentions-on = werden beantwortet
panel-mentions-off = werden übergangen
panel-channels = Kanäle:
panel-roles = Wer fragen darf:
panel-choose-preset = Stil, wenn keiner genannt wird
panel-choose-size = Maximale Größe
panel-choose-language = Sprache meiner Antworten
panel-choose-channels = Nur in diesen Kanälen
panel-choose-roles = Nur für diese Rollen
panel-pixels = { $size } Pixel
panel-turn-mentions-on = Erwähnungen beantworten
panel-turn-mentions-off = Erwähnungen übergehen
panel-reset = Alles zurücksetzen
