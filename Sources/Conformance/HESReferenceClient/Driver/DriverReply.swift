import HESContract
package import JSON

/// Makes the lines to the suite.
enum DriverReply {
    static func hello(_ message: SuiteMessage, version: String, isPersistent: Bool) -> [UInt8] {
        line("hello.ok", to: message) {
            $0.key("protocol")
            $0.integer(1)
            $0.key("client")
            $0.object {
                $0.key("name")
                $0.string("hes-sim reference-client")
                $0.key("version")
                $0.string(version)
                $0.key("language")
                $0.string("Swift")
            }
            $0.key("capabilities")
            $0.object { capabilities(&$0, isPersistent: isPersistent) }
        }
    }

    private static func capabilities(_ writer: inout JSONWriter, isPersistent: Bool) {
        for name in ["read", "history", "collect", "relay", "archive", "clock"] {
            writer.key(named: name)
            writer.bool(true)
        }
        writer.key("persistent")
        writer.bool(isPersistent)
        writer.key("reuse")
        writer.bool(true)
    }

    static func line(
        _ type: String,
        to message: SuiteMessage,
        members: (inout JSONWriter) -> Void = { _ in }
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.key("type")
            $0.string(type)
            $0.key("re")
            $0.node(message.id)
            members(&$0)
        }
        return writer.bytes
    }

    static func done(_ message: SuiteMessage, with result: OperationReport) -> [UInt8] {
        line("op.done", to: message) { result.write(to: &$0) }
    }

    /// `asked` are the defects that the client asked about in the case; nil to leave them out.
    static func ended(_ message: SuiteMessage, asked: [Defect]?) -> [UInt8] {
        line("case.ended", to: message) { writer in
            guard let asked else { return }
            writer.key("asked")
            writer.array { for defect in asked { $0.string(defect.rawValue) } }
        }
    }

    static func wrong(_ message: SuiteMessage, because error: ArgumentError) -> [UInt8] {
        line("op.done", to: message) {
            OperationReport(.failed, note: "'\(error.field)' must be \(error.expected)").write(to: &$0)
        }
    }
}

extension OperationReport {
    /// The members that `op.done` carries besides `type` and `re`.
    package func write(to writer: inout JSONWriter) {
        writer.key("outcome")
        writer.string(outcome.rawValue)
        if let rows { Self.write(rows, as: "rows", to: &writer) { $1.write(to: &$0) } }
        if let missing { Self.write(missing, as: "missing", to: &writer) { $1.write(to: &$0) } }
        if let relays { Self.write(relays, as: "results", to: &writer) { $1.write(to: &$0) } }
        if let archive { Self.write(archive, as: "archive", to: &writer) { $1.write(to: &$0) } }
        if let note {
            writer.key("note")
            writer.string(note)
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        as name: StaticString,
        to writer: inout JSONWriter,
        each write: (inout JSONWriter, Element) -> Void
    ) {
        writer.key(name)
        writer.array { for element in elements { write(&$0, element) } }
    }
}

extension JSONWriter {
    fileprivate mutating func members(_ members: (StaticString, String)...) {
        object {
            for (name, text) in members {
                $0.key(name)
                $0.string(text)
            }
        }
    }
}

extension Row {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.key("devAddr")
            $0.string(devAddr)
            $0.key("cgcode")
            $0.string(cgcode)
            $0.key("timestamp")
            $0.integer(timestamp)
            $0.key("value")
            $0.string(value)
            $0.key("unit")
            $0.string(unit)
        }
    }
}

extension OperationReport.Missing {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.key("devAddr")
            $0.string(devAddr)
            guard let timestamp else { return }
            $0.key("timestamp")
            $0.integer(timestamp)
        }
    }
}

extension OperationReport.RelayResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.members(("devAddr", devAddr), ("state", state.rawValue))
    }
}

extension OperationReport.ArchiveLine {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.members(
            ("devAddr", devAddr),
            ("status", status),
            ("commType", commType),
            ("moduleNext", moduleNext)
        )
    }
}
