import HESContract
import HESSimulation
import JSON

/// `timing`: how long answers, pushes and reads take.
struct TimingDecoder {
    func decode(_ place: Place?) -> Timing {
        guard let reader = place?.object() else { return Timing() }
        defer { reader.finish() }
        let defaults = Timing()
        return Timing(
            replyDelay: reader.optional("replyDelay", about: "Before an answer.")
                .distribution(default: defaults.replyDelay),
            pushDelay: reader.optional("pushDelay", about: "From the answer to the push, at the earliest.")
                .distribution(default: defaults.pushDelay),
            perMeterRead: reader.optional(
                "perMeterRead",
                about: "One read of one meter; by its link where it is absent."
            )?
            .distribution()
        )
    }
}
