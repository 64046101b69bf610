import HESContract
import HESRuntime
import HESSimulation
import Hummingbird
import JSON

/// Shows the entries of a world's journal, with the bodies that were sent if the request asks for them.
struct JournalView: Sendable {
    static let parameter = QueryParameter.flag(
        "bodies",
        about: "Also body and reply of calls and payload of pushes, as sent; bodyGone where one is no longer kept."
    )

    /// Nil without bodies.
    private let bodies: (store: BodyStore, mask: SecretMask)?

    init(of world: World, for request: Request) throws(ControlFailure) {
        let isAsked = try request.value(of: Self.parameter) ?? false
        bodies = isAsked ? (world.bodies, world.secretMask) : nil
    }

    func write(_ entry: JournalEntry, into writer: inout JSONWriter) {
        guard let bodies else { return writer.journalEntry(entry) }
        writer.journalEntry(entry) { writer in
            switch entry.kind {
            case .http:
                let body = bodies.store.request(ofEntry: entry.sequence)
                let reply = bodies.store.reply(ofEntry: entry.sequence)
                writer.bodies([("body", body), ("reply", reply)]) { bodies.mask.masked(body: $0) }
            case .push(let note):
                writer.bodies([("payload", bodies.store.push(note.ticket))]) { String(decoding: $0, as: UTF8.self) }
            default: break
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func bodies(
        _ contents: [(name: String, content: BodyStore.Content)],
        as text: ([UInt8]) -> String
    ) {
        var isGone = false
        for (name, content) in contents {
            switch content {
            case .kept(let bytes):
                key(named: name)
                string(text(bytes))
            case .absent: break
            case .gone: isGone = true
            }
        }
        guard isGone else { return }
        key("bodyGone")
        bool(true)
    }
}

extension World {
    /// Hides what its users log in with, and their live tokens.
    fileprivate var secretMask: SecretMask {
        read { headEnd, _ in
            var mask = SecretMask()
            for user in headEnd.configuration.users {
                mask.hide(login: user.password, as: "***")
                mask.hide(login: user.secretKey, as: "***")
            }
            for login in headEnd.configuration.mqttUsers ?? [] { mask.hide(login.password, as: "***") }
            for (_, token) in headEnd.tokens.live(at: headEnd.now) { mask.hide(token, as: "***") }
            return mask
        }
    }
}
