/// Recognises what other notations allow and JSON does not, where a parser has stopped.
struct JSONSlip {
    private let bytes: [UInt8]
    private let position: (Int) -> String

    /// `position` tells the line and column of an offset.
    init(_ bytes: [UInt8], position: @escaping (Int) -> String) {
        self.bytes = bytes
        self.position = position
    }

    /// A sentence that says which slip is at or before `offset`; nil if it is none of these.
    func sentence(at offset: Int) -> String? {
        guard bytes.indices.contains(offset) else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return "JSON has no comments: remove the one at \(position(offset)); a key 'note' can say it"
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            let before = bytes[..<offset].lastIndex { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
            guard let before, bytes[before] == UInt8(ascii: ",") else { return nil }
            return "JSON has no comma after the last element: remove the one at \(position(before))"
        case UInt8(ascii: "'"):
            return "JSON has no single quotes: write double quotes at \(position(offset))"
        default: return wordSentence(at: offset)
        }
    }

    private func wordSentence(at offset: Int) -> String? {
        let start = bytes[...offset].lastIndex { !Self.isPartOfWord($0) }.map { $0 + 1 } ?? 0
        let end = bytes[offset...].firstIndex { !Self.isPartOfWord($0) } ?? bytes.count
        guard start < end, let word = String(validating: bytes[start..<end], as: UTF8.self) else { return nil }
        switch word {
        case "NaN", "Infinity", "inf", "nan", "undefined", "None":
            return "JSON has no \(word): write a number or null at \(position(start))"
        case "True", "False": return "JSON writes \(word.lowercased()), not \(word) at \(position(start))"
        default:
            guard bytes[start] > 0x39 || bytes[start] == UInt8(ascii: "$") else { return nil }
            let next = bytes[end...].first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }
            guard next == UInt8(ascii: ":") else { return nil }
            return "JSON has keys in double quotes: write \"\(word)\" at \(position(start))"
        }
    }

    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "$"): true
        default: false
        }
    }
}
