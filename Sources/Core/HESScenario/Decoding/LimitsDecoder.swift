import HESContract
import HESSimulation
import JSON

/// `limits`: the head-end's limits.
struct LimitsDecoder {
    func decode(_ place: Place?) -> Limits {
        guard let reader = place?.object() else { return Limits() }
        defer { reader.finish() }
        let defaults = Limits()
        var limits = Limits(
            maxMeters: reader.optional("maxMeters", about: "Meters in one call.")
                .integer(in: 1...100_000, default: defaults.maxMeters),
            maxPageSize: reader.optional("maxPageSize", about: "Rows on one page of history.")
                .integer(in: 1...10_000, default: defaults.maxPageSize),
            maxPlansInFlight: reader.optional("maxPlansInFlight", about: "Plans whose push is still to come.")
                .integer(in: 1...1_000_000, default: defaults.maxPlansInFlight),
            maxWaitingRows: reader.optional("maxWaitingRows", about: "Rows of pushes that wait to be rendered.")
                .integer(in: 1...10_000_000, default: defaults.maxWaitingRows),
            maxWaitingBytes: reader.optional("maxWaitingBytes", about: "Bytes of pushes that wait to be acknowledged.")
                .integer(in: 1...(1 << 30), default: defaults.maxWaitingBytes)
        )
        limits.maxRowsPerPlan = reader.optional("maxRowsPerPlan", about: "Rows of one plan's push.")
            .integer(in: 1...500_000, default: defaults.maxRowsPerPlan)
        limits.maxPushBytes = reader.optional(
            "maxPushBytes",
            about: "Bytes of one push; a larger one goes by the dialect's pushOverflow. No limit where it is absent."
        )?
        .integer(in: 256...(256 << 20))
        limits.planTimeout = reader.optional(
            "planTimeout",
            about:
                "A plan ends then with what it has; 30 minutes for each 200 meters of its largest DCU where it is absent."
        )?
        .duration()
        return limits
    }
}
