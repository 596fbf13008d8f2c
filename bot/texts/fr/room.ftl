# Ce que le bot ne dit que dans le salon du navigateur.

room-look-large = Rêver ceci en grand : { $preset }
room-settings = Réglages de ce salon :
room-settings-changed = { $name } a changé les réglages de ce salon :
room-settings-help = /settings preset=cats size=1024 language=de les change pour tout le monde ici ; usual en annule un.
