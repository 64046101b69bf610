import HESContract
import SimulationKernel

extension Collector {
    /// Says what a collection could not get, and what it got from the meters in place of history.
    func tell(of completion: Completion, _ item: Cgcode) {
        let (holes, dcuNo) = (completion.holes, completion.dcuNo)
        let read = completion.lackingCount - holes.count
        if read > 0 {
            say("DCU \(dcuNo): history lacked rows of \(counted(completion.lackingCount)); \(read) read from the meter")
        }
        guard !holes.isEmpty, item == .loadProfile else { return }
        for hole in holes {
            meters.change(hole.devAddr) { $0.silentSince = $0.silentSince ?? hole.stamps.first }
        }
        let when = clockTime(timetable.next(.fillHoles, after: clock.now()))
        if holes.count == completion.askedCount, holes.count > 3 {
            say("DCU \(dcuNo) silent: \(counted(holes.count)) missing; will ask history at \(when)")
        } else {
            say("\(Self.named(holes.map(\.devAddr), of: dcuNo)) silent; will ask history at \(when)")
        }
    }

    func counted(_ count: Int) -> String { count == 1 ? "1 meter" : "\(count) meters" }
}
