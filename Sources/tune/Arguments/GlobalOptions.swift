internal import ArgumentParser
internal import Engine
internal import Foundation

/// The flags that every command has.
struct GlobalOptions: ParsableArguments {
    /// The chat formats that can be asked for by name.
    enum ChatFormatName: String, CaseIterable, ExpressibleByArgument {
        /// `<|im_start|>role` ... `<|im_end|>`.
        case chatml
    }

    @Flag(help: "Print JSON, one object a line, the result last.")
    var json = false

    @Option(help: ArgumentHelp("Threads to work with (default: the cores).", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            """
            Memory that kept prompts may take, such as 4GiB (default: what is free); those of a \
            search or an evaluation lie on disk beyond it.
            """, valueName: "size"))
    var memory: String?

    @Option(
        help: ArgumentHelp(
            "The chat format, where the model's is not recognised: chatml.", valueName: "name"))
    var chatFormat: ChatFormatName?

    /// The number of threads, checked.
    func threadCount() throws(ArgumentError) -> Int {
        try ArgumentChecks.number(threads, of: "--threads", in: 1...1024)
        return threads ?? min(1024, ProcessInfo.processInfo.activeProcessorCount)
    }

    /// The limit for kept prompts, checked.
    func memoryLimit() throws(ArgumentError) -> ByteCount? {
        guard let memory else { return nil }
        return try ArgumentChecks.bytes(memory, of: "--memory")
    }

    /// Refuses impossible values.
    func check() throws(ArgumentError) {
        _ = try threadCount()
        _ = try memoryLimit()
    }
}
