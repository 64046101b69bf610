import HESContract
import JSON

/// `dialect`: a pack's name, or an object of a pack and switches that override it.
struct DialectDecoder {
    func decode(_ place: Place?) -> Dialect {
        guard let place else { return Dialect() }
        let dialect: Dialect? = place.either(
            .string { pack($0) },
            .object { switches($0) },
            otherwise: "a pack's name, or an object of switches"
        )
        return dialect ?? Dialect()
    }

    private func pack(_ place: Place) -> Dialect? {
        place.word(among: DialectCatalogue.packs.map(\.name)).flatMap(DialectCatalogue.dialect(ofPack:))
    }

    private func switches(_ place: Place) -> Dialect? {
        guard let reader = place.object() else { return nil }
        var dialect = reader.optional("pack", about: "Switches to begin with.").flatMap(pack) ?? Dialect()
        for known in DialectCatalogue.all {
            guard let value = reader.optional(known.name, about: known.gap).flatMap({ value(at: $0, of: known) }) else {
                continue
            }
            known.set(&dialect, to: value)
        }
        reader.finish()
        return dialect
    }

    private func value(at place: Place, of known: DialectSwitch) -> String? {
        let text: String? =
            switch place.node.value {
            case .number(let digits): digits
            case .bool(let flag): flag ? "true" : "false"
            default: place.node.value.string
            }
        return place.literal(among: known.values, text)
    }
}

extension Place {
    /// One of `words`; those that are numbers or booleans in JSON are written without quotes.
    fileprivate func literal(among words: [String], _ text: String?) -> String? {
        note("enum", as: .list(words.map { Self.json($0) } + words.filter(Self.isFraction).map { .number($0) }))
        guard let text, words.contains(text), node.value.string == nil || Self.json(text).string != nil else {
            let isQuoted = text.map(words.contains) ?? false
            let hint = isQuoted ? "write it without quotes" : text.flatMap { Suggestion.hint(for: $0, among: words) }
            complain(expected: "one of " + words.joined(separator: ", "), hint: hint)
            return nil
        }
        return text
    }

    /// Whether it is a number with a point, which may be written with quotes and without them.
    private static func isFraction(_ word: String) -> Bool { Int(word) == nil && Double(word) != nil }

    private static func json(_ word: String) -> JSONValue {
        switch word {
        case "true", "false": .bool(word == "true")
        default: Int(word) == nil ? .string(word) : .number(word)
        }
    }
}
