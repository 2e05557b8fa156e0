/// The forms of sentences, and words that belong to every topic.
///
/// `{slot}` stands for one of a slot's words, which may hold slots themselves; `{an}` becomes `a` or
/// `an`. Numbers are words only, so that no digits stand in the text but those put into it.
enum ProseGrammar {
    /// Every topic.
    static let topics =
        ProseTopic.everydayTopics + ProseTopic.cultureTopics + ProseTopic.natureTopics

    /// Whole sentences, without the capital letter at their start.
    static let sentences = [
        "{opener}, {who} {doing} {place}.",
        "{who} {doing}.",
        "{who} {doing}, and {who} {doing}.",
        "{who} {adverb} {doing} before {event}.",
        "although {event}, {who} {doing}.",
        "{event}, so {who} {doing} {opener}.",
        "when {event}, {who} {doing} {place}.",
        "{who} had never seen such {an} {quality} {thing}.",
        "the {thing} was {quality}, but the {thing} beside it looked {quality}.",
        "{count} {goods} lay {place}, and nobody knew whose they were.",
        "it was {name} who {doing}, not {name}.",
        "nobody {place} could explain why {event}.",
        "“{rule},” said {who} {adverb}.",
        "“{rule},” {who} used to say, and then {doing}.",
        "{rule}, as {name} had learned from {who}.",
        "{who} believed that {rule}, and {name} did not disagree.",
        "if {rule}, then it is no wonder that {event}.",
        "{opener}, {event}.",
        "{event}, and {event}.",
        "{event} while {who} {doing}.",
        "the {quality} {thing} {place} belonged to {who}.",
        "there had been {count} {goods} {place} in {an} {quality} year.",
        "of all the {goods}, only {count} were {quality}.",
        "{name} wrote to {who} that {event}.",
        "{name} asked whether {rule}.",
        "{who} {doing}; {opener}, {event}.",
        "after {count} {span}, {who} {doing} again.",
        "for {count} {span} {who} talked about nothing but {goods}.",
        "without {an} {thing}, {who} could do little about the {goods}.",
        "between the {thing} and the {thing} stood {an} {thing}, {quality} and {quality}.",
        "once {who} {doing}, and {event}.",
        "people still remember how {who} {doing}.",
        "{who} bought {an} {quality} {thing} from {who} for {count} coins.",
        "neither the {thing} nor the {goods} interested {name}, who {adverb} {doing}.",
        "why {event} was a matter for {who}, who had {count} {goods} to look after.",
        "as {rule}, {who} {adverb} {doing}.",
        "the {goods} were {quality} {opener}, which pleased {who}.",
        "{name} and {name} shared {an} {thing} and quarrelled about the {goods}.",
        "what {who} needed was {an} {quality} {thing}, not another {thing}.",
        "it took {count} {span} until {event}.",
        "some said that {event}; others said that {who} {doing}.",
        "{who} showed {name} the {thing}, which was more {feeling} than {quality}.",
        "the {feeling} part of the story is that {event}.",
        "every {thing} {place} had been {quality} since {event}.",
    ]

    /// Words for every topic, by slot.
    static let slots: [String: [String]] = [
        "who": [
            "{name}", "the {person}", "the {nature} {person}", "{name}, the {person},",
            "{an} {nature} {person}", "the {person} and {name}", "{count} of the visitors",
            "the {person} from {town}", "{name} of {town}",
        ],
        "name": ProseTopic.list(
            """
            Agnes, Albert, Beatrice, Caspar, Clara, Daniel, Edith, Edmund, Eleanor, Felix, Flora,
            George, Greta, Harriet, Henry, Ida, Isaac, Jonas, Judith, Laurence, Lydia, Magnus,
            Martha, Nora, Oscar, Petra, Philip, Quentin, Rosa, Rupert, Sibyl, Simon, Tabitha,
            Theodore, Ursula, Victor, Walter, Wilma, Mrs Abbott, Mr Barlow, Miss Crane,
            old Mr Dunne, Mrs Everard, Mr Finch, Miss Garland, Captain Hobbs, Mrs Ingram,
            young Kettle, Mr Lovell, Mrs Merton, Aunt Prudence, cousin Ralph
            """),
        "town": ProseTopic.list(
            """
            Ashford, Brackley, Coldharbour, Dunmere, Eastwick, Fallow Bridge, Greystone, Hollin,
            Inverlea, Kingsmoor, Larkfield, Marlow End, Northgate, Oakhaven, Pendle, Ravensby,
            Stonecross, Thornbury, Upper Wenlow, Westerham
            """),
        "nature": ProseTopic.list(
            """
            cheerful, tired, careful, ambitious, absent-minded, retired, younger, elderly, curious,
            stern, generous, nervous, experienced, quiet, talkative, honest, impatient, modest
            """),
        "feeling": ProseTopic.list(
            """
            surprising, amusing, sad, puzzling, ordinary, curious, pleasant, worrying, remarkable,
            disappointing, memorable, strange, comforting
            """),
        "adverb": ProseTopic.list(
            """
            quietly, reluctantly, cheerfully, at once, patiently, secretly, finally, carefully,
            proudly, absent-mindedly, eagerly, without a word, calmly, hastily, gladly, slowly
            """),
        "opener": ProseTopic.list(
            """
            in the morning, late in the afternoon, on Monday, on Tuesday, on Thursday,
            one Saturday evening, in January, toward the end of March, in early April, that summer,
            in the autumn, the following winter, a week later, after supper, before sunrise,
            at midday, during the holidays, some years ago, not long afterwards, once again,
            to everyone's surprise, as usual, on the last day of the month, at about six o'clock,
            in the second week of October, that same night, by the end of the year, for once
            """),
        "count": ProseTopic.list(
            """
            two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fifteen,
            eighteen, twenty, twenty-four, thirty, forty, fifty, sixty, ninety, a dozen, a hundred,
            several, at least three, nearly twenty, more than forty
            """),
        "span": ProseTopic.list(
            """
            hours, days, weeks, months, winters, years, nights, summers, minutes, seasons
            """),
    ]
}
