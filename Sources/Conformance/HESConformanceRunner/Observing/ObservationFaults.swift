package import HESClientDriver
package import HESConformance
import HESRuntime
import HESScenario
import HESSimulation
import JSON

/// Arms the faults of stimuli in an observation, one at a time.
package struct ObservationFaults: Sendable {
    /// Those that were not delivered in their turn come again, unless there is a trigger.
    private let stimuli: [Stimulus]
    private let trigger: TriggerCommand?
    /// Real seconds for what the system does after a fault.
    private let reaction: Int
    /// Called with a line for each change, on any thread.
    private let onLine: @Sendable (String) -> Void

    package init(
        _ stimuli: [Stimulus],
        trigger: TriggerCommand?,
        reaction: Int,
        onLine: @escaping @Sendable (String) -> Void
    ) {
        self.stimuli = stimuli
        self.trigger = trigger
        self.reaction = reaction
        self.onLine = onLine
    }

    /// Longest real time of a trigger.
    private static let triggerPatience = Duration.seconds(60)

    /// Returns when every fault was delivered, or the task is cancelled.
    ///
    /// `window` is the real time that the observation lasts; nil for a clock that leaps.
    func play(in world: World, recorder: EvidenceRecorder, window: Duration?) async {
        var waiting = stimuli[...]
        var number = 0
        let patience = turn(of: window)
        while !Task.isCancelled, let stimulus = waiting.popFirst() {
            let isDelivered = await play(stimulus, as: number, in: world, recorder: recorder, patience: patience)
            number += 1
            if !isDelivered, trigger == nil { waiting.append(stimulus) }
        }
    }

    /// Real time for which a fault waits for its transaction, so that each has four turns within the window.
    ///
    /// With a trigger the transaction comes at once or not at all.
    private func turn(of window: Duration?) -> Duration {
        if trigger != nil { return .seconds(reaction) }
        guard let window else { return .seconds(60) }
        return min(max(window / (4 * max(1, stimuli.count)), .seconds(1)), .seconds(600))
    }

    /// - Returns: whether the fault was delivered.
    private func play(
        _ stimulus: Stimulus,
        as number: Int,
        in world: World,
        recorder: EvidenceRecorder,
        patience: Duration
    ) async -> Bool {
        let begin = recorder.count
        recorder.record(.step(.init(number, source: stimulus.step(reaction: reaction))))
        defer { recorder.record(.stepEnd(.init(number))) }
        do {
            try arm(stimulus, in: world)
        } catch {
            recorder.record(.error(.init("\(error)")))
            return true
        }
        defer { _ = world.disarm(stimulus.ruleID) }
        onLine("\(stimulus.id) is armed and waits for \(stimulus.callWords)")
        await pull(for: stimulus, recorder: recorder)
        let end = ContinuousClock.now + patience
        while !recorder.hasFault(of: stimulus.ruleID, after: begin) {
            guard !Task.isCancelled, ContinuousClock.now < end else {
                onLine("\(stimulus.id) was not delivered: no \(stimulus.callWords) came")
                return false
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        onLine("\(stimulus.id) is delivered; what follows is watched")
        try? await Task.sleep(for: .seconds(reaction))
        return true
    }

    private func arm(_ stimulus: Stimulus, in world: World) throws(EnvironmentError) {
        let (configuration, known) = world.read { headEnd, _ in
            (headEnd.configuration, headEnd.rules.all.map(\.rule.id))
        }
        let reading = ScenarioDocument(stimulus.rule, name: stimulus.id).readRules(for: configuration, known: known)
        let errors = reading.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw EnvironmentError(what: errors.map(\.description).joined(separator: "\n")) }
        if let taken = world.arm(reading.rules) { throw EnvironmentError(what: "two rules are called '\(taken)'") }
    }

    private func pull(for stimulus: Stimulus, recorder: EvidenceRecorder) async {
        guard let trigger else { return }
        let told = await trigger.run(for: stimulus.id, within: Self.triggerPatience)
        guard !Task.isCancelled else { return }
        recorder.record(.trigger(.init(told)))
        if told != TriggerCommand.done { onLine("\(stimulus.id): the trigger \(told)") }
    }
}
