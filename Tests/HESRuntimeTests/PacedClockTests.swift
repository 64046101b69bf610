import HESRuntime
import HESSimulation
import SimulationKernel
import Testing

@Suite("Paced clock")
struct PacedClockTests {
    private let wall = ContinuousClock.now
    private let start = SimulatedInstant(milliseconds: 1000)

    @Test("a scaled clock runs so many times as fast, and knows when an instant comes")
    func scaled() throws {
        let clock = PacedClock(mode: .scaled(60), start: start, wall: wall)

        #expect(clock.now(wall: wall.advanced(by: .seconds(2))) == start + .minutes(2))
        let deadline = try #require(clock.wallInstant(of: start + .hours(1)))
        #expect(wall.duration(to: deadline) == .seconds(60))
    }

    @Test("a manual clock stands still until it is moved")
    func manual() {
        var clock = PacedClock(mode: .manual, start: start, wall: wall)
        #expect(clock.now(wall: wall.advanced(by: .seconds(99))) == start)
        #expect(clock.wallInstant(of: start + .hours(1)) == nil)

        clock.jump(to: start + .hours(2), wall: wall)

        #expect(clock.now(wall: wall) == start + .hours(2))
    }

    @Test(
        "a running clock never passes the last instant, however fast and long it runs",
        arguments: [0.001, 1, 1_000_000]
    )
    func theEnd(factor: Double) {
        let last = SimulatedInstant.last
        let clock = PacedClock(mode: .scaled(factor), start: last - .seconds(1), wall: wall)
        let late = wall.advanced(by: .seconds(9_000_000_000))

        #expect(clock.now(wall: late) == last)
        #expect(clock.isAtTheEnd(wall: late) && !clock.isAtTheEnd(wall: wall))
        #expect(clock.wallInstant(of: last) == wall.advanced(by: .seconds(1 / factor)))
        #expect(clock.wallInstant(of: last + .milliseconds(1)) == nil, "it never comes")
    }

    @Test("changing the pace keeps the instant")
    func changeOfPace() {
        var clock = PacedClock(mode: .real, start: start, wall: wall)

        clock.setMode(.manual, wall: wall.advanced(by: .seconds(3)))
        #expect(clock.now(wall: wall.advanced(by: .seconds(50))) == start + .seconds(3))
        clock.setMode(.real, wall: wall.advanced(by: .seconds(60)))
        #expect(clock.now(wall: wall.advanced(by: .seconds(61))) == start + .seconds(4))
    }

    @Test("a part of a millisecond counts as begun, so nothing due after an answer is early")
    func roundsUp() {
        let clock = PacedClock(mode: .real, start: start, wall: wall)

        #expect(clock.now(wall: wall.advanced(by: .microseconds(1))) == start + .milliseconds(1))
    }

    @Test(
        "modes are spelled as the scenario spells them",
        arguments: [
            ("real", "real"), ("manual", "manual"), ("x60", "x60"), ("x0.5", "x0.5"), ("x0", nil), ("x-1", nil),
            ("60", nil),
            ("xinf", nil), ("", nil),
        ]
    )
    func modes(text: String, spelled: String?) {
        #expect(ClockMode(parsing: text)?.description == spelled)
    }
}
