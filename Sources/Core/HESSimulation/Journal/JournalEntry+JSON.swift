import HESContract
package import JSON
import SimulationKernel

extension JSONWriter {
    /// An entry as the control API shows it: `seq`, `t` in milliseconds, `kind`, and what the kind adds.
    package mutating func journalEntry(_ entry: JournalEntry) {
        object {
            $0.member("seq", entry.sequence)
            $0.member("t", Int(entry.instant.milliseconds))
            $0.member("kind", entry.kind.name)
            entry.kind.write(into: &$0)
        }
    }

    fileprivate mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    fileprivate mutating func member(_ name: StaticString, _ number: Int) {
        key(name)
        integer(number)
    }

    fileprivate mutating func rejection(_ rejection: Rejection) {
        key("rejection")
        object {
            $0.member("msg", rejection.failure.message)
            $0.member("pointer", rejection.pointer)
            $0.member("expected", rejection.expected)
            $0.member("actual", rejection.actual)
            $0.member("clause", rejection.clause)
        }
    }

    fileprivate mutating func client(_ note: JournalEntry.ClientNote) {
        member("event", note.event)
        member("clientId", note.clientID)
        if let code = note.code { member("code", code) }
        member("reason", note.reason)
        guard !note.topics.isEmpty else { return }
        key("topics")
        array { for topic in note.topics { $0.string(topic) } }
    }

    fileprivate mutating func fault(_ note: JournalEntry.FaultNote) {
        member("rule", note.rule)
        member("type", note.type)
        member("endpoint", note.endpoint?.rawValue)
        guard !note.devAddrs.isEmpty else { return }
        key("devAddrs")
        array { for devAddr in note.devAddrs { $0.string(devAddr) } }
    }
}

extension JournalEntry.Kind {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.member("planId", planID?.description)
        switch self {
        case .http(let endpoint, let code, let rejection, _):
            writer.member("endpoint", endpoint.rawValue)
            writer.member("code", code)
            if let rejection { writer.rejection(rejection) }
        case .token(let username, let isNew):
            writer.member("username", username)
            writer.key("new")
            writer.bool(isNew)
        case .tokenRevoked(let username):
            writer.member("username", username)
            writer.key("revoked")
            writer.bool(true)
        case .plan(_, let endpoint, let phase):
            writer.member("endpoint", endpoint.rawValue)
            writer.member("phase", phase.rawValue)
        case .push(_, let topic, let ticket):
            writer.member("topic", topic)
            writer.member("ticket", Int(ticket))
        case .puback(_, let ticket): writer.member("ticket", Int(ticket))
        case .pushFailed(_, let ticket, let reason):
            writer.member("ticket", Int(ticket))
            writer.member("failure", reason)
        case .fault(let note): writer.fault(note)
        case .field(let event, let devAddr):
            writer.member("event", event)
            writer.member("devAddr", devAddr)
        case .clock(let what), .broker(let what): writer.member("what", what)
        case .client(let note): writer.client(note)
        }
    }
}
