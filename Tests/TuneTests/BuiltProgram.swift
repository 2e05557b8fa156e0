internal import Foundation
internal import TestSupport

/// The built program, run as a user runs it.
struct BuiltProgram {
    /// How a run ended.
    struct Outcome {
        let status: Int32
        let standardOutput: String
        let standardError: String
    }

    /// There is no program beside the tests.
    struct Missing: Error {
        let path: String
    }

    /// Runs the program to its end; unless a test names a cache, it has an empty one of its own.
    ///
    /// - Parameters:
    ///   - environment: Variables beside those of the tests.
    ///   - standardInput: What the program reads.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], standardInput: String = ""
    ) throws -> Outcome {
        let cache = try TemporaryDirectory()
        defer { withExtendedLifetime(cache) {} }
        let process = try program(arguments, cache: cache, environment: environment)
        let output = Pipe()
        let error = Pipe()
        process.standardOutput = output
        process.standardError = error
        // A file, as a program that does not read would block whoever writes to a pipe.
        let input = try cache.write(Array(standardInput.utf8), as: "standard-input")
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: input))
        try process.run()
        // Both streams of these runs are far shorter than a pipe holds, so one may wait.
        let outputBytes = output.fileHandleForReading.readDataToEndOfFile()
        let errorBytes = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            standardOutput: String(decoding: outputBytes, as: UTF8.self),
            standardError: String(decoding: errorBytes, as: UTF8.self))
    }

    /// Runs the program and sends it lines, each after the reply to the one before it has come.
    static func converse(
        _ arguments: [String], requests: [String]
    ) throws -> (replies: [String], status: Int32) {
        let cache = try TemporaryDirectory()
        defer { withExtendedLifetime(cache) {} }
        let process = try program(arguments, cache: cache)
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var replies: [String] = []
        for request in requests {
            try input.fileHandleForWriting.write(contentsOf: Data((request + "\n").utf8))
            var bytes = Data()
            while bytes.last != UInt8(ascii: "\n") {
                let more = output.fileHandleForReading.availableData
                guard !more.isEmpty else { break }
                bytes += more
            }
            replies.append(String(decoding: bytes, as: UTF8.self))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        return (replies, process.terminationStatus)
    }

    /// Runs the program, sends SIGINT as soon as its standard output holds a text, and waits.
    static func interrupt(_ arguments: [String], after text: String) throws -> Outcome {
        try stop(arguments, after: text) { $0.interrupt() }
    }

    /// Runs the program and kills it as soon as its standard output holds a text.
    static func kill(_ arguments: [String], after text: String) throws {
        _ = try stop(arguments, after: text) { Foundation.kill($0.processIdentifier, SIGKILL) }
    }

    private static func stop(
        _ arguments: [String], after text: String, with signal: (Process) -> Void
    ) throws -> Outcome {
        let cache = try TemporaryDirectory()
        defer { withExtendedLifetime(cache) {} }
        let process = try program(arguments, cache: cache)
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var bytes = Data()
        while !String(decoding: bytes, as: UTF8.self).contains(text) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            bytes += more
        }
        signal(process)
        bytes += output.fileHandleForReading.readDataToEndOfFile()
        let errorBytes = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            standardOutput: String(decoding: bytes, as: UTF8.self),
            standardError: String(decoding: errorBytes, as: UTF8.self))
    }

    /// Runs the program with its standard output going to a file or device.
    static func run(_ arguments: [String], writingTo path: String) throws -> Outcome {
        let cache = try TemporaryDirectory()
        defer { withExtendedLifetime(cache) {} }
        let shell = try program(arguments, cache: cache)
        let error = Pipe()
        let location = try location().path
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "exec \"$@\" > \(path)", "sh", location] + arguments
        shell.standardError = error
        try shell.run()
        let errorBytes = error.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        return Outcome(
            status: shell.terminationStatus, standardOutput: "",
            standardError: String(decoding: errorBytes, as: UTF8.self))
    }

    /// The program before it is started, with the tests' variables and a cache that is not the user's.
    private static func program(
        _ arguments: [String], cache: TemporaryDirectory, environment: [String: String] = [:]
    ) throws -> Process {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment
            .merging(["XDG_CACHE_HOME": cache.path]) { $1 }.merging(environment) { $1 }
        process.executableURL = try location()
        process.arguments = arguments
        return process
    }

    /// The program lies where the test bundle does, in debug and release builds alike.
    private static func location() throws -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folders = [
            bundle?.bundleURL.deletingLastPathComponent(),
            URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        for case let folder? in folders {
            let program = folder.appending(path: "tune")
            if FileManager.default.isExecutableFile(atPath: program.path) { return program }
        }
        throw Missing(path: "\(folders.compactMap { $0?.path })/tune")
    }
}
