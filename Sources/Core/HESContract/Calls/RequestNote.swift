import JSON

/// What a request asked, for the journal: the fields that the contract names, without secrets.
package indirect enum RequestNote: Hashable, Codable, Sendable {
    /// A call that could be read; password and secret key are empty.
    case call(Call)
    /// The fields of a call that could not be read, as compact JSON, and the meters that they name.
    case unread(json: [UInt8], devAddrs: [String])

    package init(_ call: Call) {
        self = .call(call.withoutSecrets)
    }

    package var devAddrs: [String] {
        switch self {
        case .call(let call): call.devAddrs
        case .unread(_, let devAddrs): devAddrs
        }
    }

    /// Whether the request names the meter; cheaper than ``devAddrs``.
    package func names(_ devAddr: String) -> Bool {
        guard case .call(.addArchive(_, let archives)) = self else { return devAddrs.contains(devAddr) }
        return archives.contains { $0.devAddr == devAddr }
    }

    /// The names that a pattern may ask for; ``Endpoint/fieldNames`` has those of one call.
    package static let fields = [
        "tenantCode", "username", "devList", "cgcode", "start", "end", "curPage", "pageSize", "controlMode", "dcuNo",
        "archives",
    ]
}

extension Call {
    /// The meters that the call names, in its order.
    package var devAddrs: [String] {
        switch self {
        case .getToken, .readArchive: []
        case .readFrozen(let call): call.devAddrs
        case .readSingle(let call): call.devAddrs
        case .historyFrozen(let call), .historySingle(let call): call.devAddrs
        case .relay(let call): call.devAddrs
        case .addArchive(_, let archives): archives.map(\.devAddr)
        case .removeArchive(_, let devAddrs): devAddrs
        }
    }

    fileprivate var withoutSecrets: Call {
        guard case .getToken(var credentials) = self else { return self }
        (credentials.password, credentials.secretKey) = ("", "")
        return .getToken(credentials)
    }
}

extension RequestBody {
    /// The documented fields that are there, of any type; for a call that could not be read.
    var note: RequestNote {
        var writer = JSONWriter()
        var devAddrs: [String] = []
        writer.object { writer in
            for name in RequestNote.fields {
                guard let value = field(name) else { continue }
                if name == "devList", let text = value.string {
                    devAddrs = Self.numbers(in: text)
                    writer.key("devList")
                    writer.array { for devAddr in devAddrs { $0.string(devAddr) } }
                } else {
                    writer.short(value, named: name)
                }
            }
        }
        return .unread(json: writer.bytes, devAddrs: devAddrs)
    }

    /// The first thousand.
    private static func numbers(in text: String) -> [String] {
        text.split(separator: ",", maxSplits: 1000).prefix(1000).map { part in
            String(part.drop { $0.isWhitespace }.prefix(60))
        }
    }
}

extension JSONWriter {
    /// Writes a member unless its value is longer than 8 KiB.
    fileprivate mutating func short(_ value: JSONValue, named name: String) {
        var one = JSONWriter()
        one.node(value)
        guard one.bytes.count <= 8192 else { return }
        key(named: name)
        node(value)
    }
}
