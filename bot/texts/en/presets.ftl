# Titles and descriptions of the project's presets, as their files have them: what other languages
# translate. A preset whose file says something else, such as a person's own, isn't translated.

preset-title-berries = Berries
preset-description-berries = Raspberries, beads and stained glass.
preset-title-birds = Birds
preset-description-birds = Plumage, beaks and owls' faces.
preset-title-brain-coral = Brain coral
preset-description-brain-coral = Folded corals and cauliflower hedges.
preset-title-buildings = Buildings
preset-description-buildings = Arches, domes and windows rise behind things.
preset-title-butterflies = Butterflies
preset-description-butterflies = Patterned wings with spots and veins.
preset-title-cats = Cats
preset-description-cats = Kittens' faces, ears and tabby stripes.
preset-title-engraving = Engraving
preset-description-engraving = Fine lines cut along every form, in the photo's own tones.
preset-title-eyes = Eyes
preset-description-eyes = Eyes and beads look back from every curve.
preset-title-flowers = Flowers
preset-description-flowers = Daisies and petals open in empty places.
preset-title-fur = Fur
preset-description-fur = Shaggy coats, whiskers and woolly tufts.
preset-title-puppyslug = Puppyslug
preset-description-puppyslug = Dogs' faces, snouts and paws grow out of everything: the dream of 2015.
preset-title-quilt = Quilt
preset-description-quilt = Stitched ribs and padded cloth, with a button eye here and there.
preset-title-ripples = Ripples
preset-description-ripples = A gentle dream: soft waves over sky and water.
preset-title-swirls = Swirls
preset-description-swirls = Flowing strokes and glowing whorls, as if painted with a wet brush.
