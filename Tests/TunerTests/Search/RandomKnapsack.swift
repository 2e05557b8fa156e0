import Tuner

/// A random problem and its slow, obvious solution.
struct RandomKnapsack {
    /// The best combination of all.
    struct Best {
        let choices: [Int]
        let bytes: Int
        let loss: Double

        /// Whether a solution is the same in every bit.
        func equals(_ solution: KnapsackSolution) -> Bool {
            (choices, bytes, loss) == (solution.choices, solution.bytes, solution.loss)
        }
    }

    let options: [[KnapsackChoice]]
    let knapsack: Knapsack
    /// From the tightest budget that has a solution to one that everything fits.
    let budgets: [Int]

    init(seed: UInt64, units: Int, optionCount: Int = 5, largestBytes: Int) {
        var generator = SeededGenerator(seed: seed)
        let options = (0..<units).map { _ in
            let scale = generator.unitDouble()
            return (0..<generator.int(in: 1...optionCount)).map { _ in
                let share = generator.unitDouble()
                return KnapsackChoice(
                    bytes: Int(share * Double(largestBytes)),
                    loss: scale * (1 - share + 0.5 * generator.unitDouble()))
            }
        }
        self.options = options
        let knapsack = Knapsack(units: options)
        self.knapsack = knapsack
        let largest = units * largestBytes
        let room = largest - knapsack.smallestBytes
        budgets = [0.0, 0.1, 0.3, 0.6, 1].map { knapsack.smallestBytes + Int($0 * Double(room)) }
    }

    /// The best of all combinations; of equal losses the one with the fewest bytes.
    func exhaustive(budget: Int) -> Best? {
        var best: Best?
        var choices = Array(repeating: 0, count: options.count)
        while true {
            var bytes = 0
            var loss = 0.0
            for (unit, choice) in zip(options, choices) {
                bytes += unit[choice].bytes
                loss += unit[choice].loss
            }
            if bytes <= budget, best.map({ (loss, bytes) < ($0.loss, $0.bytes) }) ?? true {
                best = Best(choices: choices, bytes: bytes, loss: loss)
            }
            var unit = options.count - 1
            while unit >= 0, choices[unit] == options[unit].count - 1 {
                choices[unit] = 0
                unit -= 1
            }
            if unit < 0 { return best }
            choices[unit] += 1
        }
    }
}
