import SimulationKernel

/// A range of dates as a call asks for it, both ends included.
struct Window: Hashable, Sendable {
    var start: CivilTime
    var end: CivilTime

    var days: Int { end.date.dayNumber - start.date.dayNumber }

    /// Two halves that share an end.
    var halves: [Window] {
        let middle = CivilTime(date: start.date.adding(days: days / 2))
        return [Window(start: start, end: middle), Window(start: middle, end: end)]
    }

    /// Wider at both ends.
    func widened(byMilliseconds milliseconds: Int64) -> Window {
        Window(start: start.adding(milliseconds: -milliseconds), end: end.adding(milliseconds: milliseconds))
    }
}

extension CivilTime {
    func adding(milliseconds: Int64) -> CivilTime {
        CivilTime(millisecondsOnWall: millisecondsOnWall + milliseconds)
    }
}

/// Cuts a long range into windows that every reading of "within half a year" (§3.4, §3.5) allows.
enum WindowSplitter {
    /// The shortest half year has 181 days.
    static let mostDays = 180

    /// Neighbours share an end, so that servers that leave out a window's end lose no row; for the last window the range is
    /// extended by a second.
    static func windows(from start: CivilTime, to end: CivilTime, defects: Defects = []) -> [Window] {
        let end = defects.contains(.exactWindows) ? end : end.adding(milliseconds: 1000)
        guard !defects.contains(.oneLongWindow), start < end else { return [Window(start: start, end: end)] }
        var windows: [Window] = []
        var from = start
        let isLong = Window(start: start, end: end).days > mostDays
        let days = isLong && defects.contains(.longestWindows) ? 184 : mostDays
        while from < end {
            let to = min(end, from.adding(milliseconds: Int64(days) * CivilTime.millisecondsPerDay))
            let gap: Int64 = to < end && defects.contains(.skipsTheSeam) ? 1000 : 0
            windows.append(Window(start: from, end: to.adding(milliseconds: -gap)))
            from = to.adding(milliseconds: gap)
        }
        return windows
    }
}

extension Array {
    /// Consecutive pieces of at most `size`.
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min(count, $0 + size)]) }
    }
}
