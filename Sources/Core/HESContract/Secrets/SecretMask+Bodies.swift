import JSON

/// Masking of bodies: the values of members that are secrets by their names, and the secrets that the mask knows.
extension SecretMask {
    /// Of members and headers that are secrets.
    package static let secretNames = ["token", "password", "secretKey", "HES_Access_Token", "Authorization"]
    private static let mark = Array("***".utf8)

    /// The body as text, its secrets replaced by `***` or by their names; bytes that are no UTF-8 become `U+FFFD`.
    package func masked(body: [UInt8]) -> String {
        let spans = (try? JSONParser.parse(body)).map { Self.spans(in: $0, of: body) } ?? Self.spansByName(in: body)
        var shown: [UInt8] = []
        var place = 0
        for span in spans where span.lowerBound >= place {
            shown += body[place..<span.lowerBound] + Self.mark
            place = span.upperBound
        }
        return masked(text: String(decoding: shown + body[place...], as: UTF8.self))
    }

    /// Where the secret scalars of a document are, without their quotes, in order.
    private static func spans(in node: JSONNode, isSecret: Bool = false, of body: [UInt8]) -> [Range<Int>] {
        switch node.value {
        case .object(let members):
            members.flatMap { spans(in: $0.node, isSecret: isSecret || secretNames.contains($0.key), of: body) }
        case .array(let nodes): nodes.flatMap { spans(in: $0, isSecret: isSecret, of: body) }
        case .string: isSecret ? [node.offset + 1..<endOfString(from: node.offset + 1, in: body)] : []
        case .number(let digits): isSecret ? [node.offset..<node.offset + digits.utf8.count] : []
        case .null, .bool: []
        }
    }

    /// Of a text that is no JSON: what follows a secret's name and `:` or `=`.
    private static func spansByName(in body: [UInt8]) -> [Range<Int>] {
        secretNames.flatMap { name in
            places(of: Array(name.utf8), in: body).compactMap { value(after: $0 + name.utf8.count, in: body) }
        }
        .sorted { $0.lowerBound < $1.lowerBound }
    }

    private static func places(of name: [UInt8], in body: [UInt8]) -> [Int] {
        guard body.count >= name.count else { return [] }
        return (0...body.count - name.count).filter { body[$0] == name[0] && body[$0..<$0 + name.count] == name[...] }
    }

    /// The value from `place` on, after quotes, blanks and one `:` or `=`.
    private static func value(after place: Int, in body: [UInt8]) -> Range<Int>? {
        let lead = body[place...].prefix { isOne($0, of: "\"'\\ \t:=") }
        guard lead.contains(where: { isOne($0, of: ":=") }) else { return nil }
        let start = lead.endIndex
        let isQuoted = lead.last.map { isOne($0, of: "\"'") } ?? false
        let end =
            isQuoted
            ? endOfString(from: start, in: body)
            : body[start...].firstIndex { isOne($0, of: ",}&;\r\n \t") } ?? body.endIndex
        return start..<end
    }

    /// The place of the closing quote, or the end of the body.
    private static func endOfString(from start: Int, in body: [UInt8]) -> Int {
        var place = start
        while place < body.count, body[place] != UInt8(ascii: "\"") {
            place += body[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place, body.count)
    }

    private static func isOne(_ byte: UInt8, of characters: StaticString) -> Bool {
        characters.withUTF8Buffer { unsafe $0.contains(byte) }
    }
}
