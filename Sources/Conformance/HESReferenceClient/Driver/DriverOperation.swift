import HESContract

/// The operations of the driver protocol, by name.
enum DriverOperation: String, CaseIterable, Sendable {
    case read, history, collect, relay, login, rows
    case archiveRead = "archive.read"
    case archiveAdd = "archive.add"
    case archiveRemove = "archive.remove"
    case clockAdvance = "clock.advance"

    func run(_ client: ReferenceClient, with arguments: Arguments) async throws(ArgumentError) -> OperationReport {
        switch self {
        case .read: try await read(client, with: arguments)
        case .history: try await history(client, with: arguments)
        case .collect: try await collect(client, with: arguments)
        case .relay: await client.relay(meters: try arguments.texts("meters"), mode: try arguments.text("mode"))
        case .login: await client.logIn()
        case .rows: client.storedRows()
        case .archiveRead: await client.readArchive(dcuNo: try arguments.text("dcuNo"))
        case .archiveAdd:
            await client.addArchive(dcuNo: try arguments.text("dcuNo"), archives: try arguments.archives("archives"))
        case .archiveRemove:
            await client.removeArchive(dcuNo: try arguments.text("dcuNo"), meters: try arguments.texts("meters"))
        case .clockAdvance: client.advance(by: arguments.seconds("seconds") ?? .zero)
        }
    }

    private func read(
        _ client: ReferenceClient,
        with arguments: Arguments
    ) async throws(ArgumentError) -> OperationReport {
        await client.read(
            try arguments.kind(),
            cgcode: try arguments.text("cgcode"),
            meters: try arguments.texts("meters"),
            start: try arguments.optionalDate("start"),
            end: try arguments.optionalDate("end")
        )
    }

    private func history(
        _ client: ReferenceClient,
        with arguments: Arguments
    ) async throws(ArgumentError) -> OperationReport {
        await client.history(
            try arguments.kind(),
            cgcode: try arguments.text("cgcode"),
            meters: try arguments.texts("meters"),
            start: try arguments.date("start"),
            end: try arguments.date("end"),
            pageSize: arguments.integer("pageSize") ?? 500
        )
    }

    private func collect(
        _ client: ReferenceClient,
        with arguments: Arguments
    ) async throws(ArgumentError) -> OperationReport {
        await client.collect(
            cgcode: try arguments.text("cgcode"),
            meters: try arguments.texts("meters"),
            start: try arguments.date("start"),
            end: try arguments.date("end")
        )
    }
}
