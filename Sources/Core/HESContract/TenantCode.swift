/// What a tenant code may be: one level of an MQTT topic (MQTT 3.1.1 §4.7) and one segment of a path (RFC 3986 §3.3).
package enum TenantCode {
    /// In bytes of UTF-8.
    package static let maximumBytes = 64
    /// For JSON Schema, without the bound.
    package static let pattern = #"^(?!\$|\.{1,2}$)[^/+#\u0000-\u001f\u007f-\u009f]+$"#

    /// Why a text cannot be a tenant code; nil when it can.
    package static func problem(with text: String) -> String? {
        if text.isEmpty { return "empty text is no level of a topic" }
        if text.utf8.count > maximumBytes { return "it has \(text.utf8.count) bytes" }
        if text.utf8.first == UInt8(ascii: "$") { return "topics that begin with $ are the broker's own" }
        if text == "." || text == ".." { return "in a path it means a folder" }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "/": return "a slash ends a level of the topic"
            case "+", "#": return "'\(scalar)' is a wildcard of MQTT"
            case _ where isControl(scalar): return "it has a control character, U+\(hexadecimal(scalar))"
            case _ where isNoncharacter(scalar): return "brokers refuse U+\(hexadecimal(scalar))"
            default: break
            }
        }
        return nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// MQTT 3.1.1 §1.5.3 lets a broker close the connection for these.
    private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
        (0xFDD0...0xFDEF).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
