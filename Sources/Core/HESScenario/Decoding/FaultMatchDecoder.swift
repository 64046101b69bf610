import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// Meters of a rule with their place in the file.
struct PlacedSpan {
    let span: MeterSpan
    let place: Place
}

/// A name in a rule or event, with its place in the file.
struct PlacedName {
    let name: String
    let place: Place
}

/// A rule's `match` with the places of names that may be unknown.
struct PlacedMatch {
    var match = RuleMatch()
    var meters: [PlacedSpan] = []
    var tenants: [PlacedName] = []
    var users: [PlacedName] = []
    var dcus: [PlacedName] = []
    var endpoint: Place?
    var share: Place?
    var dcuShare: Place?
    var cgcode: Place?
    var not: Place?
    /// The exceptions' own places.
    var exceptions: [PlacedMatch] = []
}

/// `match`: the calls and meters that a rule matches; a list holds if any of its elements does.
struct FaultMatchDecoder {
    func decode(_ place: Place?) -> PlacedMatch {
        guard let reader = place?.object() else { return PlacedMatch() }
        var placed = members(of: reader)
        placed.not = reader.optional("not", about: "Calls and meters that it leaves alone, in the same members.")
        if let inner = placed.not?.object() {
            let exception = members(of: inner)
            inner.refuse(
                "not",
                expected: "an exception without exceptions of its own",
                hint: "write the rule twice: without these meters, and for those alone"
            )
            inner.finish()
            placed.exceptions = [exception]
            placed.match.exceptions = [exception.match]
        }
        reader.finish()
        return placed
    }

    private func members(of reader: ObjectReader) -> PlacedMatch {
        var placed = PlacedMatch()
        placed.endpoint = reader.optional("endpoint", about: "Last part of the call's path.")
        placed.match.endpoints = list(placed.endpoint) { $0.choice(Endpoint.self) }
        placed.tenants = list(reader.optional("tenant", about: "Code of the tenant."), of: name)
        placed.users = list(reader.optional("user", about: "Name of the user whose call it is."), of: name)
        placed.meters = list(reader.optional("meter", about: "A meter number, or a range of them."), of: meter)
        placed.dcus = list(reader.optional("dcu", about: "In whose archive the meter is."), of: name)
        placed.cgcode = reader.optional("cgcode", about: "That the call asks for.")
        placed.match.cgcodes = list(placed.cgcode) {
            $0.choice(Cgcode.self)
        }
        placed.share = reader.optional("share", about: "Of the meters, chosen by the seed.")
        placed.match.share = placed.share?.number(in: 0...1)
        placed.dcuShare = reader.optional("dcuShare", about: "Of the DCUs, whole ones chosen by the seed.")
        placed.match.dcuShare = placed.dcuShare?.number(in: 0...1)
        placed.match.tenants = placed.tenants.map(\.name)
        placed.match.users = placed.users.map(\.name)
        placed.match.meters = placed.meters.map(\.span)
        placed.match.dcus = placed.dcus.map(\.name)
        return placed
    }

    private func list<Value>(_ place: Place?, of read: (Place) -> Value?) -> [Value] {
        (place?.oneOrMany() ?? []).compactMap(read)
    }

    private func name(_ place: Place) -> PlacedName? {
        place.nonEmptyString().map { PlacedName(name: $0, place: place) }
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
        let numbers = RangeDecoder.decode(reader) { $0.nonEmptyString() }
        reader.finish()
        return numbers.map { MeterSpan(first: $0.0, count: $0.1) }
    }
}
