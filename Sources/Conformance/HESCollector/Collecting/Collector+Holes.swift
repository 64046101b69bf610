import HESContract
import SimulationKernel

extension Collector {
    /// Asks once more for all that is missing of the last two days.
    func fillHoles() async {
        let now = clock.now()
        for item in [Cgcode.loadProfile, .dailyBilling] {
            guard let last = through[item] else { continue }
            let first = (now - Self.patience).milliseconds
            let asked = meters.present(for: item).filter { mayAsk($0, at: now) }
            let holes = finder.holes(item, of: asked, in: values, from: first, through: last)
            guard !holes.isEmpty else { continue }
            let stamps = holes.flatMap(\.stamps)
            let lacking = holes.compactMap { meters[$0.devAddr] }
            let done = await complete(item, of: lacking, from: stamps.min() ?? first, through: stamps.max() ?? last)
            for completion in done { tell(of: completion, filling: item) }
        }
        filledAt = now
    }

    /// Meters that have been silent for a day are asked once a day.
    private func mayAsk(_ meter: KnownMeter, at now: SimulatedInstant) -> Bool {
        guard let since = meter.silentSince else { return true }
        return now.milliseconds - since < Self.day.milliseconds || zone.civilTime(at: now).hour < 6
    }

    private func tell(of completion: Completion, filling item: Cgcode) {
        let open = Set(completion.holes.map(\.devAddr))
        let filled = completion.askedCount - open.count
        if filled > 0 {
            let rest = open.isEmpty ? "" : "; \(counted(open.count)) still missing"
            say("DCU \(completion.dcuNo): \(Self.named(item)) of \(counted(filled)) filled\(rest)")
        } else if item == .loadProfile {
            say(
                "\(Self.named(completion.holes.map(\.devAddr), of: completion.dcuNo)) still silent\(since(completion.holes))"
            )
        }
        for meter in meters.present where meter.dcuNo == completion.dcuNo && meter.silentSince != nil {
            if meter.hasProfile == (item == .loadProfile), !open.contains(meter.devAddr) {
                meters.change(meter.devAddr) { $0.silentSince = nil }
            }
        }
    }

    private func since(_ holes: [Hole]) -> String {
        let first = holes.compactMap { meters[$0.devAddr]?.silentSince ?? $0.stamps.first }.min()
        return first.map { " since \(civil($0).description.prefix(16))" } ?? ""
    }

    private static let day = SimulatedDuration.days(1)
    /// How long a hole is asked for.
    static let patience = SimulatedDuration.days(2)
}
