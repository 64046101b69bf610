import HESContract
import HESSimulation

/// `timing`: how long answers, pushes and reads take.
struct TimingDecoder {
    func decode(_ place: Place?) -> Timing {
        guard let reader = place?.object() else { return Timing() }
        defer { reader.finish() }
        let defaults = Timing()
        return Timing(
            replyDelay: reader.optional("replyDelay")?.distribution() ?? defaults.replyDelay,
            pushDelay: reader.optional("pushDelay")?.distribution() ?? defaults.pushDelay,
            perMeterRead: reader.optional("perMeterRead")?.distribution()
        )
    }
}
