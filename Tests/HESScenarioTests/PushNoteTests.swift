import HESContract
import HESScenario
import HESSimulation
import JSON
import SimulationKernel
import Testing

@Suite struct `What the journal says of a push` {
    /// Dialects in which a push says something else than that some meters answered.
    private static let dialects: [@Sendable (inout Dialect) -> Void] = [
        { _ in }, { $0.failedMeter = .dashes }, { $0.failedMeter = .emptyChannels }, { $0.statusRule = .silentGaps },
        { $0.statusRule = .withData02 }, { $0.pushParts = .split },
    ]

    /// Bytes that a rule has mangled say nothing any more.
    @Test(
        arguments: Repository.scenarioFiles.filter { $0 != "F30-push-mangled.json" }.enumerated().map {
            ($1, UInt64($0))
        }
    )
    func `is what the push says, although the rows are made later`(file: String, seed: UInt64) throws {
        let reading = Scenario.read(try Repository.bytes("scenarios/\(file)"), file: file, now: Repository.instant)
        var configuration = try #require(reading.scenario?.worlds.first)
        Self.dialects[Int(seed) % Self.dialects.count](&configuration.dialect)
        for push in pushes(of: configuration, seed: seed) {
            let (status, devAddrs) = Self.told(push.payload)
            #expect(push.note?.status.rawValue == status, "\(push.text)")
            #expect(Set(push.note?.devAddrs ?? []) == devAddrs, "\(push.text)")
        }
    }

    private struct Pushed {
        let payload: [UInt8]
        let note: JournalEntry.PushNote?

        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    private func pushes(of configuration: WorldConfiguration, seed: UInt64) -> [Pushed] {
        var (inputs, replay) = (RandomInputs(configuration, seed: seed), Replay(configuration))
        var messages: [UInt64: PushMessage] = [:]
        for _ in 0..<80 {
            var tried = replay
            guard (try? tried.apply(inputs.next(in: replay))) != nil else { continue }
            replay = tried
            for message in replay.owedPushes { messages[message.ticket] = message }
        }
        let notes = replay.headEnd.journal.entries(from: 0).compactMap { entry -> JournalEntry.PushNote? in
            if case .push(let note) = entry.kind { note } else { nil }
        }
        return messages.keys.sorted().compactMap { messages[$0] }.map { message in
            Pushed(payload: message.payload, note: notes.first { $0.ticket == message.ticket })
        }
    }

    /// The status, and the meters of the rows.
    private static func told(_ payload: [UInt8]) -> (status: String?, devAddrs: Set<String>) {
        let data = (try? JSONParser.parse(payload))?.value.member("data")?.value
        guard case .array(let rows)? = data?.member("list")?.value else {
            return (data?.member("status")?.value.string, [])
        }
        let devAddrs = rows.compactMap { $0.value.member("devAddr")?.value.string }
        return (data?.member("status")?.value.string, Set(devAddrs))
    }
}
