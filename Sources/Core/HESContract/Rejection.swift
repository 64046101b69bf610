import JSON

/// Why a call was rejected, with the details for a client's developer; the answer's body carries only the failure.
package struct Rejection: Error, Hashable, Codable, Sendable {
    package var failure: Failure
    /// JSON pointer of the offending field (RFC 6901); empty for the body as a whole.
    package var pointer: String
    package var expected: String
    package var actual: String
    /// Section of the document, or rule of the contract, that requires it.
    package var clause: String

    package init(_ failure: Failure, at pointer: String, expected: String, actual: String, clause: String) {
        self.failure = failure
        self.pointer = pointer
        self.expected = expected
        self.actual = Self.excerpt(actual)
        self.clause = clause
    }

    /// The value of the header `X-HES-Sim-Reason`: one line of JSON in printable ASCII.
    package var reason: String {
        var writer = JSONWriter()
        writer.object {
            $0.key("pointer")
            $0.string(pointer)
            $0.key("expected")
            $0.string(expected)
            $0.key("actual")
            $0.string(actual)
            $0.key("clause")
            $0.string(clause)
        }
        return Self.asciiOnly(writer.bytes)
    }

    /// At most 200 characters, because the text returns in a header, and clients limit headers to a few kilobytes.
    package static func excerpt(_ text: String) -> String {
        text.utf8.count <= 200 ? text : text.prefix(200) + "…"
    }

    /// Header fields are ASCII (RFC 9110 §5.5); everything else becomes a JSON escape.
    private static func asciiOnly(_ json: [UInt8]) -> String {
        var text = ""
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x7F, let scalar = Unicode.Scalar(unit) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return text
    }
}
