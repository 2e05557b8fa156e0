/// What hidden numbers are called.
enum KeyWords {
    /// Nouns and adjectives, none of them twice.
    static let all = ProseTopic.list(
        """
        cobalt, amber, walnut, falcon, velvet, marble, lantern, harbor, meadow, thunder, copper, violet,
        granite, orchid, pepper, saddle, ribbon, cactus, glacier, magnet, canyon, pelican, sapphire,
        trumpet, willow, zebra, anchor, biscuit, candle, dolphin, ember, feather, ginger, hammer,
        island, jacket, kettle, lemon, mirror, nutmeg, olive, parrot, quartz, rocket, salmon, teapot,
        umbrella, vinegar, whistle, yogurt, acrobat, balloon, cabbage, daisy, eagle, flannel, goblet,
        hazel, indigo, jasmine, koala, lobster, maple, nickel, oyster, panther, quilt, raven, scarlet,
        turnip, urchin, vulture, wagon, yarrow, zinc, almond, badge, crimson, dragon, elbow, fossil,
        garlic, honey, iguana, jungle, kernel, locket, mango, noodle, onyx, pebble, quiver, rhubarb,
        sandal, tulip, unicorn, vessel, waffle, azure, basil, chestnut, dusk, emerald, fiddle, gravel,
        hornet, ivory, jigsaw, kiwi, lilac, mustard, napkin, otter, pistachio, quail, radish, spinach,
        tangerine, vanilla, walrus, alpine, bronze, cinnamon, denim, elastic, fuchsia, golden, hollow,
        icicle, juniper, kayak, lavender, mosaic, nectar, opal, paprika, ruby, silver, topaz, tundra,
        vivid, wooden, antler, bamboo, cedar, diamond, eclipse, fern, gazelle, heron, iris, jade, knapsack,
        lynx, mulberry, narwhal, oak, plum, puffin, raccoon, sparrow, thistle, tiger, turquoise, viper,
        wasabi, wren, apricot, beetle, camel, donut, easel, fudge, gecko, hickory, igloo, jellyfish, kelp,
        lentil, moose, nugget, octopus, peach, pumpkin, python, rosemary, saffron, satin, squid, sultan,
        tadpole, truffle, tuba, turban, wicker, pylon, bobbin, cymbal, dahlia, ferret, gondola, hatchet
        """)
}
