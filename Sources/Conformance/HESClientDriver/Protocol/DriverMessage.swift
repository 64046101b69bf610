import HESContract
package import JSON

/// A line of the client's stdout.
package enum DriverLine: Sendable {
    case message(DriverMessage)
    /// No message and not meant as one, such as the output of a `print`.
    case noise
    /// Meant as a message. `re` is nil if it could not be read.
    case broken(DriverComplaint, re: Int?)

    package init(_ bytes: [UInt8]) {
        let node: JSONNode
        do {
            node = try JSONParser.parse(bytes)
        } catch {
            let isMeantAsMessage = bytes.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "{")
            self = isMeantAsMessage ? .broken(.notJSON(error, in: bytes), re: nil) : .noise
            return
        }
        self.init(node.value)
    }

    private init(_ value: JSONValue) {
        do {
            let reader = try ObjectReader.reading(value)
            self = .message(DriverMessage(type: try reader.string("type"), re: try reader.integer("re"), json: value))
        } catch {
            self = .broken(error, re: value.member("re")?.value.integer)
        }
    }
}

/// What every message of the client has; ``DriverAnswer`` reads the rest.
package struct DriverMessage: Sendable {
    package let type: String
    /// The request's `id`.
    package let re: Int
    package let json: JSONValue
}

extension DriverComplaint {
    static func notJSON(_ error: JSONSyntaxError, in bytes: [UInt8]) -> DriverComplaint {
        let isShort = error.offset >= bytes.count
        let place = isShort ? "the line ends after byte \(bytes.count)" : "byte \(error.offset + 1) of the line"
        return DriverComplaint(what: "the line is no JSON: \(place), where \(error.expected) must stand")
    }
}
