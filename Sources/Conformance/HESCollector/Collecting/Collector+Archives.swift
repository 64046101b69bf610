import HESContract
import HESReferenceClient
import SimulationKernel

extension Collector {
    /// Logs in, finds the meters, and takes the rows of the last hours.
    func begin() async {
        let login = await client.logIn()
        guard login.outcome == .ok else { return say("login refused: \(login.note ?? "no reason")") }
        guard await client.waitUntilListening(within: Self.connectionPatience) else {
            return say("the broker does not acknowledge the subscription; reads begin when it does")
        }
        await compareArchives()
        let first = (start - Self.look).milliseconds
        let now = clock.now()
        through[.loadProfile] = now.milliseconds
        let done = await complete(
            .loadProfile,
            of: meters.present(for: .loadProfile),
            from: first,
            through: now.milliseconds
        )
        let midnight = zone.startOfDay(zone.date(at: now)).milliseconds
        _ = await complete(.dailyBilling, of: meters.present, from: midnight, through: now.milliseconds)
        through[.dailyBilling] = now.milliseconds
        for completion in done where !completion.holes.isEmpty { tell(of: completion, .loadProfile) }
        say("\(values.count) values of the last hours taken from history")
    }

    /// Reads the archive of every DCU and finds what is new behind it and what is gone.
    func compareArchives() async {
        let isFirst = comparedAt == nil
        for (dcuNo, archive) in await archives() {
            guard let archive else {
                say("the archive of DCU \(dcuNo) cannot be read")
                continue
            }
            let known = meters.present.filter { $0.dcuNo == dcuNo }.map(\.devAddr)
            let change = ArchiveChange(archive: archive, known: known)
            take(change, of: dcuNo)
            if !isFirst, !change.isEmpty { tell(of: change, in: dcuNo) }
        }
        if isFirst { say("\(counted(meters.present.count)) in the archives of \(dcus.count.counted("DCU"))") }
        comparedAt = clock.now()
    }

    private func archives() async -> [(dcuNo: String, meters: [String]?)] {
        await withTaskGroup(of: (Int, String, [String]?).self) { tasks in
            for (index, dcuNo) in dcus.enumerated() {
                tasks.addTask { [client] in
                    (index, dcuNo, await client.readArchive(dcuNo: dcuNo).archive?.map(\.devAddr))
                }
            }
            var all: [(Int, String, [String]?)] = []
            for await archive in tasks { all.append(archive) }
            return all.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
        }
    }

    private func take(_ change: ArchiveChange, of dcuNo: String) {
        let now = clock.now().milliseconds
        for devAddr in change.removed { meters.change(devAddr) { $0.gone = now } }
        for devAddr in change.added {
            guard meters[devAddr] == nil else {
                meters.change(devAddr) { ($0.dcuNo, $0.gone) = (dcuNo, nil) }
                continue
            }
            let profiles = meters.present(for: .loadProfile).count { $0.dcuNo == dcuNo }
            var meter = KnownMeter(
                devAddr: devAddr,
                dcuNo: dcuNo,
                since: (comparedAt ?? start - Self.look).milliseconds,
                hasProfile: profiles < MeterList.mostProfiles
            )
            meter.isSinceGuessed = comparedAt != nil
            _ = meters.add(meter)
        }
    }

    private func tell(of change: ArchiveChange, in dcuNo: String) {
        let (added, removed) = (change.added.joined(separator: ", "), change.removed.joined(separator: ", "))
        if change.added.count == 1, change.removed.count == 1 {
            say("DCU \(dcuNo): \(removed) is gone and \(added) is new: the meter was replaced")
        } else {
            if !added.isEmpty { say("DCU \(dcuNo): new in the archive: \(added)") }
            if !removed.isEmpty { say("DCU \(dcuNo): gone from the archive: \(removed)") }
        }
    }

    /// How far back the first collection goes.
    private static let look = SimulatedDuration.hours(6)
    private static let connectionPatience = Duration.seconds(10)
}
