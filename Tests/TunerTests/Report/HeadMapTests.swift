import Testing
import Tuner

@Suite("Head map")
struct HeadMapTests {
    private let legend = [
        "kept of the full cache's bytes: █ 1/2 or more  ▓ 1/4  ▒ 1/8  ░ 1/16  : 1/32  · less"
            + "  - nothing"
    ]

    @Test("thirty layers of three heads are three rows under a ruler")
    func layersAcross() {
        var shares = Array(repeating: [0.01, 0.05, 0.0], count: 30)
        shares[1] = [1, 0.5, 0.25]
        shares[12] = [0.125, 0.0625, 0.03125]
        let lines = HeadMap(shares: shares, quantity: "bytes").lines()
        #expect(
            lines == [
                "layer  0         5         10        15        20        25",
                "head 0 ··██····················▒▒··································",
                "head 1 ::██::::::::::::::::::::░░::::::::::::::::::::::::::::::::::",
                "head 2 --▓▓--------------------::----------------------------------",
            ] + legend)
    }

    @Test("more heads than layers run across")
    func headsAcross() {
        let map = HeadMap(shares: [[1, 0.3, 0.1], [0.2, 0.2, 0.2]], quantity: "bytes")
        #expect(map.lines() == ["head    0", "layer 0 ██▓▓░░", "layer 1 ▒▒▒▒▒▒"] + legend)
    }

    @Test(
        "a map that is too wide goes on below, and no line passes the width", arguments: [60, 100])
    func wraps(width: Int) {
        let shares = (0..<126).map { layer in (0..<8).map { Double((layer + $0) % 9) / 8 } }
        let lines = HeadMap(shares: shares, quantity: "tokens").lines(width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        let rulers = lines.filter { $0.hasPrefix("layer") }
        #expect(rulers.count == (126 + width - 8) / (width - 7))
        #expect(lines.filter { $0.hasPrefix("head 7") }.count == rulers.count)
        let cells = lines.filter { $0.hasPrefix("head 3") }.reduce(0) { $0 + $1.count - 7 }
        #expect(cells == 126)
    }

    @Test("layers with fewer heads leave a gap")
    func ragged() {
        let map = HeadMap(shares: [[1], [1, 1], [1]], quantity: "bytes")
        #expect(map.lines().prefix(3) == ["layer  0", "head 0 ██████", "head 1   ██"])
        #expect(HeadMap(shares: [], quantity: "bytes").lines() == ["no heads"])
    }
}
