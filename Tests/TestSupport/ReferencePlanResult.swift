/// A plan, and the exact bytes of its cache.
package struct ReferenceBytes: Decodable, Sendable {
    package let plan: ReferencePlan
    package let promptTokens: Int
    package let newTokens: Int
    package let bytes: Int
}

/// A plan and what the model does under it.
package struct ReferencePlanResult: Decodable, Sendable, CustomStringConvertible {
    /// Whether the question was seen before compression.
    package enum Mode: String, Decodable, Sendable {
        case prompt
        case context
    }

    /// Which answer is teacher-forced.
    package enum Answer: String, Decodable, Sendable {
        case short
        case long
    }

    /// The exact bytes of the plan's cache.
    package struct Size: Decodable, Sendable {
        package let promptTokens: Int
        package let newTokens: Int
        package let bytes: Int
    }

    package struct Quality: Decodable, Sendable {
        package let nll: Double
        package let fullNll: Double
        package let kl: Double
        package let agreement: Double
        /// Indices among the measured answer tokens.
        package let positionsTooCloseToCall: [Int]
    }

    /// The prompt positions that each head of the middle layer keeps.
    package struct Kept: Decodable, Sendable {
        package let layer: Int
        package let byKvHead: [Positions]
    }

    /// Kept positions of a head, ascending.
    package enum Positions: Decodable, Sendable {
        case all
        case some([Int])

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let positions = try? container.decode([Int].self) {
                self = .some(positions)
            } else {
                let word = try container.decode(String.self)
                guard word == "all" else { throw ReferencePlan.Unreadable(what: word) }
                self = .all
            }
        }
    }

    /// Attention's output before the output projection.
    package struct Attention: Decodable, Sendable {
        package let layer: Int
        /// Index of the fed token; in mode context from the question's first.
        package let newToken: Int
        /// `[2, D]`: of the first and of the last query head.
        package let valuesOfFirstAndLastHead: [[Float]]
    }

    /// How far a relative error of 1e-6 on the prompt's keys, values and queries moves each figure.
    package struct Noise: Decodable, Sendable {
        package let kl: Double
        package let nll: Double
        /// One for each of `attentionOutputs`.
        package let attentionOutputs: [Double]
    }

    package let name: String
    package let mode: Mode
    package let answer: Answer
    package let plan: ReferencePlan
    package let bytes: Size
    package let result: Quality
    package let keptAtMiddleLayer: Kept
    package let attentionOutputs: [Attention]
    package let noise: Noise

    package var description: String { name }
}
