import HESContract
import JSON

/// Reads members of one object of a message; every complaint names the place.
struct MessageReader {
    let value: JSONValue
    /// As `rows[2].`; empty at the top.
    var prefix = ""

    func string(_ key: String) throws(DriverComplaint) -> String {
        let found = try required(key, "a string")
        guard let text = found.string else { throw complaint(key, "a string", found) }
        return text
    }

    /// Nil where it is absent or null.
    func optionalString(_ key: String) throws(DriverComplaint) -> String? {
        guard let found = value.member(key)?.value else { return nil }
        if case .null = found { return nil }
        guard let text = found.string else { throw complaint(key, "a string or null", found) }
        return text
    }

    func integer(_ key: String) throws(DriverComplaint) -> Int {
        let found = try required(key, "an integer")
        guard let number = found.integer else { throw complaint(key, "an integer", found) }
        return number
    }

    func word(_ key: String, of words: [String]) throws(DriverComplaint) -> String {
        let text = try string(key)
        guard words.contains(text) else {
            throw DriverComplaint(
                place: prefix + key,
                what: "is \(JSONValue.string(text).excerpt); it must be one of \(words.joined(separator: ", "))"
            )
        }
        return text
    }

    func object(_ key: String) throws(DriverComplaint) -> MessageReader {
        let found = try required(key, "an object")
        guard case .object = found else { throw complaint(key, "an object", found) }
        return MessageReader(value: found, prefix: prefix + key + ".")
    }

    func array(_ key: String) throws(DriverComplaint) -> [JSONValue] {
        let found = try required(key, "an array")
        guard case .array(let nodes) = found else { throw complaint(key, "an array", found) }
        return nodes.map(\.value)
    }

    func objects(_ key: String) throws(DriverComplaint) -> [MessageReader] {
        var readers: [MessageReader] = []
        for (index, element) in try array(key).enumerated() {
            guard case .object = element else { throw complaint("\(key)[\(index)]", "an object", element) }
            readers.append(MessageReader(value: element, prefix: "\(prefix)\(key)[\(index)]."))
        }
        return readers
    }

    func complaint(_ key: String, _ required: String, _ found: JSONValue) -> DriverComplaint {
        DriverComplaint(place: prefix + key, what: "is \(found.article); it must be \(required)")
    }

    private func required(_ key: String, _ type: String) throws(DriverComplaint) -> JSONValue {
        guard let found = value.member(key)?.value else {
            throw DriverComplaint(place: prefix + key, what: "is missing; it must be \(type)")
        }
        return found
    }
}

extension JSONValue {
    /// As `the number 5`, `an array of 3`.
    var article: String {
        switch self {
        case .null: "null"
        case .bool, .array, .object: excerpt
        case .number: "the number \(excerpt)"
        case .string: "the string \(excerpt)"
        }
    }
}
