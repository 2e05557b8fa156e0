extension ByteCount {
    /// The size for people: in the largest power of 1024 that it reaches, two decimals cut off.
    public var displayText: String {
        for (name, power) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where rawValue >= 1 << power {
            let (whole, rest) = rawValue.quotientAndRemainder(dividingBy: 1 << power)
            let hundredths = (rest >> (power - 10)) * 100 / 1024
            return "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths) \(name)"
        }
        return "\(rawValue) bytes"
    }
}
