import Foundation
package import JSON

/// Known secrets in the forms that addresses, forms and headers give them: percent-encoded and in Base64.
package struct EncodedSecrets: Sendable {
    private struct Known {
        let bytes: [UInt8]
        let name: String
    }

    /// As they are, by their first bytes.
    private var plain: [UInt8: [Known]] = [:]
    /// In both alphabets of Base64 without padding, by their first bytes.
    private var base64: [UInt8: [Known]] = [:]

    package init() {}

    /// What a text with an encoded secret has at least one of: a form in Base64, or the sign that begins an escape.
    package var signs: [[UInt8]] {
        base64.values.flatMap { $0.map(\.bytes) } + [[UInt8(ascii: "%")]]
    }

    package mutating func hide(_ secret: String, as name: String) {
        let bytes = Array(secret.utf8)
        Self.add(Known(bytes: bytes, name: name), to: &plain)
        for form in Self.base64Forms(of: bytes) { Self.add(Known(bytes: form, name: name), to: &base64) }
    }

    mutating func forget(_ secret: String) {
        let bytes = Array(secret.utf8)
        Self.remove(bytes, from: &plain)
        for form in Self.base64Forms(of: bytes) { Self.remove(form, from: &base64) }
    }

    /// The text with each encoded secret replaced by its name.
    package func masked(text: String) -> String {
        guard !plain.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let isEscaped = bytes.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }
        var (shown, place, isChanged) = ([UInt8](), 0, false)
        while place < bytes.count {
            if let found = inBase64(at: place, of: bytes) ?? (isEscaped ? escaped(at: place, of: bytes) : nil) {
                shown += found.name.utf8
                (place, isChanged) = (found.end, true)
            } else {
                shown.append(bytes[place])
                place += 1
            }
        }
        return isChanged ? String(decoding: shown, as: UTF8.self) : text
    }

    package func masked(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(masked(text: text))
        case .array(let nodes): .list(nodes.map { masked($0.value) })
        case .object(let members): .members(members.map { (masked(text: $0.key), masked($0.node.value)) })
        case .null, .bool, .number: value
        }
    }

    private func inBase64(at place: Int, of text: [UInt8]) -> (end: Int, name: String)? {
        let known = base64[text[place]]?.first { text[place...].starts(with: $0.bytes) }
        return known.map { (place + $0.bytes.count, $0.name) }
    }

    /// Any of the characters may be escaped, in either case of the digits; `+` may be a blank.
    private func escaped(at place: Int, of text: [UInt8]) -> (end: Int, name: String)? {
        for known in plain[Self.character(at: place, of: text).byte] ?? [] {
            var end = place
            let isThere = known.bytes.allSatisfy { byte in
                guard end < text.count else { return false }
                let isBlank = byte == UInt8(ascii: " ") && text[end] == UInt8(ascii: "+")
                let found = Self.character(at: end, of: text)
                end += found.length
                return found.byte == byte || isBlank
            }
            if isThere { return (end, known.name) }
        }
        return nil
    }

    private static func character(at place: Int, of text: [UInt8]) -> (byte: UInt8, length: Int) {
        guard text[place] == UInt8(ascii: "%"), place + 2 < text.count,
            let high = Character(UnicodeScalar(text[place + 1])).hexDigitValue,
            let low = Character(UnicodeScalar(text[place + 2])).hexDigitValue
        else { return (text[place], 1) }
        return (UInt8(high << 4 | low), 3)
    }
}

extension EncodedSecrets {
    /// The longest first: one may begin with another.
    private static func add(_ known: Known, to table: inout [UInt8: [Known]]) {
        guard let first = known.bytes.first else { return }
        let others = table[first] ?? []
        guard !others.contains(where: { $0.bytes == known.bytes }) else { return }
        let place = others.firstIndex { $0.bytes.count < known.bytes.count } ?? others.endIndex
        table[first, default: []].insert(known, at: place)
    }

    private static func remove(_ bytes: [UInt8], from table: inout [UInt8: [Known]]) {
        guard let first = bytes.first else { return }
        table[first]?.removeAll { $0.bytes == bytes }
    }

    /// In the standard alphabet and in that of addresses (RFC 4648 §4 and §5); padding that follows is no secret.
    private static func base64Forms(of bytes: [UInt8]) -> [[UInt8]] {
        let standard = Data(bytes).base64EncodedString().utf8.filter { $0 != UInt8(ascii: "=") }
        let ofAddresses: [UInt8: UInt8] = [UInt8(ascii: "+"): UInt8(ascii: "-"), UInt8(ascii: "/"): UInt8(ascii: "_")]
        return [standard, standard.map { ofAddresses[$0] ?? $0 }]
    }
}
