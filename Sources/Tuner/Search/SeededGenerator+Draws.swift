internal import Foundation

extension SeededGenerator {
    /// The stream of one proposal: a function of these three numbers and of nothing else.
    package init(seed: UInt64, generation: Int, ordinal: Int) {
        var mixed = SeededGenerator(seed: seed).next(after: UInt64(bitPattern: Int64(generation)))
        mixed = SeededGenerator(seed: mixed).next(after: UInt64(bitPattern: Int64(ordinal)))
        self.init(seed: mixed)
    }

    private func next(after number: UInt64) -> UInt64 {
        var copy = self
        var inner = SeededGenerator(seed: copy.next() ^ number)
        return inner.next()
    }

    /// A number from 0 up to, not including, `bound`, every one with the same chance.
    package mutating func int(below bound: Int) -> Int {
        precondition(bound > 0, "no number is below \(bound)")
        // A product's upper half is the number; lower halves that would favour some are drawn again.
        let width = UInt64(bound)
        let rejected = (0 &- width) % width
        while true {
            let product = next().multipliedFullWidth(by: width)
            if product.low >= rejected { return Int(product.high) }
        }
    }

    /// A number of a range, every one with the same chance.
    package mutating func int(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + int(below: range.upperBound - range.lowerBound + 1)
    }

    /// A number from 0 up to, not including, 1.
    package mutating func unitDouble() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Puts elements into a random order, every one with the same chance.
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in elements.indices.dropFirst().reversed() {
            elements.swapAt(last, int(below: last + 1))
        }
    }

    /// An element, every one with the same chance; the array must not be empty.
    package mutating func element<Element>(of elements: [Element]) -> Element {
        elements[int(below: elements.count)]
    }

    /// A number of the standard normal distribution (Box and Muller's way).
    package mutating func normal() -> Double {
        let radius = (-2 * log(1 - unitDouble())).squareRoot()
        return radius * cos(2 * .pi * unitDouble())
    }
}
