// Generates text with the cache that a profile describes:
// swift run -c release Deployment MODEL PROFILE PROMPT
import Engine
import Foundation

do {
    let arguments = CommandLine.arguments
    let model = try LanguageModel(path: arguments[1], threads: 2)
    let profile = try Profile(contentsOf: arguments[2], for: model.shape)
    let generation = try model.generate(arguments[3], plan: profile.plan, maxNewTokens: 64) {
        print($0, terminator: "")
    }
    print("\n\(generation.newTokens) new tokens, a cache of \(generation.cacheBytes)")
} catch {
    print("error: \(error)")
    exit(1)
}
