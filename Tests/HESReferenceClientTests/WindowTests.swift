import SimulationKernel
import Testing

@testable import HESReferenceClient

@Suite("Windows of history")
struct WindowTests {
    private func time(_ text: String) throws -> CivilTime { try #require(CivilTime(parsing: text)) }

    @Test("fourteen months become windows within half a year that share their ends and leave no hole")
    func fourteenMonths() throws {
        let (start, end) = (try time("2023-05-01 00:00:00"), try time("2024-07-01 00:00:00"))

        let windows = WindowSplitter.windows(from: start, to: end)

        #expect(windows.count == 3)
        #expect(windows.first?.start == start)
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(windows.allSatisfy { $0.end.millisecondsOnWall - $0.start.millisecondsOnWall <= 181 * 86_400_000 })
    }

    @Test("the last window goes on by a second, so that a server that leaves its end out loses no row")
    func exclusiveEnd() throws {
        let windows = WindowSplitter.windows(from: try time("2024-06-01 00:00:00"), to: try time("2024-07-01 00:00:00"))

        #expect(windows.map(\.end.description) == ["2024-07-01 00:00:01"])
    }

    @Test("a single instant is a window, too")
    func instant() throws {
        let instant = try time("2024-07-01 00:00:00")

        #expect(WindowSplitter.windows(from: instant, to: instant).count == 1)
    }

    @Test("the defect asks for everything at once")
    func oneLongWindow() throws {
        let (start, end) = (try time("2023-05-01 00:00:00"), try time("2024-07-01 00:00:00"))

        #expect(WindowSplitter.windows(from: start, to: end, defects: [.oneLongWindow]).count == 1)
    }
}
