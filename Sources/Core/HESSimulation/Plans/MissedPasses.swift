import HESContract

/// The meters that the first attempt of an hour has missed, each with the plan that met the miss: later plans reach them.
///
/// It forgets the hours that are over, so that it holds a meter once for the present hour and for each to come in which reads
/// are reserved already.
struct MissedPasses: Codable, Sendable {
    private struct Hour: Codable, Sendable {
        let number: Int64
        @InKeyOrder var plans: [String: PlanID]
    }

    private var hours: [Hour] = []

    /// Whether a plan would be the first in that hour to meet the meter's miss; it is again for a meter that it names twice.
    func isOpen(_ devAddr: String, inHour hour: Int64, for plan: PlanID?) -> Bool {
        guard let known = hours.first(where: { $0.number == hour })?.plans[devAddr] else { return true }
        return known == plan
    }

    /// Keeps which plan has met the miss; `present` is the hour of now.
    mutating func meet(_ devAddr: String, inHour hour: Int64, by plan: PlanID, present: Int64) {
        hours.removeAll { $0.number < present }
        if let index = hours.firstIndex(where: { $0.number == hour }) {
            hours[index].plans[devAddr] = plan
        } else {
            hours.append(Hour(number: hour, plans: [devAddr: plan]))
        }
    }
}
