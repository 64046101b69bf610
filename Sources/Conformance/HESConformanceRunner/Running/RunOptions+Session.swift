import HESClientDriver

extension RunOptions {
    /// Runs the client beside the body; when it returns, nothing of the client is left.
    func withSession<Result>(
        observer: @escaping DriverObserver,
        _ body: (any ClientSession) async throws -> Result
    ) async throws -> Result {
        switch mode {
        case .driver: try await DriverSession.run(command, observer: observer) { try await body($0) }
        case .exec: try await body(ExecSession(command, observer: observer))
        }
    }
}
