import HESContract
import JSON

/// A stretch of the observation in which one stimulus was armed, from `step` to `step.end` or the end of the evidence.
struct StimulusTurn {
    let first: Int
    let last: Int
    /// Real seconds for which the system is watched after the fault; nil if the step does not say it.
    let reaction: Int?
    /// What became of the command of `--trigger` where it failed, such as `ended with exit status 7`.
    let triggerFailure: String?

    func contains(_ seq: Int) -> Bool { (first...last).contains(seq) }

    static func all(of stimulus: Stimulus, in traffic: Traffic) -> [StimulusTurn] {
        traffic.events.compactMap { event in
            guard case .step(let begin) = event.kind, begin.source.member("arm")?.value.string == stimulus.id else {
                return nil
            }
            let rest = traffic.events.dropFirst(event.seq)
            let end = rest.first { event in
                if case .stepEnd(let end) = event.kind { end.step == begin.step } else { false }
            }
            let last = max(event.seq, end?.seq ?? traffic.events.last?.seq ?? event.seq)
            return StimulusTurn(
                first: event.seq,
                last: last,
                reaction: begin.source.member("reaction")?.value.integer,
                triggerFailure: failure(in: rest.prefix { $0.seq <= last })
            )
        }
    }

    private static func failure(in events: ArraySlice<EvidenceEvent>) -> String? {
        events.firstValue { event -> String? in
            if case .trigger(let remark) = event.kind, remark.what != "done" { remark.what } else { nil }
        }
    }
}
