extension ProseTopic {
    /// Buildings, history, machines, travel, music and schools.
    static let cultureTopics: [ProseTopic] = [
        // Buildings.
        ProseTopic(
            people: """
                architect, mason, carpenter, roofer, surveyor, plasterer, landlord
                """,
            things: """
                cathedral, staircase, scaffold, roof, archway, cellar, brick wall, balcony,
                tower, window frame
                """,
            goods: """
                tiles, beams, bricks, floorboards, foundations, columns, chimneys, shutters
                """,
            places: """
                on the second floor, under the eaves, in the courtyard, behind the scaffold,
                at the building site, beneath the dome
                """,
            doings: """
                drew the plans to a larger scale, laid the corner stone,
                replaced the rotten beams, measured the height of the tower,
                whitewashed the cellar, hung the heavy oak door, repaired the leaking roof,
                carved a date above the entrance
                """,
            events: """
                the foundations began to sink, the scaffold came down after two years,
                cracks appeared in the plaster, the council approved the new wing,
                the bell tower leaned a little further, rain came through the skylight,
                the old mill was pulled down, the last tile was laid
                """,
            qualities: """
                crumbling, spacious, vaulted, draughty, symmetrical, solid, half-finished,
                ornate
                """,
            rules: """
                an arch is only as strong as its supports, wood shrinks across the grain,
                a roof fails first at its edges, thick walls keep a house cool in summer,
                mortar should be softer than the stone
                """),
        // History.
        ProseTopic(
            people: """
                historian, king, chronicler, general, archivist, duchess, ambassador
                """,
            things: """
                treaty, castle, crown, chronicle, siege, battlefield, tomb, charter, throne,
                border
                """,
            goods: """
                armies, documents, taxes, alliances, monasteries, legends, ruins, banners
                """,
            places: """
                in the archives, at the frontier, within the castle walls, at the royal court,
                on the battlefield, in the old capital
                """,
            doings: """
                signed a treaty with the northern towns, moved the capital upriver,
                copied the chronicle by hand, levied a tax on windows,
                crossed the mountains with a small army, founded a monastery,
                burned the bridge behind the army, granted the guild a charter
                """,
            events: """
                the dynasty died out, plague emptied the towns, the rebels took the arsenal,
                the border was drawn anew, the peace lasted a generation,
                the archive burned with everything in it, the crown passed to a distant cousin,
                trade shifted to the western ports
                """,
            qualities: """
                medieval, ancient, disputed, legendary, fortified, forgotten, royal, ruined
                """,
            rules: """
                victors write the first version of events, empires decay from the edges,
                a forged document betrays itself by its ink,
                roads outlast the states that build them, every source has its motives
                """),
        // Machines.
        ProseTopic(
            people: """
                engineer, mechanic, inventor, foreman, apprentice, toolmaker, watchmaker
                """,
            things: """
                steam engine, gear, lathe, piston, clock, pulley, boiler, valve, flywheel,
                crane
                """,
            goods: """
                screws, sparks, springs, bearings, blueprints, cables, levers, tools
                """,
            places: """
                in the workshop, on the factory floor, beside the boiler, at the test bench,
                inside the clock tower, under the crane
                """,
            doings: """
                oiled every bearing, tightened the loose bolts, replaced a worn gear,
                drew a better valve on the back of an envelope,
                stopped the engine just in time, filed the casting smooth,
                timed the pendulum against the church clock, took the pump apart
                """,
            events: """
                the pressure rose above the mark, the belt slipped from its pulley,
                the flywheel began to hum, the patent was refused,
                the prototype worked at the first attempt, a spring snapped,
                the gauge stuck at zero, the night shift found the fault
                """,
            qualities: """
                rusty, precise, noisy, efficient, clumsy, polished, dangerous, automatic
                """,
            rules: """
                friction wastes most of the work,
                a machine is as reliable as its smallest part,
                metal tires under repeated strain, steam takes up far more room than water,
                simple designs are easier to mend
                """),
        // Travel.
        ProseTopic(
            people: """
                traveller, guide, coachman, pilgrim, porter, cyclist, conductor
                """,
            things: """
                suitcase, train, map, mountain pass, passport, hotel, bicycle, timetable,
                footbridge, carriage
                """,
            goods: """
                tickets, mules, souvenirs, blankets, sandals, landmarks, strangers, detours
                """,
            places: """
                at the station, on the mountain pass, across the border,
                in a crowded compartment, at the crossroads, near the desert
                """,
            doings: """
                missed the last train, asked the way in broken French,
                slept in the waiting room, crossed the pass on foot,
                lost a glove at the frontier, hired two mules and a guide,
                changed trains at midnight, wrote a diary in pencil
                """,
            events: """
                the road ended at a river, the bridge was closed for repairs,
                the train stood still for an hour, the map proved to be wrong,
                the hotel had no rooms left, the dust settled on everything,
                the snow blocked the pass, the ferry left early
                """,
            qualities: """
                remote, crowded, winding, comfortable, unfamiliar, steep, delayed, picturesque
                """,
            rules: """
                light luggage makes a long road shorter,
                mountain weather changes within minutes, a good map shows the wells,
                the slow train sees more of the country, borders are friendlier in the morning
                """),
        // Music.
        ProseTopic(
            people: """
                violinist, conductor, organist, singer, composer, piano tuner, drummer
                """,
            things: """
                violin, symphony, trumpet, concert hall, piano, melody, organ, flute,
                rehearsal, bow
                """,
            goods: """
                strings, drums, songs, notes, encores, choirs, scores, bells
                """,
            places: """
                in the concert hall, at the rehearsal, behind the curtain, in the organ loft,
                on the bandstand, in the front row
                """,
            doings: """
                tuned the cello in the corridor, sang the second verse from memory,
                wrote a quartet in six days, turned the pages too late,
                practised scales until supper, borrowed a better violin,
                hummed the tune all the way home, raised the baton
                """,
            events: """
                a string broke during the slow movement, the audience demanded an encore,
                the choir came in too early, the last chord faded, the tenor lost his voice,
                the hall was half empty, applause drowned the final bars,
                the metronome stopped
                """,
            qualities: """
                solemn, lively, melodious, out of tune, haunting, rhythmic, muffled, brilliant
                """,
            rules: """
                silence is part of the music, wood must dry for years before it sings,
                a choir breathes together, slow pieces hide nothing,
                an old bow can be worth more than its violin
                """),
        // School.
        ProseTopic(
            people: """
                teacher, pupil, professor, headmistress, librarian, tutor, examiner
                """,
            things: """
                blackboard, dictionary, lecture, classroom, notebook, examination, globe,
                essay, library, timetable
                """,
            goods: """
                lessons, questions, mistakes, pencils, verbs, maps, prizes, footnotes
                """,
            places: """
                in the classroom, at the blackboard, in the reading room, during the lecture,
                in the school yard, at the university
                """,
            doings: """
                solved the problem in an unusual way, explained the lesson once more,
                borrowed a dictionary from the library, marked the essays in green ink,
                learned the poem by heart, drew a map of the continents,
                failed the examination and tried again, raised a hand at last
                """,
            events: """
                the bell rang in the middle of a sentence, the library acquired a rare atlas,
                half of the class fell ill, the chalk ran out, the lecture drew a large crowd,
                a pupil found a mistake in the textbook, the prize went to the youngest,
                term ended early
                """,
            qualities: """
                difficult, dusty, patient, thorough, boring, well-worn, clever, advanced
                """,
            rules: """
                a question well put is half answered, nobody learns to swim from a book,
                short lessons are remembered longest, teaching is the best way to learn,
                spelling follows history more than sound
                """),
    ]
}
