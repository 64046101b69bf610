import HESContract
import HESSimulation

/// `limits`: what the head-end takes at most.
struct LimitsDecoder {
    func decode(_ place: Place?) -> Limits {
        guard let reader = place?.object() else { return Limits() }
        defer { reader.finish() }
        return Limits(
            maxMeters: reader.optional("maxMeters")?.integer(in: 1...100_000) ?? 500,
            maxPageSize: reader.optional("maxPageSize")?.integer(in: 1...10_000) ?? 1000,
            maxPlansInFlight: reader.optional("maxPlansInFlight")?.integer(in: 1...1_000_000) ?? 100_000
        )
    }
}
