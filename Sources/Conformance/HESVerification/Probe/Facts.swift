import HESContract
package import SimulationKernel

/// What was seen and later questions are about.
package struct Facts: Sendable {
    package internal(set) var dailyStamp: SimulatedInstant?
    package internal(set) var earlierStamp: SimulatedInstant?
    package internal(set) var readingStamp: SimulatedInstant?
    /// Topic of the last push that was heard.
    package internal(set) var pushTopic: String?
    /// A meter of the second DCU's archive, with its status.
    var elsewhere: (devAddr: String, status: String)?
    /// The status of the first meter in its archive.
    var firstStatus: String?

    package init(_ conversation: Conversation, of setup: VerificationSetup) {
        let first = setup.meters[0].deviceKey
        let daily = conversation.rows(of: "daily").filter { $0.device == first }.compactMap(\.stamp).sorted()
        if daily.count >= 6 {
            dailyStamp = SimulatedInstant(milliseconds: daily[daily.count - 3])
            earlierStamp = SimulatedInstant(milliseconds: daily[daily.count - 6])
        }
        let readings = conversation.steps(labelled: "instant").flatMap(\.pushedRows).filter { $0.device == first }
        readingStamp = readings.last { $0.hasValue }?.stamp.map { SimulatedInstant(milliseconds: $0) }
        pushTopic = conversation.steps.last { !$0.pushes.isEmpty }?.pushes.last?.topic
        elsewhere =
            conversation.archive(of: setup.dcus.dropFirst().first).lazy.compactMap { meter in
                meter.number(among: setup.meters).map { ($0, meter.status) }
            }.first
        firstStatus = conversation.archive(of: setup.dcus.first).first { $0.written.deviceKey == first }?.status
    }

    /// Whether a need of a probe is met.
    func meets(_ need: Need, of setup: VerificationSetup) -> Bool {
        switch need {
        case .daily: dailyStamp != nil
        case .reading: readingStamp != nil
        case .push: pushTopic != nil
        case .secondArchive: elsewhere != nil
        case .dcu, .secondDcu, .secondMeter, .slow, .writesArchive, .writesRelay: setup.allows(need)
        }
    }
}
