import ArgumentParser

extension ServeCommand {
    /// The command that another one starts.
    ///
    /// - Throws: `ValidationError` with the reason alone: the usage is that of the other command.
    static func of(_ flags: [String]) throws -> ServeCommand {
        do {
            return try ServeCommand.parse(flags)
        } catch {
            throw ValidationError(ServeCommand.message(for: error))
        }
    }
}
