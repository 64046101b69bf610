import HESContract
import SimulationKernel

extension Collector {
    /// Asks once more for all that is missing of the last two days.
    func fillHoles() async {
        let now = clock.now()
        for item in [Cgcode.loadProfile, .dailyBilling] {
            guard let last = through[item] else { continue }
            let first = (now - Self.patience).milliseconds
            let holes = finder.holes(item, of: meters.present, in: values, from: first, through: last)
            guard !holes.isEmpty else { continue }
            let stamps = holes.flatMap(\.stamps)
            let asked = holes.compactMap { meters[$0.devAddr] }
            let done = await complete(item, of: asked, from: stamps.min() ?? first, through: stamps.max() ?? last)
            for completion in done { tell(of: completion, filling: item) }
        }
        filledAt = now
    }

    private func tell(of completion: Completion, filling item: Cgcode) {
        let open = Set(completion.holes.map(\.devAddr))
        let filled = completion.askedCount - open.count
        let name = item == .loadProfile ? "load profile" : "daily billing"
        if filled > 0 {
            say("DCU \(completion.dcuNo): \(name) of \(counted(filled)) filled; \(counted(open.count)) still missing")
        } else {
            let whose = Self.named(completion.holes.map(\.devAddr), of: completion.dcuNo)
            say("\(whose): \(name) still missing since \(since(completion.holes))")
        }
        for meter in meters.present where meter.dcuNo == completion.dcuNo && meter.silentSince != nil {
            if !open.contains(meter.devAddr) { meters.change(meter.devAddr) { $0.silentSince = nil } }
        }
    }

    private func since(_ holes: [Hole]) -> String {
        let first = holes.compactMap(\.stamps.first).min() ?? 0
        return String(civil(first).description.prefix(16))
    }

    /// How long a hole is asked for.
    static let patience = SimulatedDuration.days(2)
}
