import HESContract
import HESReferenceClient
import SimulationKernel

extension Collector {
    /// Reads the power of one meter of each DCU, every time others.
    func readPower() async {
        let asked = byDCU(meters.present.filter { $0.silentSince == nil }).map {
            $0.meters[spotRound % $0.meters.count]
        }
        spotRound += 1
        guard !asked.isEmpty else { return }
        let began = clock.now()
        let report = await client.read(.single, cgcode: power, meters: asked.map(\.devAddr))
        let rows = report.rows ?? []
        put(rows)
        if let note = report.note {
            let minutes = (clock.now() - began).milliseconds / 60_000
            let what = note.split(separator: " within").first ?? ""
            say("\(what); read again after \(minutes) min: \(rows.count) of \(counted(asked.count))")
        }
        let answered = Set(rows.map(\.devAddr))
        for meter in asked where !answered.contains(meter.devAddr) {
            say("meter \(meter.devAddr) does not answer a read of its power")
        }
        if report.note == nil, answered.count == asked.count {
            say("power now: " + rows.map { "\($0.value) \($0.unit)" }.joined(separator: ", "))
        }
    }

    /// Opens the breaker of the day's meter, and looks whether power still flows.
    func openBreaker() async {
        guard let meter = BreakerRound(zone: zone, start: start).meter(of: byDCU(meters.present), at: clock.now())
        else {
            return
        }
        await move(meter.devAddr, mode: "open")
    }

    func closeBreakers() async {
        for meter in meters.present where meter.isBreakerOpen == true { await move(meter.devAddr, mode: "close") }
    }

    private func move(_ devAddr: String, mode: String) async {
        let state = await client.relay(meters: [devAddr], mode: mode).relays?.first?.state ?? .unknown
        let report = await client.read(.single, cgcode: power, meters: [devAddr])
        put(report.rows ?? [])
        let flows = report.rows?.first.map { Double($0.value) != 0 }
        let done = mode == "open" ? "opened" : "closed"
        let shown = report.rows?.first.map { "; it shows \($0.value) \($0.unit)" } ?? "; its power is not known"
        switch state {
        case .done:
            breakers.done += 1
            meters.change(devAddr) { $0.isBreakerOpen = mode == "open" }
            say("breaker of \(devAddr) \(done)\(shown)")
        case .failed:
            breakers.failed += 1
            meters.change(devAddr) { $0.isBreakerOpen = $0.isBreakerOpen ?? false }
            say("breaker of \(devAddr) was to be \(done) and refused\(shown)")
        case .unknown:
            breakers.unclear += 1
            if let flows { meters.change(devAddr) { $0.isBreakerOpen = !flows } }
            say("whether the breaker of \(devAddr) was \(done) is not clear\(shown)")
        }
    }

    private var power: String { Cgcode.activePowerTotal.rawValue }
}
