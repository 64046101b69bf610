import HESContract
import JSON
import SimulationKernel

/// A member of a request, before it is bytes.
enum RequestValue: Sendable {
    case text(String)
    case integer(Int)
    /// `devList`: one string, numbers separated by commas.
    case meters([String])
    /// `YYYY-MM-DD HH:mm:ss` in the HES's zone.
    case date(CivilTime)
    /// The form of §3.8, and of the table of §3.9.
    case archiveObjects([(devAddr: String, status: String?)])
    /// The form of the example of §3.9.
    case archiveStrings([String])
}

typealias RequestFields = [(name: String, value: RequestValue)]

/// How requests are written.
struct RequestForm: Sendable {
    let defects: Defects

    func body(_ fields: RequestFields, token: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            for field in fields {
                writer.key(named: field.name)
                write(field.value, to: &writer)
            }
            guard let token, !defects.contains(.tokenOnlyInHeader) else { return }
            writer.key("token")
            writer.string(token)
        }
        return writer.bytes
    }

    /// The token goes with every call in the header too: some HES look there, and §3.9's example does.
    func headers(_ endpoint: Endpoint, token: String?) -> [(String, String)] {
        let isForm = endpoint == .getToken && defects.contains(.formEncodedLogin)
        var headers = [
            ("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json;charset=UTF-8")
        ]
        if let token, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            headers.append(("HES_Access_Token", token))
        }
        return headers
    }

    func path(_ endpoint: Endpoint, token: String?) -> String {
        guard defects.contains(.tokenInQuery), let token else { return endpoint.path }
        return endpoint.path + "?token=" + token.filter { $0.isLetter || $0.isNumber }
    }

    /// The login as a form instead of JSON: the defect of TOKEN-01.
    func form(_ fields: RequestFields) -> [UInt8] {
        let pairs = fields.map { field in
            if case .text(let text) = field.value { return "\(field.name)=\(text)" }
            return field.name
        }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private func write(_ value: RequestValue, to writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.string(text)
        case .integer(let number):
            defects.contains(.numbersAsStrings) ? writer.string(String(number)) : writer.integer(number)
        case .meters(let meters): write(meters, to: &writer)
        case .date(let time): writer.string(text(of: time))
        case .archiveStrings(let meters): writer.array { for meter in meters { $0.string(meter) } }
        case .archiveObjects(let entries):
            writer.array { for entry in entries { Self.write(entry.devAddr, status: entry.status, to: &$0) } }
        }
    }

    private func write(_ meters: [String], to writer: inout JSONWriter) {
        guard defects.contains(.arrayDevlist) else { return writer.string(meters.joined(separator: ",")) }
        writer.array { for meter in meters { $0.string(meter) } }
    }

    private func text(of time: CivilTime) -> String {
        guard defects.contains(.isoDates) else { return time.description }
        return time.description.replacing(" ", with: "T") + "Z"
    }

    private static func write(_ devAddr: String, status: String?, to writer: inout JSONWriter) {
        writer.object {
            $0.key("devAddr")
            $0.string(devAddr)
            guard let status else { return }
            $0.key("status")
            $0.string(status)
        }
    }
}
