import ArgumentParser

@main
struct Tune: ParsableCommand {
    func run() {}
}
