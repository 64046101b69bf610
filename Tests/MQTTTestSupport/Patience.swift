/// The one place where tests let time pass: between two looks at what no event tells, and as the bound of a wait.
package enum Patience {
    private static let clock = ContinuousClock()

    /// Looks every few milliseconds, for files and processes of others.
    package static func eventually(_ what: String, _ condition: () throws -> Bool) async throws {
        for _ in 0..<4000 {
            if try condition() { return }
            try await clock.sleep(for: .milliseconds(5))
        }
        throw TestFailure("it did not happen that \(what)")
    }

    /// How long a test waits for an event; generous, as builds may run beside the tests.
    package static let limit = Duration.seconds(20)

    /// Fails when what a test awaits does not come.
    package static func bound<Result>(_ what: String) async throws -> Result {
        try await clock.sleep(for: limit)
        throw TestFailure(what)
    }
}
