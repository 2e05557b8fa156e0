/// What sentences about one subject are made of; every list is given as text between commas.
struct ProseTopic: Sendable {
    /// Slot names and what can fill them.
    let slots: [String: [String]]

    /// Creates a topic.
    ///
    /// - Parameters:
    ///   - people: Who acts, without an article: `gardener`.
    ///   - things: Countable nouns: `spade`.
    ///   - goods: Plurals: `seedlings`.
    ///   - places: Where it happens: `behind the greenhouse`.
    ///   - doings: What somebody did: `dug over the lower beds`.
    ///   - events: What came about, a whole clause: `the frost stayed until May`.
    ///   - qualities: Adjectives for things: `overgrown`.
    ///   - rules: What holds in general, a whole clause: `roses want a sheltered wall`.
    init(
        people: String, things: String, goods: String, places: String, doings: String,
        events: String, qualities: String, rules: String
    ) {
        slots = [
            "person": Self.list(people), "thing": Self.list(things), "goods": Self.list(goods),
            "place": Self.list(places), "doing": Self.list(doings), "event": Self.list(events),
            "quality": Self.list(qualities), "rule": Self.list(rules),
        ]
    }

    static func list(_ text: String) -> [String] {
        text.split(whereSeparator: { $0 == "," || $0 == "\n" })
            .map { String($0.drop(while: { $0 == " " })) }
            .filter { !$0.isEmpty }
    }
}
