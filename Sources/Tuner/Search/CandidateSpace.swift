package import Engine

/// All plans under one frame: a choice of options for every unit, the bytes of each choice and its
/// predicted loss.
package struct CandidateSpace: Sendable {
    /// The numbers that all plans share.
    package let frame: PlanFrame
    /// What a unit may choose from.
    package let options: [HeadPlan]
    /// Predicted loss of every option, `[unit][option]`.
    package let losses: [[Double]]

    /// Which heads share a choice.
    let units: UnitMap
    private let shape: ModelShape
    private let budget: SearchBudget
    private let optionBytes: [HeadBytes]
    /// Options of each unit that no other one beats in both bytes and loss, whatever the gains.
    private let useful: [[Int]]

    /// Predicts the loss of every option from the local errors.
    package init(
        frame: PlanFrame, options: [HeadPlan], units: UnitMap, shape: ModelShape,
        budget: SearchBudget, errors: [[LocalErrors]]
    ) {
        self.frame = frame
        self.options = options
        self.units = units
        self.shape = shape
        self.budget = budget
        optionBytes = options.map { $0.bytes(under: frame, shape: shape, budget: budget) }
        let optionBytes = optionBytes
        let losses = units.units.map { heads in
            options.map { option in
                heads.reduce(0) { sum, place in
                    sum
                        + errors[place.layer][place.head].error(
                            of: option, under: frame, promptTokens: budget.context)
                }
            }
        }
        self.losses = losses
        useful = losses.map { losses in
            KnapsackChoice.undominated(
                zip(optionBytes, losses).map { KnapsackChoice(bytes: $0.sum, loss: $1) }
            ).options
        }
    }

    /// The choices with the least predicted loss within the budget.
    ///
    /// - Parameters:
    ///   - gains: By how much more a unit's loss counts than predicted, one a unit.
    ///   - fixed: Choices of units that may not change, by unit.
    ///   - bytes: Bytes of one sequence; the space's own budget where nothing is said.
    /// - Throws: `KnapsackError.overBudget` if nothing fits.
    package func solve(
        gains: [Double], fixed: [Int: Int] = [:], bytes: Int? = nil
    ) throws(KnapsackError) -> [Int] {
        let bytes = bytes ?? budget.perSequence
        let allowed = units.units.indices.map { unit in
            fixed[unit].map { [$0] } ?? useful[unit]
        }
        let knapsack = knapsack(allowed, gains: gains)
        func chosen(_ positions: [Int]) -> [Int] { zip(allowed, positions).map { $0[$1] } }
        let start = try knapsack.lagrangeFront().solution(budget: bytes)
        let filled = try knapsack.fillSlack(start, budget: bytes) { self.bytes(of: chosen($0)) }
        return chosen(filled.choices)
    }

    /// Bytes that are enough for the smallest choices.
    package var smallestBytes: Int {
        let smallest = useful.map { options in
            options.min { optionBytes[$0].sum < optionBytes[$1].sum } ?? 0
        }
        return bytes(of: smallest)
    }

    /// All solutions that are best for some price of a byte.
    package func front(gains: [Double]) -> LagrangeFront {
        knapsack(useful, gains: gains).lagrangeFront()
    }

    /// The knapsack over some options of each unit, `[unit][option]`.
    private func knapsack(_ allowed: [[Int]], gains: [Double]) -> Knapsack {
        Knapsack(
            units: allowed.enumerated().map { unit, allowed in
                allowed.map { option in
                    KnapsackChoice(
                        bytes: optionBytes[option].sum * units.units[unit].count,
                        loss: losses[unit][option] * gains[unit])
                }
            })
    }

    /// The knapsack over a number of units, drawn at random; the others keep their choices.
    ///
    /// - Throws: `KnapsackError.overBudget` if nothing fits.
    package func exchanged(
        _ base: [Int], units count: Int, gains: [Double], _ generator: inout SeededGenerator
    ) throws(KnapsackError) -> [Int] {
        var order = Array(base.indices)
        generator.shuffle(&order)
        var fixed: [Int: Int] = [:]
        for unit in order.dropFirst(count) { fixed[unit] = base[unit] }
        return try solve(gains: gains, fixed: fixed)
    }

    /// Predicted loss of some choices.
    package func predictedLoss(_ choices: [Int], gains: [Double]) -> Double {
        choices.indices.reduce(0) { $0 + losses[$1][choices[$1]] * gains[$1] }
    }

    /// Exact bytes of some choices for one sequence, padding included.
    package func bytes(of choices: [Int]) -> Int {
        units.spread(choices).reduce(0) { total, layer in
            total + layer.reduce(HeadBytes.zero) { $0 + optionBytes[$1] }.layerBytes.rawValue
        }
    }

    /// The plan of some choices.
    package func plan(_ choices: [Int]) throws(PlanError) -> CompressionPlan {
        try frame.plan(units.spread(choices.map { options[$0] }))
    }
}

extension HeadPlan {
    /// What a head adds to its layer's buffers under a frame.
    fileprivate func bytes(
        under frame: PlanFrame, shape: ModelShape, budget: SearchBudget
    ) -> HeadBytes {
        bytes(
            headDim: shape.headDim, promptTokens: budget.context, newTokens: budget.maxNewTokens,
            retention: frame.retention, window: frame.window, flush: frame.flush)
    }
}

extension HeadBytes {
    /// All four buffers, before they are rounded up.
    fileprivate var sum: Int { keyCodes + valueCodes + halfKeys + halfValues }
}

extension LocalErrors {
    /// Predicted error of a head's plan under a frame.
    package func error(
        of head: HeadPlan, under frame: PlanFrame, promptTokens: Int
    ) -> Double {
        let counts = head.clippedTokens(promptTokens: promptTokens)
        let sinks = min(frame.retention.sinks, counts.reduce(0, +))
        return error(
            of: zip(counts, head.tiers).map {
                ($0, $1.precision.keyBits, $1.precision.valueBits)
            }, exact: sinks..<sinks + frame.window)
    }
}
