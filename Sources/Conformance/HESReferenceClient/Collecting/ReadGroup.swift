/// Meters that lack the same run of freezes, and hence can be read in one call without asking for anything else.
struct ReadGroup: Hashable, Sendable {
    var meters: [String]
    /// Ends of the run, both included, in milliseconds since the epoch.
    var first: Int64
    var last: Int64

    /// Meters keep their order; groups are in order of time.
    static func groups(of missing: [Freeze], among freezes: FreezeSet) -> [ReadGroup] {
        // A zone that skips a whole day gives two days the same start.
        let positions = Dictionary(freezes.timestamps.enumerated().map { ($1, $0) }) { first, _ in first }
        var runs: [Run: [String]] = [:]
        var open: (meter: String, first: Int64, last: Int64, position: Int)?
        func end() {
            guard let run = open else { return }
            runs[Run(first: run.first, last: run.last), default: []].append(run.meter)
        }
        for freeze in missing {
            guard let position = positions[freeze.timestamp] else { continue }
            if let run = open, run.meter == freeze.devAddr, run.position + 1 == position {
                open = (run.meter, run.first, freeze.timestamp, position)
            } else {
                end()
                open = (freeze.devAddr, freeze.timestamp, freeze.timestamp, position)
            }
        }
        end()
        return runs.map { ReadGroup(meters: $0.value, first: $0.key.first, last: $0.key.last) }
            .sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    }

    private struct Run: Hashable {
        let first: Int64
        let last: Int64
    }
}
