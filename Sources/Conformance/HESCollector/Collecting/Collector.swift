import HESContract
package import HESReferenceClient
package import SimulationKernel

/// How the collector follows the world's clock.
package struct CollectorClock: Sendable {
    let now: @Sendable () -> SimulatedInstant
    let wait: @Sendable (SimulatedInstant) async -> Bool

    /// - Parameters:
    ///   - now: the clock's instant.
    ///   - wait: returns when the clock has reached the instant; false if it never will, or the task was cancelled.
    package init(
        now: @escaping @Sendable () -> SimulatedInstant,
        wait: @escaping @Sendable (SimulatedInstant) async -> Bool
    ) {
        (self.now, self.wait) = (now, wait)
    }
}

/// A meter-data system in small: it works the loop of §4.1 all day, and moves breakers.
///
/// History first; what that lacks is read from the meters, twice at most; what is still missing is asked again four times
/// a day, for two days. A meter that was silent is not read in between. Times are the world's.
package actor Collector {
    let client: ReferenceClient
    let clock: CollectorClock
    let zone: WorldZone
    let dcus: [String]
    let start: SimulatedInstant
    let file: ValueFile?
    let timetable: Timetable
    let finder: HoleFinder
    private let tell: @Sendable (SimulatedInstant, String) -> Void
    private let wallStart = ContinuousClock.now
    private var clientAhead = Duration.zero

    var meters = MeterList()
    var values = ValueBook()
    var breakers = BreakerCount()
    /// The freezes that were asked for, in milliseconds since the epoch.
    var through: [Cgcode: Int64] = [:]
    /// When all holes were asked for last.
    var filledAt: SimulatedInstant?
    /// Why the database's file has not everything; nil if it has.
    var fileProblem: String?
    var comparedAt: SimulatedInstant?
    var spotRound = 0

    /// - Parameters:
    ///   - client: runs already.
    ///   - clock: the world's.
    ///   - zone: the world's.
    ///   - dcus: the numbers of the DCUs whose meters are collected.
    ///   - file: where every row is written as well; nil keeps them in memory alone.
    ///   - tell: gets a line for each thing that a person would want to know, from the collector's task.
    package init(
        client: ReferenceClient,
        clock: CollectorClock,
        zone: WorldZone,
        dcus: [String],
        file: ValueFile?,
        tell: @escaping @Sendable (SimulatedInstant, String) -> Void
    ) {
        (self.client, self.clock, self.zone, self.dcus) = (client, clock, zone, dcus)
        (self.file, self.tell) = (file, tell)
        start = clock.now()
        timetable = Timetable(zone: zone)
        finder = HoleFinder(zone: zone)
    }

    /// Collects until the instant, or until the task is cancelled or the world ends.
    package func run(until end: SimulatedInstant) async {
        await begin()
        var last = clock.now()
        while !Task.isCancelled {
            // After a leap of the clock, what was due in between is not done once more.
            let next = timetable.next(after: max(last, clock.now() - .hours(1)))
            guard next.at < end else { break }
            guard await clock.wait(next.at) else { return }
            last = next.at
            followClock()
            await perform(next.task)
        }
        guard await clock.wait(end), !Task.isCancelled else { return }
        await fillHoles()
    }

    private func perform(_ task: CollectorTask) async {
        switch task {
        case .compareArchives: await compareArchives()
        case .fillHoles: await fillHoles()
        case .collectDailyBilling: await collect(.dailyBilling)
        case .collectProfiles: await collect(.loadProfile)
        case .openBreaker: await openBreaker()
        case .closeBreaker: await closeBreakers()
        case .readPower: await readPower()
        }
    }

    func say(_ text: String) { tell(clock.now(), text) }

    /// Brings the client's clock, by which it judges its token, to the world's pace.
    private func followClock() {
        let simulated = Duration.milliseconds((clock.now() - start).milliseconds)
        let behind = simulated - wallStart.duration(to: .now) - clientAhead
        guard behind > .zero else { return }
        clientAhead += behind
        _ = client.advance(by: behind)
    }

    /// Keeps the rows.
    func put(_ rows: [Row]) {
        let new = values.put(rows)
        guard let file, !new.isEmpty, fileProblem == nil else { return }
        do { try file.put(new) } catch { fileProblem = "\(error)" }
    }

    func civil(_ milliseconds: Int64) -> CivilTime {
        zone.civilTime(at: SimulatedInstant(milliseconds: milliseconds))
    }

    /// Such as `06:25`.
    func clockTime(_ instant: SimulatedInstant) -> String {
        String(zone.civilTime(at: instant).description.dropFirst(11).prefix(5))
    }
}

/// What became of the breaker operations.
package struct BreakerCount: Hashable, Sendable {
    package var done = 0
    package var failed = 0
    package var unclear = 0
}
