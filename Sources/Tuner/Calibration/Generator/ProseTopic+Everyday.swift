extension ProseTopic {
    /// Weather, trade, gardens, ships, kitchens and letters.
    static let everydayTopics: [ProseTopic] = [
        // Weather.
        ProseTopic(
            people: """
                forecaster, observer, lighthouse keeper, shepherd, ferry pilot, meteorologist
                """,
            things: """
                barometer, rain gauge, cloud, storm, gale, weathervane, hailstone, thermometer,
                fog bank, sunset
                """,
            goods: """
                showers, snowdrifts, thunderclouds, gusts, icicles, puddles, forecasts,
                breezes
                """,
            places: """
                along the coast, over the hills, on the moor, above the valley,
                near the reservoir, at the weather station
                """,
            doings: """
                read the barometer before breakfast, wrote the rainfall into a notebook,
                waited for the fog to lift, watched the clouds gather,
                measured the depth of the snow, warned the village about the storm,
                took shelter under a bridge, listened to the wind in the chimney
                """,
            events: """
                the wind turned to the north, the river froze from bank to bank,
                the rain fell for most of a week, a warm front passed in the night,
                the thaw came late, lightning struck the old oak, the drought finally broke,
                mist filled the valley
                """,
            qualities: """
                cold, humid, windless, stormy, bitter, unsettled, overcast, mild
                """,
            rules: """
                a red sky in the evening promises a dry day,
                warm air holds more water than cold air, frost settles first in the hollows,
                hail needs strong currents inside a cloud,
                sea breezes begin when the land heats up
                """),
        // Trade.
        ProseTopic(
            people: """
                merchant, shopkeeper, broker, clerk, auctioneer, customs officer, wholesaler
                """,
            things: """
                ledger, invoice, warehouse, contract, scale, market stall, counter, shipment,
                coin, bargain
                """,
            goods: """
                barrels, receipts, spices, samples, prices, customers, debts, crates
                """,
            places: """
                in the covered market, at the exchange, behind the counter, on the quay,
                in the back office, at the autumn fair
                """,
            doings: """
                weighed the coffee twice, signed the contract without reading it,
                refused to lower the price, sold the last bolt of linen,
                counted the takings after closing, ordered pepper from an agent abroad,
                settled an old debt, opened a second shop across the street
                """,
            events: """
                the price of wool fell sharply, a rival firm went bankrupt,
                the harbour dues were raised, demand for tea outran supply,
                the bank refused further credit, the fair drew buyers from three counties,
                the new tariff took effect, a shipment went missing
                """,
            qualities: """
                expensive, profitable, worthless, imported, overpriced, reliable, scarce,
                taxable
                """,
            rules: """
                credit depends on reputation, a good weight keeps a customer,
                scarcity drives a price upward, perishable goods must be sold quickly,
                every ledger has two sides
                """),
        // Gardening.
        ProseTopic(
            people: """
                gardener, nurseryman, botanist, groundskeeper, beekeeper, florist
                """,
            things: """
                spade, greenhouse, hedge, trellis, compost heap, wheelbarrow, flower bed,
                watering can, apple tree, cold frame
                """,
            goods: """
                seedlings, tulips, beans, weeds, cuttings, roses, pumpkins, earthworms
                """,
            places: """
                behind the greenhouse, in the kitchen garden, along the south wall,
                under the pear tree, beside the pond, in the lower beds
                """,
            doings: """
                pruned the roses hard, dug over the lower beds, planted a row of lavender,
                tied the beans to their poles, spread straw around the strawberries,
                raked the leaves into a pile, saved seed from the best tomatoes,
                watered the seedlings at dusk
                """,
            events: """
                the frost stayed until May, slugs ate half of the lettuce,
                the first crocuses appeared, the apples ripened all at once,
                bindweed covered the fence, the well ran dry, the soil warmed early,
                the wisteria finally bloomed
                """,
            qualities: """
                overgrown, fragrant, fertile, thorny, shady, neglected, evergreen, tender
                """,
            rules: """
                roses want a sheltered wall, clay soil drains slowly,
                beans put goodness back into the ground, young trees need a firm stake,
                compost must be turned to stay warm
                """),
        // Ships.
        ProseTopic(
            people: """
                captain, helmsman, boatswain, shipwright, pilot, deckhand, navigator
                """,
            things: """
                schooner, anchor, compass, mast, lifeboat, rudder, cargo hold, lantern,
                logbook, mooring line
                """,
            goods: """
                sails, ropes, waves, charts, gulls, planks, signals, herring
                """,
            places: """
                on the quarterdeck, in the harbour, beyond the reef, below deck,
                off the southern cape, in the dry dock
                """,
            doings: """
                steered by the stars, mended the torn mainsail, lowered a boat into the swell,
                took soundings in the channel, scraped the barnacles from the hull,
                entered the position into the logbook, raised the anchor at dawn,
                signalled to the passing brig
                """,
            events: """
                the tide turned before noon, a squall carried away the topmast,
                the cargo shifted in the hold, the lighthouse came into view,
                the pumps worked through the night, the current set them toward the rocks,
                a pilot came aboard, the sea lay flat as glass
                """,
            qualities: """
                seaworthy, leaking, swift, weathered, heavy, becalmed, freshly tarred, narrow
                """,
            rules: """
                a deep keel steadies a ship, salt water is heavier than fresh water,
                a ship under sail gives no way to idleness, knots slip when they are wet,
                charts age as sandbanks move
                """),
        // Cooking.
        ProseTopic(
            people: """
                cook, baker, innkeeper, pastry chef, housekeeper, butcher, scullery maid
                """,
            things: """
                kettle, frying pan, pie, stove, loaf, recipe, copper pot, soup, rolling pin,
                pantry
                """,
            goods: """
                onions, dumplings, herbs, plums, pancakes, lentils, leftovers, mushrooms
                """,
            places: """
                in the kitchen, beside the oven, at the long table, in the pantry,
                over a low flame, at the inn
                """,
            doings: """
                kneaded the dough for the evening bread, stirred the soup with a wooden spoon,
                chopped the onions finely, tasted the sauce and added salt,
                baked a plum cake for the guests, boiled the jam until it set,
                roasted chestnuts on the embers, copied the recipe onto a card
                """,
            events: """
                the milk boiled over, the bread rose too quickly,
                the guests arrived before the roast was done, the yeast failed,
                the smell of cinnamon drifted through the house, the stew thickened slowly,
                the oven lost its heat, the sugar turned to caramel
                """,
            qualities: """
                bitter, crisp, salty, tender, burnt, delicious, lukewarm, spicy
                """,
            rules: """
                bread needs time more than effort, a sharp knife is safer than a dull one,
                salt brings out sweetness, fish should be cooked the day it is caught,
                butter browns faster than one expects
                """),
        // Letters.
        ProseTopic(
            people: """
                postmaster, correspondent, secretary, editor, messenger, niece, printer
                """,
            things: """
                letter, envelope, inkwell, postcard, stamp, typewriter, signature, draft,
                wax seal, parcel
                """,
            goods: """
                pages, rumours, replies, greetings, postcards, blots, sentences, apologies
                """,
            places: """
                at the writing desk, at the post office, by candlelight, in the top drawer,
                in the margin, between two newspapers
                """,
            doings: """
                answered by return of post, sealed the envelope with red wax,
                tore up the first draft, read the letter aloud at supper,
                addressed the parcel in block capitals, forgot to enclose the photograph,
                kept every postcard in a shoe box, signed with a flourish
                """,
            events: """
                the reply never came, the ink froze in the bottle, the mail coach overturned,
                two letters crossed on the way, the handwriting grew smaller toward the end,
                the parcel went to the wrong house, the news spread before noon,
                the telegram arrived on a Sunday
                """,
            qualities: """
                polite, illegible, unsigned, lengthy, heartfelt, formal, crumpled, anonymous
                """,
            rules: """
                a short letter takes longer to write, bad news travels without a stamp,
                a date at the top saves much guessing, good paper outlives its writer,
                an apology should not explain too much
                """),
    ]
}
