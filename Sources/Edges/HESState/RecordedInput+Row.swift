import Foundation
import GRDB
import HESContract
import HESSimulation
import SimulationKernel

extension RecordedInput {
    static let columns = "tenant, kind, instant, endpoint, header, body, ticket, failure"

    /// In the order of ``columns``.
    var values: [DatabaseValue] {
        var values: [any DatabaseValueConvertible]
        switch kind {
        case .call(let endpoint, _, let body): values = ["call", endpoint.rawValue, Data(body)]
        case .settle: values = ["settle", DatabaseValue.null, DatabaseValue.null]
        case .clock: values = ["clock", DatabaseValue.null, DatabaseValue.null]
        case .mode(let mode): values = ["mode", DatabaseValue.null, Data("\(mode)".utf8)]
        case .arm(let rules): values = ["arm", DatabaseValue.null, Data(rules)]
        case .disarm(let id): values = ["disarm", DatabaseValue.null, Data(id.utf8)]
        case .happen(let event): values = ["happen", DatabaseValue.null, Data(event)]
        case .revoke(let username):
            values = ["revoke", DatabaseValue.null, username.map { Data($0.utf8) }.databaseValue]
        case .reset(let scopes): values = ["reset", DatabaseValue.null, Data(scopes.text.utf8)]
        case .replace(let document): values = ["replace", DatabaseValue.null, Data(document)]
        case .resume(let mark): values = ["resume", DatabaseValue.null, Data(mark.text.utf8)]
        case .snapshot(let bytes): values = [Self.snapshotKind, DatabaseValue.null, Data(bytes)]
        }
        let (name, endpoint, body) = (values[0], values[1], values[2])
        var (header, ticket, failure) = (DatabaseValue.null, DatabaseValue.null, DatabaseValue.null)
        if case .call(_, let token, _) = kind { header = token.databaseValue }
        if case .settle(let number, let reason) = kind {
            ticket = Int64(bitPattern: number).databaseValue
            failure = reason.databaseValue
        }
        values = [tenantCode, name, instant.milliseconds, endpoint, header, body, ticket, failure]
        return values.map(\.databaseValue)
    }

    /// Reads ``columns``.
    init(_ row: Row) throws(UnreadableColumn) {
        self.init(tenantCode: try row.column(0), instant: try row.instant(2), kind: try Self.kind(row))
    }

    private static func kind(_ row: Row) throws(UnreadableColumn) -> Kind {
        let name: String = try row.column(1)
        switch name {
        case "call":
            let endpoint: String = try row.column(3)
            guard let endpoint = Endpoint(rawValue: endpoint) else { throw row.unreadable(3) }
            return .call(endpoint, headerToken: try row.columnIfSet(4), body: try body(row))
        case "settle":
            let ticket: Int64 = try row.column(6)
            return .settle(ticket: UInt64(bitPattern: ticket), failure: try row.columnIfSet(7))
        case "clock": return .clock
        case "mode":
            guard let mode = ClockMode(parsing: try text(row)) else { throw row.unreadable(5) }
            return .mode(mode)
        case "arm": return .arm(rules: try body(row))
        case "disarm": return .disarm(try text(row))
        case "happen": return .happen(event: try body(row))
        case "revoke":
            let username: Data? = try row.columnIfSet(5)
            return .revoke(username: username.map { String(decoding: $0, as: UTF8.self) })
        case "reset":
            guard let scopes = [ResetScope](text: try text(row)) else { throw row.unreadable(5) }
            return .reset(scopes)
        case "replace": return .replace(document: try body(row))
        case "resume":
            guard let mark = HighWater(text: try text(row), instant: try row.instant(2)) else {
                throw row.unreadable(5)
            }
            return .resume(mark)
        case snapshotKind: return .snapshot(try body(row))
        default: throw row.unreadable(1)
        }
    }

    static let snapshotKind = "snapshot"

    private static func body(_ row: Row) throws(UnreadableColumn) -> [UInt8] {
        let bytes: Data = try row.column(5)
        return Array(bytes)
    }

    private static func text(_ row: Row) throws(UnreadableColumn) -> String {
        String(decoding: try body(row), as: UTF8.self)
    }
}

extension [ResetScope] {
    fileprivate var text: String { map(\.rawValue).joined(separator: " ") }

    fileprivate init?(text: String) {
        let words = text.split(separator: " ")
        self = words.compactMap { ResetScope(rawValue: String($0)) }
        guard !isEmpty, count == words.count else { return nil }
    }
}

extension HighWater {
    /// Plan ordinal, token count, journal number and life; the instant is the input's.
    fileprivate var text: String { "\(planOrdinal) \(tokenCount) \(journalSequence) \(life)" }

    fileprivate init?(text: String, instant: SimulatedInstant) {
        let numbers = text.split(separator: " ").compactMap { Int64($0) }
        // A file of version 3 or earlier knows one life.
        guard (3...4).contains(numbers.count), (Self.noPlan...(-Self.noPlan)).contains(numbers[0]),
            numbers.dropFirst().allSatisfy({ (0...(1 << 53)).contains($0) })
        else { return nil }
        self.init(
            instant: instant,
            planOrdinal: numbers[0],
            tokenCount: numbers[1],
            journalSequence: numbers[2],
            life: numbers.dropFirst(3).first ?? 0
        )
    }
}
