internal import Engine

/// A command whose work this version cannot do yet.
struct NotBuiltIn: UserError {
    let command: String
    var description: String { "tune \(command): not built in yet" }
    var hint: String? { nil }
    var exitStatus: ExitStatus { .failure }
}
