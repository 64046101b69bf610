import BinaryCoding
import HESContract
import SimulationKernel

/// The entries of a journal as bytes.
///
/// A full journal has 50 000 of them, which the compiler's coding would take a second for; so the kinds of which there are many are
/// written by hand, and the others as the compiler does.
extension JournalEntry {
    /// What an entry's first byte says.
    private enum Tag: UInt64 {
        case http, token, plan, push, puback, other
    }

    static func packed(_ entries: [JournalEntry]) throws -> [UInt8] {
        let writer = BinaryWriter()
        writer.write(UInt64(entries.count))
        var (sequence, instant) = (0, Int64(0))
        for entry in entries {
            writer.write(Int64(entry.sequence - sequence))
            writer.write(entry.instant.milliseconds - instant)
            (sequence, instant) = (entry.sequence, entry.instant.milliseconds)
            try pack(entry.kind, into: writer)
        }
        return writer.bytes
    }

    private static func pack(_ kind: Kind, into writer: BinaryWriter) throws {
        switch kind {
        case .http(let note):
            guard let endpoint = note.endpoint, case .call(let call)? = note.request, note.rejection == nil else {
                return try packOther(kind, into: writer)
            }
            writer.write(Tag.http.rawValue)
            writer.write(name: endpoint.rawValue)
            writer.write(call: call)
            writer.write(name: note.user ?? "")
            writer.write(Int64(note.status ?? -1))
            writer.write(Int64(note.code))
            writer.write(note.planID != nil)
            if let planID = note.planID { writer.write(planID: planID) }
        case .token(let username, let isNew):
            writer.write(Tag.token.rawValue)
            writer.write(name: username)
            writer.write(isNew)
        case .plan(let planID, let endpoint, let phase):
            writer.write(Tag.plan.rawValue)
            writer.write(planID: planID)
            writer.write(name: endpoint.rawValue)
            writer.write(name: phase.rawValue)
        case .push(let note):
            writer.write(Tag.push.rawValue)
            writer.write(planID: note.planID)
            writer.write(note.topic)
            writer.write(note.ticket)
            writer.write(name: note.status.rawValue)
            writer.write(texts: note.devAddrs)
        case .puback(let planID, let ticket):
            writer.write(Tag.puback.rawValue)
            writer.write(planID: planID)
            writer.write(ticket)
        case .tokenRevoked, .pushFailed, .fault, .field, .clock, .broker, .client: try packOther(kind, into: writer)
        }
    }

    private static func packOther(_ kind: Kind, into writer: BinaryWriter) throws {
        writer.write(Tag.other.rawValue)
        writer.write(try BinaryEncoder().encode(kind))
    }

    /// - Throws: `BinaryError` or `DecodingError` for other bytes.
    static func unpacked(_ bytes: [UInt8]) throws -> [JournalEntry] {
        let reader = BinaryReader(bytes)
        let count = try reader.unsigned()
        var entries: [JournalEntry] = []
        var (sequence, instant) = (Int64(0), Int64(0))
        while entries.count < count {
            sequence &+= try reader.signed()
            instant &+= try reader.signed()
            entries.append(
                JournalEntry(
                    sequence: Int(sequence),
                    instant: SimulatedInstant(milliseconds: instant),
                    kind: try kind(reader)
                )
            )
        }
        return entries
    }

    private static func kind(_ reader: BinaryReader) throws -> Kind {
        guard let tag = Tag(rawValue: try reader.unsigned()) else { throw reader.failure("no kind of entry") }
        switch tag {
        case .http:
            return .http(try http(reader))
        case .token: return .token(username: try reader.name(), isNew: try reader.flag())
        case .plan:
            let planID = try reader.planID()
            let endpoint = try Self.endpoint(reader)
            guard let phase = Plan.Phase(rawValue: try reader.name()) else { throw reader.failure("no phase") }
            return .plan(planID, endpoint, phase)
        case .push:
            let planID = try reader.planID()
            let (topic, ticket) = (try reader.text(), try reader.unsigned())
            guard let status = Push.Status(rawValue: try reader.name()) else { throw reader.failure("no status") }
            return .push(
                PushNote(planID: planID, topic: topic, ticket: ticket, status: status, devAddrs: try reader.texts())
            )
        case .puback: return .puback(try reader.planID(), ticket: try reader.unsigned())
        case .other: return try BinaryDecoder().decode(Kind.self, from: try reader.blob())
        }
    }

    private static func http(_ reader: BinaryReader) throws -> HTTPNote {
        let endpoint = try Self.endpoint(reader)
        let call = try reader.call()
        let user = try reader.name()
        let (status, code) = (Int(try reader.signed()), Int(try reader.signed()))
        return HTTPNote(
            endpoint,
            call: call,
            user: user.isEmpty ? nil : user,
            status: status < 0 ? nil : status,
            code: code,
            planID: try reader.flag() ? try reader.planID() : nil
        )
    }

    private static func endpoint(_ reader: BinaryReader) throws -> Endpoint {
        guard let endpoint = Endpoint(rawValue: try reader.name()) else { throw reader.failure("no endpoint") }
        return endpoint
    }
}
