import ArgumentParser
import HESContract
import HESMQTT
import HESScenario
import HESSimulation
import SimulationKernel
import SimulationTestSupport

@testable import hes_sim

/// Words of the command line, and the texts that its values are made of.
enum CommandFuzz {
    static func run(_ choices: inout Choices) throws {
        for _ in 0..<20 { try values(of: text(&choices)) }
        try parse(words(&choices))
        try readings(&choices)
    }

    private static func text(_ choices: inout Choices) -> String {
        let parts = [
            "-", "1", "9999999999", ".", "5", "ms", "s", "d", "x", "+", ":", "08", " ", "2024-07-11", "mqtt://", "@",
            "%", "%41", "[::1]", "/", "h", "P003_", "_",
        ]
        guard choices.once(in: 2) else {
            let text = Mutation.text(&choices)
            return choices.once(in: 2)
                ? text : String(decoding: Mutation.spoilt(Array(text.utf8), &choices), as: UTF8.self)
        }
        return (0..<choices.index(below: 7)).map { _ in choices.element(of: parts) }.joined()
    }

    /// What is read can be written, and says the same when it is read again.
    private static func values(of text: String) throws {
        if let span = SimulatedDuration(parsing: text) {
            guard (.zero...SimulatedDuration.longest).contains(span),
                span == .zero || SimulatedDuration(parsing: span.text) == span
            else { throw Fuzzing.Finding("the duration '\(text)' becomes '\(span.text)'") }
        }
        if let mode = ClockMode(parsing: text), ClockMode(parsing: mode.description) == nil {
            throw Fuzzing.Finding("the clock mode '\(text)' becomes '\(mode)'")
        }
        if let time = CivilTime(parsing: text), time.description != text {
            throw Fuzzing.Finding("the instant '\(text)' becomes '\(time)'")
        }
        if let zone = TimeZoneTable.zone(named: text) { _ = zone.civilTime(at: .last) }
        if let plan = PlanID(parsing: text), PlanID(parsing: plan.description) == nil {
            throw Fuzzing.Finding("the plan id '\(text)' becomes '\(plan)'")
        }
        if TenantCode.problem(with: text) == nil, text.isEmpty || text.contains("/") {
            throw Fuzzing.Finding("'\(text)' is taken as a tenant code")
        }
        _ = MeterNumbers.parts(text).map { MeterNumbers.number(text, plus: Int(clamping: $0.value) / 2) }
        _ = DialectCatalogue.dialect(ofPack: text)
        do throws(BrokerAddressError) {
            let address = try BrokerAddress(text)
            guard (1...65_535).contains(address.port) else { throw .invalidPort(text: text) }
        } catch {
            guard !"\(error)".isEmpty else { throw Fuzzing.Finding("'\(text)' is refused without a word") }
        }
    }

    private static func words(_ choices: inout Choices) -> [String] {
        let commands = [
            ["serve"], ["scenario", "check"], ["scenario", "explain"], ["dialect", "explain"], ["dialect", "openapi"],
            ["meter"], ["call", "readSingle"], ["state", "check"], ["state", "salvage"], ["reference-client"],
            ["conformance", "run"], ["conformance", "judge"], ["conformance", "selftest"], [],
        ]
        let flags = [
            "--port", "--mqtt-port", "--control-port", "--clock", "--seed", "--dialect", "--broker", "--log-level",
            "--state",
            "--at", "--wait", "--tenant", "--time-zone", "--base-url", "--scenario", "--help", "--case", "--", "-x",
        ]
        return choices.element(of: commands)
            + (0..<choices.index(below: 6)).map { _ in
                choices.once(in: 2) ? choices.element(of: flags) : text(&choices)
            }
    }

    /// Flags are taken, or refused with a message.
    private static func parse(_ words: [String]) throws {
        do {
            _ = try HesSim.parseAsRoot(words)
        } catch {
            guard !HesSim.fullMessage(for: error).isEmpty else {
                throw Fuzzing.Finding("\(words) is refused without a word")
            }
        }
    }

    /// `hes-sim meter … --at`, in any year.
    private static func readings(_ choices: inout Choices) throws {
        guard choices.once(in: 10), let time = CivilTime(parsing: ScenarioMaker.instant(&choices)) else { return }
        let world = WorldConfiguration.test()
        let readings = try MeterReadings("1001", in: world)
        let instant = world.zone.instant(of: time)
        guard !readings.text(at: instant).isEmpty, !readings.csv(at: instant).isEmpty else {
            throw Fuzzing.Finding("no reading at \(time)")
        }
        _ = readings.day(of: instant)
    }
}
