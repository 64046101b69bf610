import HESContract
import JSON
import SimulationKernel

extension Step {
    private static let mostRepeats = 100

    /// The step as often as its `repeat` says, each with its own number; empty, with a problem recorded, if the place is no
    /// step.
    static func all(_ place: Place) -> [Step] {
        let variants = kinds.map { kind in
            Variant(kind.name, about: kind.description) { reader in steps(of: kind, in: reader) }
        }
        return place.oneOf(keys: variants) ?? []
    }

    private static func steps(of kind: Kind, in reader: ObjectReader) -> [Step]? {
        let action = kind.read(reader)
        let isOptional = reader.bool("optional", about: "Left out for a client that lacks the operation's capability.")
        guard let count = count(in: reader), let action else { return nil }
        let step = Step(action: action, isOptional: isOptional, source: reader.place.json().without("repeat"))
        return Array(repeating: step, count: count)
    }

    /// Nil, with a problem recorded, if it is no number in the range.
    private static func count(in reader: ObjectReader) -> Int? {
        guard let place = reader.optional("repeat", about: "How often, one after another.", default: 1) else {
            return 1
        }
        place.note("minimum", as: 1).note("maximum", as: .number("\(mostRepeats)"))
        guard let count = place.integer() else { return nil }
        if (1...mostRepeats).contains(count) { return count }
        place.complain(expected: "1 to \(mostRepeats)")
        return nil
    }

    private struct Kind {
        /// The key by which such steps are recognised.
        let name: String
        let description: String
        /// Reads that key, and those that belong to it.
        let read: (ObjectReader) -> Action?
    }

    private static func operation(_ reader: ObjectReader) -> (name: OperationName, arguments: JSONValue)? {
        let arguments = reader.optional("args", about: "What the driver is told.")?.json() ?? [:]
        return reader.word("op").map { ($0, arguments.withEachMeter) }
    }

    private static var kinds: [Kind] {
        [
            Kind(name: "op", description: "The client is asked for an operation.") { reader in
                operation(reader).map { .operation($0.name, arguments: $0.arguments) }
            },
            Kind(name: "together", description: "The client is asked for several operations at the same time.") {
                let places = $0.places("together", about: "Each with 'op' and 'args'.", isRequired: true)
                return .together(places.compactMap { $0.object().flatMap(operation) })
            },
            Kind(name: "advance", description: "The clock moves on.") { reader in
                reader.required("advance", about: "As 7201s.")?
                    .text("a duration such as 7201s") { SimulatedDuration(parsing: $0) == nil ? nil : .advance($0) }
            },
            Kind(name: "faults", description: "A rule or an array of rules is armed.") {
                $0.required("faults").map { .faults($0.json()) }
            },
            Kind(name: "disarm", description: "The rule of this id is removed.") { .disarm($0.string("disarm")) },
            Kind(name: "clockAdvance", description: "Seconds told to clients that declare 'clock'.") {
                .clockAdvance($0.integer("clockAdvance"))
            },
            Kind(name: "revoke", description: "Every token is revoked.") { $0.isTrue("revoke") ? .revoke : nil },
            Kind(name: "restart", description: "The client is killed and started again, if it declares 'persistent'.") {
                $0.isTrue("restart") ? .restart : nil
            },
            Kind(name: "fence", description: "A known-good exchange behind which absence is judged.") {
                $0.isTrue("fence") ? .fence : nil
            },
        ]
    }
}

extension ObjectReader {
    fileprivate func isTrue(_ key: String) -> Bool {
        guard let place = required(key)?.note("const", as: true) else { return false }
        if case .bool(true) = place.node.value { return true }
        place.complain(expected: "true")
        return false
    }
}

extension JSONValue {
    private static let mostMeters = 10_000

    /// The arguments with a range `"meters": {"from": 202407100001, "count": 3}` written out.
    fileprivate var withEachMeter: JSONValue {
        guard case .object(let members) = self, let range = member("meters")?.value,
            let first = range.member("from")?.value.integer, let count = range.member("count")?.value.integer,
            (1...Self.mostMeters).contains(count)
        else { return self }
        let meters = (0..<count).map { JSONValue.string("\(first &+ $0)") }
        return .members(members.map { ($0.key, $0.key == "meters" ? .list(meters) : $0.node.value) })
    }

    /// An object without one of its members; another value as it is.
    fileprivate func without(_ key: String) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.key != key })
    }
}
