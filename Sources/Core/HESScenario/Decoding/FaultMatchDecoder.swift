import HESContract
import HESSimulation
import SimulationKernel

/// Meters of a rule with their place in the file.
struct PlacedSpan {
    let span: MeterSpan
    let place: Place
}

/// `match`: whom a rule is about; a list means any of it.
struct FaultMatchDecoder {
    func decode(_ place: Place?) -> (match: FaultMatch, meters: [PlacedSpan]) {
        var match = FaultMatch()
        guard let reader = place?.object() else { return (match, []) }
        match.endpoints = list(reader.optional("endpoint", "Last part of the call's path.")) {
            $0.choice(Endpoint.self)
        }
        match.tenants = list(reader.optional("tenant", "Code of the tenant.")) { $0.nonEmptyString() }
        match.users = list(reader.optional("user", "Name of the user whose call it is.")) { $0.nonEmptyString() }
        let meters = list(reader.optional("meter", "A meter number, or a range of them."), meter)
        match.meters = meters.map(\.span)
        match.dcus = list(reader.optional("dcu", "In whose archive the meter is.")) { $0.nonEmptyString() }
        match.cgcodes = list(reader.optional("cgcode", "That the call asks for.")) { $0.choice(Cgcode.self) }
        match.share = reader.optional("share", "Of the meters, chosen by the seed.")?.number(in: 0...1)
        reader.finish()
        return (match, meters)
    }

    private func list<Value>(_ place: Place?, _ read: (Place) -> Value?) -> [Value] {
        (place?.oneOrMany() ?? []).compactMap(read)
    }

    private func meter(_ place: Place) -> PlacedSpan? {
        place.either(
            .string { $0.nonEmptyString().map { PlacedSpan(span: MeterSpan(first: $0), place: place) } },
            .object { range($0).map { PlacedSpan(span: $0, place: place) } },
            otherwise: "a meter number as a string, or a range with from and count"
        )
    }

    private func range(_ place: Place) -> MeterSpan? {
        guard let reader = place.object() else { return nil }
        let from = reader.required("from", "First number.")?.nonEmptyString()
        let count = reader.required("count", "How many.")?.integer(in: 1...100_000_000)
        reader.finish()
        guard let from, let count else { return nil }
        guard MeterNumbers.parts(from) != nil else {
            place.complain(expected: "1 to 18 digits where a range starts", found: "\"\(from)\"")
            return nil
        }
        return MeterSpan(first: from, count: count)
    }
}
