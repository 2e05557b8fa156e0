extension ProseTopic {
    /// Animals, forests, stars, cloth, medicine and law.
    static let natureTopics: [ProseTopic] = [
        // Animals.
        ProseTopic(
            people: """
                farmer, shepherd, veterinarian, stable boy, dairymaid, falconer, zoologist
                """,
            things: """
                sheepdog, barn, haystack, pony, beehive, fence, hen house, saddle, donkey,
                milk churn
                """,
            goods: """
                cattle, swallows, geese, hoofprints, lambs, foxes, oats, feathers
                """,
            places: """
                in the barn, on the upper pasture, behind the stable, at the cattle market,
                by the duck pond, in the hay loft
                """,
            doings: """
                counted the lambs at sunset, shod the grey mare, mended the pasture fence,
                milked the cows before dawn, whistled for the sheepdog,
                followed the tracks into the wood, gathered eggs in a straw hat,
                built a shelter for the geese
                """,
            events: """
                a fox got into the hen house, the swallows returned to the barn,
                the mare refused the bridle, the calves grew fat on clover,
                the herd broke through the hedge, the dog barked at nothing,
                the bees swarmed in June, the hay was brought in dry
                """,
            qualities: """
                stubborn, tame, shaggy, timid, hungry, nocturnal, loyal, spotted
                """,
            rules: """
                geese keep better watch than dogs, sheep follow the first that moves,
                owls hear better than they see, horses remember a bad road,
                bees find their way by the sun
                """),
        // Forest.
        ProseTopic(
            people: """
                forester, charcoal burner, woodcutter, hunter, ranger, mushroom picker
                """,
            things: """
                oak, clearing, footpath, stream, log cabin, fern, axe, badger, pine cone,
                hollow trunk
                """,
            goods: """
                acorns, branches, brambles, birches, shadows, moths, berries, roots
                """,
            places: """
                in the clearing, along the stream, under the beeches, at the edge of the wood,
                deep in the forest, beside the footpath
                """,
            doings: """
                marked the trees for felling, stacked the logs against the cabin,
                found chanterelles under the beeches, lost the path in the bracken,
                burned charcoal through the night, listened for the woodpecker,
                carved initials into the bark, cleared the fallen branches
                """,
            events: """
                a storm felled the tallest pine, the stream left its bed,
                the leaves turned within a week, the deer came down from the ridge,
                moss covered the milestones, an owl called twice, the path divided,
                the undergrowth closed behind them
                """,
            qualities: """
                mossy, tangled, hollow, silent, evergreen, damp, ancient, slender
                """,
            rules: """
                old trees feed more birds than young ones, moss grows where the light is weak,
                birches are the first to return after a fire, roots spread wider than crowns,
                dead wood is full of life
                """),
        // Stars.
        ProseTopic(
            people: """
                astronomer, instrument maker, stargazer, mathematician, night watchman,
                navigator
                """,
            things: """
                telescope, comet, planet, observatory, lens, eclipse, moon crater, sundial,
                constellation, star chart
                """,
            goods: """
                meteors, orbits, galaxies, calculations, lenses, photographs, moons,
                catalogues
                """,
            places: """
                at the observatory, on the roof terrace, near the horizon,
                through the new telescope, beyond the outer planets, in the dome
                """,
            doings: """
                polished the mirror by hand, computed the orbit a second time,
                waited for the clouds to part, drew the rings as they appeared,
                discovered a faint comet, compared two photographic plates,
                adjusted the eyepiece, slept through the eclipse
                """,
            events: """
                the comet faded in the spring, Jupiter rose above the trees,
                the eclipse began on time, a meteor crossed the whole sky,
                the dome refused to turn, the moon hid the star for an hour,
                dew settled on the lens, the calculations agreed at last
                """,
            qualities: """
                faint, distant, luminous, elliptical, predictable, double, reddish, enormous
                """,
            rules: """
                starlight is older than it looks, planets do not twinkle,
                dark nights matter more than large mirrors,
                the moon always shows the same face,
                an orbit can be known from a few good positions
                """),
        // Cloth.
        ProseTopic(
            people: """
                weaver, tailor, seamstress, dyer, draper, lace maker, spinner
                """,
            things: """
                loom, waistcoat, needle, spinning wheel, shawl, button, bolt of linen, thimble,
                carpet, pattern
                """,
            goods: """
                threads, ribbons, stitches, scarves, dyes, patches, gloves, curtains
                """,
            places: """
                at the loom, in the tailor's shop, by the window, in the dye works,
                on the cutting table, in the linen cupboard
                """,
            doings: """
                cut the cloth on the bias, dyed the wool with madder,
                let out the seams of the coat, sewed on the last button,
                wove a border of small leaves, matched the thread to the velvet,
                folded the linen with lavender, unpicked a whole sleeve
                """,
            events: """
                the dye ran in the first wash, moths found the winter coats,
                the pattern came out reversed, the mill lowered its wages,
                the silk arrived damp, fashion turned against lace, the shuttle jammed,
                the hem came undone
                """,
            qualities: """
                threadbare, embroidered, woollen, faded, elegant, coarse, striped, waterproof
                """,
            rules: """
                wool stays warm when it is wet, a seam should be pressed before it is crossed,
                linen grows softer with every wash, good lining doubles the life of a coat,
                colours fade fastest in the sun
                """),
        // Medicine.
        ProseTopic(
            people: """
                doctor, apothecary, nurse, surgeon, midwife, patient, pharmacist
                """,
            things: """
                stethoscope, bandage, remedy, hospital ward, prescription, bottle, scalpel,
                waiting room, microscope, diagnosis
                """,
            goods: """
                symptoms, herbs, pills, fevers, bandages, doses, splints, visitors
                """,
            places: """
                in the ward, at the pharmacy, by the bedside, in the waiting room,
                at the clinic, under the microscope
                """,
            doings: """
                listened to the patient's breathing, changed the bandage twice a day,
                prescribed rest and clear soup, ground the herbs in a mortar,
                set the broken wrist, studied the sample under the microscope,
                washed every instrument, walked through the snow to a birth
                """,
            events: """
                the fever broke before morning, the supply of quinine ran out,
                the wound healed cleanly, the cough returned in autumn,
                the new ward was opened, the symptoms pointed to something rare,
                the patient asked for bread, nobody else fell ill
                """,
            qualities: """
                contagious, harmless, bitter, sterile, chronic, soothing, experimental,
                painful
                """,
            rules: """
                rest cures more than medicine, clean hands prevent many illnesses,
                a high dose is not a strong cure, bones heal faster in the young,
                a good history is half of the diagnosis
                """),
        // Law.
        ProseTopic(
            people: """
                judge, lawyer, witness, notary, mayor, constable, councillor
                """,
            things: """
                court, verdict, petition, testament, lawsuit, town hall, bylaw, signature,
                ballot, summons
                """,
            goods: """
                witnesses, objections, fines, regulations, votes, documents, appeals, rumours
                """,
            places: """
                in the court room, at the town hall, before the committee,
                in the council chamber, on the steps of the court, in the public gallery
                """,
            doings: """
                postponed the hearing, read the testament to the heirs,
                voted against the new bridge, signed the petition in the rain,
                questioned the witness for an hour, paid the fine in small coins,
                lost the appeal, found a gap in the regulations
                """,
            events: """
                the jury could not agree, the petition gathered more names than expected,
                the verdict surprised everybody, the witness changed her story,
                the meeting lasted past midnight, the mayor resigned,
                the law was never applied, the boundary stone was moved
                """,
            qualities: """
                lengthy, unanimous, binding, controversial, legal, obsolete, public, hasty
                """,
            rules: """
                a contract should foresee a quarrel, custom is older than law,
                no one can be judge in his own cause, a vague rule favours the strong,
                silence is rarely consent
                """),
    ]
}
