extension JSONEncoding: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONEncoding: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self = .int(value) }
}

extension JSONEncoding: ExpressibleByFloatLiteral {
    package init(floatLiteral value: Double) { self = .double(value) }
}

extension JSONEncoding: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONEncoding: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONEncoding...) { self = .array(elements) }
}

extension JSONEncoding: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONEncoding)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
}
