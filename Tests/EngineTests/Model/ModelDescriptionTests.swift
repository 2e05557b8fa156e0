import Engine
import TestSupport
import Testing

@Suite("Model description")
struct ModelDescriptionTests {
    /// A toy model that was changed before writing.
    static func file(
        _ model: ToyModel = ToyModel(), _ change: (inout ToyGGUFWriter) -> Void = { _ in }
    ) throws -> GGUFFile {
        let directory = try TemporaryDirectory()
        var writer = model.writer()
        change(&writer)
        return try GGUFFile(path: writer.write(to: directory))
    }

    @Test("shape, roles and tying come from the file")
    func reads() throws {
        let file = try Self.file()
        let model = try ModelDescription(file: file)

        #expect(
            model.shape
                == ModelShape(
                    layerCount: 3, headCount: 4, kvHeadCount: 2, headDim: 16, hiddenSize: 64,
                    feedForwardSize: 96, vocabularySize: ToyModel.tokens.count,
                    contextLength: 512, ropeBase: 10_000, normEpsilon: 1e-5))
        #expect(model.ropeScale == 1)
        #expect(model.isOutputTied)
        #expect(model.ropeFactors == nil)
        #expect(model.layers[2].key == file.tensor(named: "blk.2.attn_k.weight"))
        #expect(model.layers[0].down.dimensions == [96, 64])
        #expect(model.layers.flatMap(\.all).count == 27)
    }

    @Test("optional tensors and linear rope scaling are found")
    func optional() throws {
        var toy = ToyModel()
        toy.hasOutput = true
        let model = try ModelDescription(
            file: Self.file(toy) { writer in
                writer.set("llama.rope.scaling.type", .text("linear"))
                writer.set("llama.rope.scaling.factor", .float32(4))
                let ones = [Float](repeating: 1, count: 8)
                writer.tensors.append(
                    .init("rope_freqs.weight", [8], data: BlockEncoder.f32.bytes(of: ones)))
            })

        #expect(!model.isOutputTied)
        #expect(model.ropeScale == 4)
        #expect(model.ropeFactors?.dimensions == [8])
    }

    @Test("numbers for each layer may stand in arrays if they are the same")
    func arrays() throws {
        let model = try ModelDescription(
            file: Self.file { $0.set("llama.attention.head_count_kv", .int32s([2, 2, 2])) })
        #expect(model.shape.kvHeadCount == 2)
        let short = try #require(throws: GGUFError.self) {
            try ModelDescription(
                file: Self.file { $0.set("llama.attention.head_count_kv", .int32s([2, 2])) })
        }
        #expect(
            short.fault
                == .wrongCount(key: "llama.attention.head_count_kv", found: 2, expected: 3))
        let different = try #require(throws: ModelError.self) {
            try ModelDescription(
                file: Self.file { $0.set("llama.attention.head_count_kv", .int32s([2, 2, 4])) })
        }
        #expect(different.fault == .differentLayers(key: "llama.attention.head_count_kv"))
    }

    @Test("a number out of its range is refused by key", arguments: BrokenNumber.all)
    func numbers(number: BrokenNumber) throws {
        let file = try Self.file { $0.set(number.key, number.value) }
        let error = try #require(throws: GGUFError.self) { try ModelDescription(file: file) }

        #expect(
            error.fault
                == .outOfRange(key: number.key, found: number.found, expected: number.expected))
        #expect(error.byteOffset == file.metadata[number.key]?.byteOffset)
    }

    @Test("every key but those with a default must be there", arguments: BrokenNumber.neededKeys)
    func missingKey(key: String) throws {
        let error = try #require(throws: GGUFError.self) {
            try ModelDescription(file: Self.file { $0.remove(key) })
        }
        #expect(error.fault == .missingKey(key))
    }

    @Test("what does not fit together is refused", arguments: BrokenModel.all)
    func broken(model: BrokenModel) throws {
        let file = try Self.file { model.change(&$0) }
        let error = try #require(throws: ModelError.self) { try ModelDescription(file: file) }

        #expect(error.fault == model.fault)
        #expect(error.description.hasPrefix("\(file.path): byte \(error.byteOffset): found "))
        #expect(error.exitStatus == .badFile)
    }
}
