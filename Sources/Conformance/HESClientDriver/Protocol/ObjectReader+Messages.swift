import JSON

/// Members of a message: the first one that is wrong ends the reading; unknown ones are ignored.
extension ObjectReader {
    /// - Throws: if `message` is no object.
    static func reading(_ message: JSONValue) throws(DriverComplaint) -> ObjectReader {
        let place = Place(JSONNode(offset: 0, value: message), problems: ProblemList())
        if let reader = place.object() { return reader }
        throw DriverComplaint(what: "the message is \(message.article); it must be an object")
    }

    /// Whether the key is there and its value is not null.
    func isGiven(_ key: String) -> Bool {
        switch optional(key)?.node.value {
        case nil, .null: false
        default: true
        }
    }

    func string(_ key: String) throws(DriverComplaint) -> String {
        try required(key, mustBe: "a string") { $0.string() }
    }

    /// Nil if the key is absent or its value is null.
    func optionalString(_ key: String) throws(DriverComplaint) -> String? {
        guard isGiven(key) else { return nil }
        return try required(key, mustBe: "a string or null") { $0.string() }
    }

    func integer(_ key: String) throws(DriverComplaint) -> Int {
        try required(key, mustBe: "an integer") { $0.integer() }
    }

    func word(_ key: String, of words: [String]) throws(DriverComplaint) -> String {
        let text = try string(key)
        if words.contains(text) { return text }
        let what = "is \(JSONValue.string(text).excerpt); it must be one of \(words.joined(separator: ", "))"
        throw DriverComplaint(place: DriverComplaint.path(place.pointer(to: key)), what: what)
    }

    func object(_ key: String) throws(DriverComplaint) -> ObjectReader {
        try required(key, mustBe: "an object") { $0.object() }
    }

    func array(_ key: String) throws(DriverComplaint) -> [Place] {
        try required(key, mustBe: "an array") { place in
            if case .array = place.node.value { place.elements() } else { nil }
        }
    }

    func objects(_ key: String) throws(DriverComplaint) -> [ObjectReader] {
        var readers: [ObjectReader] = []
        for element in try array(key) {
            guard let reader = element.object() else { throw element.complaint(mustBe: "an object") }
            readers.append(reader)
        }
        return readers
    }

    private func required<Value>(
        _ key: String,
        mustBe type: String,
        read: (Place) -> Value?
    ) throws(DriverComplaint) -> Value {
        guard let member = optional(key) else {
            let path = DriverComplaint.path(place.pointer(to: key))
            throw DriverComplaint(place: path, what: "is missing; it must be \(type)")
        }
        guard let value = read(member) else { throw member.complaint(mustBe: type) }
        return value
    }
}

extension Place {
    /// `path` is given for a key of the client's choice, which the pointer does not tell from an index.
    func complaint(mustBe type: String, at path: String? = nil) -> DriverComplaint {
        let what = "is \(node.value.article); it must be \(type)"
        return DriverComplaint(place: path ?? DriverComplaint.path(pointer), what: what)
    }
}

extension DriverComplaint {
    /// The path `rows[2].timestamp` for the JSON pointer `/rows/2/timestamp`; no key of the protocol is a number or is escaped.
    fileprivate static func path(_ pointer: String) -> String {
        pointer.split(separator: "/").reduce(into: "") { path, token in
            if Int(token) != nil { path += "[\(token)]" } else { path += path.isEmpty ? token : ".\(token)" }
        }
    }
}

extension JSONValue {
    /// The value in words, such as `the number 5`, `an array of 3`.
    var article: String {
        switch self {
        case .null: "null"
        case .bool, .array, .object: excerpt
        case .number: "the number \(excerpt)"
        case .string: "the string \(excerpt)"
        }
    }
}
