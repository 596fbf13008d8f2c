# Was der Bot nur im Raum des Browsers sagt.

room-look-large = Groß träumen: { $preset }
room-settings = Einstellungen dieses Raums:
room-settings-changed = { $name } hat die Einstellungen dieses Raums geändert:
room-settings-help = /settings preset=cats size=1024 language=de ändert sie für alle hier; usual nimmt eine zurück.
