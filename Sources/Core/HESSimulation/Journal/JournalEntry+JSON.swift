import HESContract
package import JSON
import SimulationKernel

extension JSONWriter {
    /// Writes an entry in the control API's form: `seq`, `t` in milliseconds since 1970, `kind`, and the members of the kind.
    ///
    /// `more` writes further members after them.
    package mutating func journalEntry(_ entry: JournalEntry, more: (inout JSONWriter) -> Void = { _ in }) {
        object {
            $0.member("seq", number: entry.sequence)
            $0.member("t", number: Int(entry.instant.milliseconds))
            $0.member("kind", text: entry.kind.name)
            entry.kind.write(into: &$0)
            more(&$0)
        }
    }

    fileprivate mutating func member(_ name: StaticString, text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    fileprivate mutating func member(_ name: StaticString, number: Int) {
        key(name)
        integer(number)
    }

    fileprivate mutating func rejection(_ rejection: Rejection) {
        key("rejection")
        object {
            $0.member("msg", text: rejection.failure.message)
            $0.member("pointer", text: rejection.pointer)
            $0.member("expected", text: rejection.expected)
            $0.member("actual", text: rejection.actual)
            $0.member("clause", text: rejection.clause)
        }
    }

    fileprivate mutating func http(_ note: JournalEntry.HTTPNote) {
        key("endpoint")
        if let endpoint = note.endpoint { string(endpoint.rawValue) } else { null() }
        member("code", number: note.code)
        member("user", text: note.user)
        member("method", text: note.method)
        member("path", text: note.path)
        key("status")
        if let status = note.status { integer(status) } else { null() }
        if let request = note.request {
            key("request")
            self.request(request)
        }
        if let rejection = note.rejection { self.rejection(rejection) }
        member("hint", text: note.hint)
    }

    fileprivate mutating func push(_ note: JournalEntry.PushNote) {
        member("topic", text: note.topic)
        member("ticket", number: Int(note.ticket))
        member("status", text: note.status.rawValue)
        list("devAddrs", of: note.devAddrs)
    }

    fileprivate mutating func client(_ note: JournalEntry.ClientNote) {
        member("event", text: note.event.rawValue)
        member("clientId", text: note.clientID)
        if let code = note.code { member("code", number: code) }
        member("reason", text: note.reason?.rawValue)
        if !note.topics.isEmpty { list("topics", of: note.topics) }
        if let denied = note.denied { list("denied", of: denied) }
    }

    private mutating func list(_ name: StaticString, of texts: [String]) {
        key(name)
        array { for text in texts { $0.string(text) } }
    }

    fileprivate mutating func fault(_ note: JournalEntry.FaultNote) {
        member("rule", text: note.rule)
        member("type", text: note.type)
        member("endpoint", text: note.endpoint?.rawValue)
        if !note.devAddrs.isEmpty { list("devAddrs", of: note.devAddrs) }
    }
}

extension JournalEntry.Kind {
    fileprivate func write(into writer: inout JSONWriter) {
        writer.member("planId", text: planID?.description)
        switch self {
        case .http(let note): writer.http(note)
        case .token(let username, let isNew):
            writer.member("username", text: username)
            writer.key("new")
            writer.bool(isNew)
        case .tokenRevoked(let username):
            writer.member("username", text: username)
            writer.key("revoked")
            writer.bool(true)
        case .plan(_, let endpoint, let phase):
            writer.member("endpoint", text: endpoint.rawValue)
            writer.member("phase", text: phase.rawValue)
        case .push(let note): writer.push(note)
        case .puback(_, let ticket): writer.member("ticket", number: Int(ticket))
        case .pushFailed(_, let ticket, let reason):
            writer.member("ticket", number: Int(ticket))
            writer.member("failure", text: reason)
        case .fault(let note): writer.fault(note)
        case .field(let event, let devAddr, let dcuNo):
            writer.member("event", text: event)
            writer.member("devAddr", text: devAddr)
            writer.member("dcuNo", text: dcuNo)
        case .clock(let remark), .broker(let remark): writer.member("what", text: remark.text)
        case .client(let note): writer.client(note)
        }
    }
}
