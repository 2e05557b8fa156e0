internal import Engine
internal import TestSupport
internal import Testing

@Suite("Bad profiles")
struct BadProfileTests {
    /// One change to a good profile's text, and what the error then says.
    struct Damage: CustomStringConvertible, Sendable {
        let old: String
        let new: String
        let message: String
        let hint: String?

        init(_ old: String, _ new: String, _ message: String, hint: String? = nil) {
            self.old = old
            self.new = new
            self.message = message
            self.hint = hint
        }

        var description: String { "\(old) -> \(new)" }
    }

    private static let stamp: [Damage] = [
        Damage("\"version\": 1", "\"version\": 0", "found the number 0, expected an integer"),
        Damage(
            "\"version\": 1", "\"version\": 99", "found the number 99, expected at most version 1",
            hint: "update"),
        Damage(
            "\"version\": 1", "\"version\": \"1\"", "found the string \"1\", expected an integer"),
        Damage(",\n  \"version\": 1", "", "without \"version\""),
        Damage("kv-profile", "kv-study", "found the string \"kv-study\", expected \"kv-profile\""),
        Damage("\"minimum_reader\": 1", "\"minimum_reader\": 2", "found the number 2"),
        Damage("\"mode\": \"prompt\"", "\"mode\": \"context\"", "expected \"prompt\""),
        Damage(
            "\"provenance\"", "\"provenence\"", "found the unknown key \"provenence\"",
            hint: "\"provenance\""),
        Damage("\"version\": 1", "\"version\": 1,\n  \"version\": 1", "version"),
    ]

    private static let lists: [Damage] = [
        Damage("\"layer\": 1", "\"layer\": 2", "found the number 2, expected 1, its position"),
        Damage("\"layer\": 1", "\"layer\": 0", "found the number 0, expected 1, its position"),
        Damage("\"layer\": 1", "\"layer\": -1", "found the number -1"),
        Damage("\"layer\": 1", "\"layer\": 9223372036854775808", "9223372036854775808"),
        Damage("\"kv_head\": 1", "\"kv_head\": 0", "found the number 0, expected 1"),
        Damage(
            "\"layer_count\": 2", "\"layer_count\": 3", "found 2 layers, expected the model's 3"),
        Damage(
            "\"kv_head_count\": 2", "\"kv_head_count\": 4",
            "found 2 key-value heads, expected the model's 4"),
        Damage("\"kv_head_count\": 2", "\"kv_head_count\": 3", "expected a divisor of head_count"),
    ]

    private static let plans: [Damage] = [
        Damage(
            "\"scorer\": \"snapkv\"", "\"scorer\": \"snapvk\"", "found the string \"snapvk\"",
            hint: "did you mean `snapkv`?"),
        Damage("\"key_bits\": 8", "\"key_bits\": 7", "found the number 7, expected 2, 3, 4"),
        Damage("\"head_dim\": 16", "\"head_dim\": 12", "found 12, expected a multiple of 8"),
        Damage("\"key_group\": 32", "\"key_group\": 8", "expected an integer from 16 to 128"),
        Damage("\"tokens\": 64", "\"tokens\": \"all\"", "found the string \"all\""),
        Damage("\"tokens\": 64", "\"tokens\": 0", "found the number 0"),
        Damage("\"tokens\": 64", "\"tokens\": 101", "at most the context's 100 tokens"),
        Damage("\"tokens\": 64", "\"tokens\": 6.4e1", "expected an integer"),
        Damage("\"window\": 8", "\"window\": 33", "found window=33, expected 0 to recent (32)"),
        Damage("\"kernel\": 21", "\"kernel\": 20", "found kernel=20, expected an odd number"),
        Damage("\"flush\": 16", "\"flush\": 0", "found flush=0, expected 1 or more"),
    ]

    private static let numbers: [Damage] = [
        Damage("\"score\": 0.95", "\"score\": NaN", ""),
        Damage("\"score\": 0.95", "\"score\": null", "found null, expected a number"),
        Damage("\"score\": 0.95", "\"score\": 1e400", "1e400"),
        Damage("\"score\": 0.95", "\"score\": 1.5", "found 1.5, expected 0.0 to 1.0"),
        Damage("\"low\": 0.005", "\"low\": 0.5", "found 0.5, expected at most high"),
        Damage("\"bytes\": 100000", "\"bytes\": -1", "found the number -1"),
        Damage("\"bytes\": 100000", "\"bytes\": 1000", "expected at most the budget's 1000"),
        Damage("\"concurrency\": 2", "\"concurrency\": 9223372036854775807", "expected 1 to"),
        Damage("\"context\": 100", "\"context\": 1000000000000", "expected an integer from 1 to"),
        Damage("\"samples\": 20", "\"samples\": 0", "found the number 0"),
        Damage("\"study_fingerprint\": \"s-1\"", "\"study_fingerprint\": \"../x\"", "\"../x\""),
        Damage("\"architecture\": \"llama\"", "\"architecture\": \"\"", "found \"\""),
        Damage("0123456789abcdef0", "0123456789ABCDEF0", "64 lower-case hexadecimal digits"),
        Damage("kernel=21", "kernal=21", "unknown name `kernal`", hint: "did you mean `kernel`?"),
    ]

    @Test("are refused with place, finding and hint", arguments: stamp + lists + plans + numbers)
    func refused(damage: Damage) throws {
        let good = try ToyProfile.make().text
        let range = try #require(good.firstRange(of: damage.old))
        let bad = good.replacingCharacters(in: range, with: damage.new)
        try expectRefusal(of: bad, message: damage.message, hint: damage.hint)
    }

    @Test("whose stored bytes are not the plan's are refused", arguments: ["layer", "total"])
    func storedBytes(which: String) throws {
        let profile = try ToyProfile.make()
        let stored = which == "layer" ? profile.layerBytes[0].rawValue : profile.bytes.rawValue
        let good = profile.text
        let range = try #require(good.firstRange(of: "\"bytes\": \(stored)"))
        for wrong in [stored + 64, stored - 64, 0] {
            let bad = good.replacingCharacters(in: range, with: "\"bytes\": \(wrong)")
            try expectRefusal(
                of: bad, message: "expected \(stored), what the plan takes", hint: nil)
        }
        // What 64 bits would wrap to the same number.
        let wrapped = good.replacingCharacters(
            in: range, with: "\"bytes\": 1844674407370955\(stored)")
        try expectRefusal(of: wrapped, message: "found the number 1844674407370955", hint: nil)
    }

    @Test("cut off anywhere are refused", arguments: 0..<64)
    func truncated(part: Int) throws {
        let good = Array(try ToyProfile.make().text.utf8)
        // The last byte is the line break, without which the file is still whole.
        let cut = good.prefix((good.count - 2) * part / 63)
        let text = String(decoding: cut, as: UTF8.self)
        try expectRefusal(of: text, message: "", hint: nil)
    }

    @Test("with any one byte changed are refused or whole", arguments: Array("0\"-,]x\n".utf8))
    func changedByte(replacement: UInt8) throws {
        let good = Array(try ToyProfile.make().text.utf8)
        for index in stride(from: Int(replacement) % 13, to: good.count, by: 13) {
            var bytes = good
            bytes[index] = replacement
            do {
                let text = String(decoding: bytes, as: UTF8.self)
                let read = try Profile(JSONValue(parsing: text, path: "p.json"))
                #expect(try Profile(JSONValue(parsing: read.text, path: "p.json")) == read)
            } catch let error as any UserError {
                #expect(error.exitStatus == .badFile, "\(error)")
            }
        }
    }

    @Test("name the line and column of what is wrong")
    func place() throws {
        let good = try ToyProfile.make().text
        let lines = good.split(separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0.contains("\"kernel\": 21") })
        let bad = good.replacing("\"kernel\": 21", with: "\"kernel\": \"21\"")
        let column = try #require(lines[index].firstRange(of: "21")).lowerBound
        let offset = lines[index].distance(from: lines[index].startIndex, to: column)
        let place = "p.json:\(index + 1):\(offset + 1): found the string"
        try expectRefusal(of: bad, message: place, hint: nil)
    }

    private func expectRefusal(of text: String, message: String, hint: String?) throws {
        let thrown = try #require(throws: (any Error).self) {
            try Profile(JSONValue(parsing: text, path: "p.json"))
        }
        let error = try #require(thrown as? any UserError)
        #expect(error.description.hasPrefix("p.json:"), "\(error)")
        #expect(error.description.contains(message), "\(error)")
        #expect(error.exitStatus == .badFile)
        if let hint { #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "no hint")") }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
