import HESContract
package import JSON

/// A client under test, in driver mode or in exec mode.
///
/// Every event of a call is reported to the observer before the call returns. After a crash or a hang every
/// further call fails with the same failure, and the runner begins another session.
package protocol ClientSession: Sendable {
    /// Nil while the client can be asked.
    var death: SessionFailure? { get }

    func hello(_ suite: SuiteIdentity, within patience: Duration) async throws(SessionFailure) -> ClientHello
    /// Asks for an operation that does not exist; the client must answer `unsupported`.
    func probe(_ unknownOperation: String, within patience: Duration) async throws(SessionFailure)
    func caseBegin(_ begin: CaseBegin, within patience: Duration) async throws(SessionFailure)
    /// Nil if the client answered `unsupported`.
    func op(
        _ name: String,
        with args: JSONValue,
        within patience: Duration
    ) async throws(SessionFailure) -> OperationResult?
    /// Kills the client in the middle of its case and starts it again; then it knows neither suite nor case.
    ///
    /// In exec mode each operation is a process of its own, and nothing happens.
    func restart() async throws(SessionFailure)
    func caseEnd(within patience: Duration) async throws(SessionFailure)
    /// Waits for the client's end.
    func bye(within patience: Duration) async throws(SessionFailure)
}

/// How a client under test is started.
package struct ClientCommand: Sendable, Hashable {
    /// A name that is looked up in PATH, or a path.
    package var program: String
    package var arguments: [String]

    package init(program: String, arguments: [String] = []) {
        self.program = program
        self.arguments = arguments
    }
}

package typealias DriverObserver = @Sendable (DriverEvent) -> Void
