package import Engine
internal import Foundation

/// What `tune inspect` says of a model file, after every check.
package struct InspectedModel: Sendable {
    private let summary: ModelSummary
    /// Numbers of all tensors.
    private let parameters: Int

    /// Opens a file and makes every check.
    ///
    /// - Throws: `GGUFError`, `ModelError` or `TokenizerError` for what is broken.
    package init(path: String) throws {
        let file = try GGUFFile(path: path)
        summary = try ModelSummary(file: file)
        parameters = file.tensors.reduce(0) { $0 + $1.elementCount }
    }

    /// The line of `tune inspect --json`; numbers of the transformer are `null` where the
    /// architecture is not known.
    package var json: JSONEncoding {
        let shape = summary.shape
        return [
            "architecture": .string(summary.architecture),
            "cannot_run": .array(summary.obstacles.map { .string($0) }),
            "context_length": Self.number(summary.contextLength),
            "feed_forward": Self.number(shape?.feedForwardSize),
            "file_bytes": .int(summary.fileBytes),
            "format_version": .int(summary.formatVersion),
            "full_cache_bytes_per_token": Self.number(shape?.fullCacheBytesPerToken),
            "head_dim": Self.number(shape?.headDim),
            "heads": Self.number(shape?.headCount),
            "hidden": Self.number(shape?.hiddenSize),
            "kind": "model",
            "kv_heads": Self.number(shape?.kvHeadCount),
            "layers": Self.number(shape?.layerCount),
            "name": Self.text(summary.name),
            "parameters": .int(parameters),
            "path": .string(summary.path),
            "tensors": .object(tensorTypes),
            "tokenizer": [
                "model": .string(summary.tokenizerModel), "pre": Self.text(summary.preTokenizer),
            ],
            "vocabulary": .int(summary.vocabularySize),
            "warnings": .array(summary.warnings.map { .string($0) }),
        ]
    }

    private var tensorTypes: [String: JSONEncoding] {
        var types: [String: JSONEncoding] = [:]
        for type in summary.types {
            types[type.type] = ["bytes": .int(type.bytes), "count": .int(type.tensors)]
        }
        return types
    }

    private static func number(_ value: Int?) -> JSONEncoding { value.map { .int($0) } ?? .null }

    private static func text(_ value: String?) -> JSONEncoding {
        value.map { .string($0) } ?? .null
    }
}

extension InspectedModel {
    /// The same for people.
    package var lines: [String] {
        var facts = FactTable()
        facts.add("name", summary.name ?? "none")
        facts.add("architecture", summary.architecture)
        if let shape = summary.shape { Self.add(shape, to: &facts) }
        if let length = summary.contextLength { facts.add("trained for", "\(length) tokens") }
        let words = summary.preTokenizer.map { ", words as \($0)" } ?? ""
        facts.add(
            "tokenizer", "\(summary.tokenizerModel)\(words), \(summary.vocabularySize) tokens")
        facts.add("parameters", String(format: "%.1f million", Double(parameters) / 1e6))
        facts.add(
            "tensors",
            summary.types.map { "\($0.tensors) of \($0.type), \(ByteCount($0.bytes))" })
        facts.add("warning", summary.warnings)
        facts.add("can be run", summary.canRun ? ["yes"] : summary.obstacles.map { "no: \($0)" })
        let size = ByteCount(summary.fileBytes)
        return ["\(printableText(summary.path)): GGUF version \(summary.formatVersion), \(size)"]
            + facts.lines
    }

    private static func add(_ shape: ModelShape, to facts: inout FactTable) {
        facts.add("layers", "\(shape.layerCount)")
        facts.add(
            "heads",
            "\(shape.headCount), with \(shape.kvHeadCount) key-value heads of "
                + "\(shape.headDim) channels")
        facts.add("hidden", "\(shape.hiddenSize), feed-forward \(shape.feedForwardSize)")
        facts.add("full cache", "\(ByteCount(shape.fullCacheBytesPerToken)) per token")
    }
}

extension ModelShape {
    /// Bytes that a token takes in a full cache: keys and values in 16 bit.
    fileprivate var fullCacheBytesPerToken: Int { layerCount * kvHeadCount * headDim * 2 * 2 }
}
