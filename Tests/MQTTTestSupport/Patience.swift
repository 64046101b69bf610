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

    /// Fails when what a test awaits does not come.
    package static func bound<Result>(_ what: String) async throws -> Result {
        try await clock.sleep(for: .seconds(20))
        throw TestFailure(what)
    }
}
