import HESContract
import JSON

/// The rows and windows of a side file, each key once.
struct RecordedLines: Sendable {
    enum Road: String, Sendable {
        case history, meter
    }

    fileprivate struct Key: Hashable {
        let devAddr: String
        let cgcode: String
        let stamp: Int64
    }

    fileprivate struct Window: Hashable {
        let devAddr: String
        let cgcode: String
        let from: Int64
        let until: Int64
        let road: Road
    }

    fileprivate struct Line {
        let key: Key
        var row: WireRow
        /// nil: both.
        var road: Road?
        /// Within the window that was asked for, where the stamp is not; nil for the stamp.
        var place: Int64?

        mutating func stand(in window: ClosedRange<Int64>) {
            let new = min(max(place ?? key.stamp, window.lowerBound), window.upperBound)
            place = new == key.stamp ? nil : new
        }
    }

    /// Rows and windows of one scenario, at most.
    static let most = 200_000

    private let limit: Int
    private var places: [Key: Int] = [:]
    private var rows: [Line] = []
    private var windows: [Window] = []
    private var knownWindows: Set<Window> = []
    private var meters: Set<String> = []
    /// Meters in the order in which they were first met.
    private(set) var devAddrs: [String] = []
    /// Rows that were answered with another value later.
    private(set) var changedCount = 0

    init(limit: Int = most) { self.limit = limit }

    /// `asked` are the stamps of the question; nil for none.
    mutating func add(_ row: WireRow, of cgcode: String, on road: Road, asked: ClosedRange<Int64>? = nil) {
        meet(row.devAddr)
        let key = Key(devAddr: row.devAddr, cgcode: cgcode, stamp: row.stamp)
        guard let place = places[key] else {
            places[key] = rows.count
            var line = Line(key: key, row: row, road: road)
            if let asked { line.stand(in: asked) }
            rows.append(line)
            return
        }
        if rows[place].row.valueText != row.valueText { changedCount += 1 }
        rows[place].row = row
        if rows[place].road != road { rows[place].road = nil }
        // Within every window that it was answered for.
        if let asked { rows[place].stand(in: asked) }
    }

    /// Says that of these stamps there were no other rows than those that were added.
    mutating func addWindow(of devAddr: String, _ cgcode: String, stamps: ClosedRange<Int64>, on road: Road) {
        meet(devAddr)
        let window = Window(
            devAddr: devAddr,
            cgcode: cgcode,
            from: stamps.lowerBound,
            until: stamps.upperBound,
            road: road
        )
        if knownWindows.insert(window).inserted { windows.append(window) }
    }

    mutating func meet(_ devAddr: String) {
        if meters.insert(devAddr).inserted { devAddrs.append(devAddr) }
    }

    /// How many there are more; windows are left out first, as they say that there are no other rows.
    var lostCount: Int { max(0, rows.count + windows.count - limit) }

    var lines: [JSONValue] {
        let kept = rows.prefix(limit)
        return kept.map(\.json) + windows.prefix(limit - kept.count).map(\.json)
    }
}

extension RecordedLines.Line {
    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("devAddr", .string(key.devAddr)), ("cgcode", .string(key.cgcode)), ("timestamp", .number("\(key.stamp)")),
        ]
        if row.isComposite {
            let channels = row.channels.map { JSONValue.members([("cgcode", .string($0.cgcode))] + $0.members) }
            members.append(("channelData", .list(channels)))
        } else if let channel = row.channels.first {
            members += channel.members
        }
        if let road { members.append(("in", .string(road.rawValue))) }
        if let place { members.append(("place", .number("\(place)"))) }
        return .members(members)
    }
}

extension RecordedLines.Window {
    fileprivate var json: JSONValue {
        [
            "devAddr": .string(devAddr), "cgcode": .string(cgcode), "from": .number("\(from)"),
            "until": .number("\(until)"), "in": .string(road.rawValue),
        ]
    }
}

extension WireRow {
    fileprivate var valueText: [String] { channels.map { "\($0.cgcode) \($0.value.excerpt)" } }
}

extension WireRow.Channel {
    fileprivate var members: [(String, JSONValue)] {
        [("value", value)] + (unit.map { [("unit", .string($0))] } ?? [])
    }
}
