# What the bot says in the browser's room alone.

room-look-large = Dream this large: { $preset }
room-settings = Settings of this room:
room-settings-changed = { $name } changed the settings of this room:
room-settings-help = /settings preset=cats size=1024 language=de changes them for everybody here; usual takes one back.
