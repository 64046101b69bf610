import BinaryCoding
import HESContract
import SimulationKernel

/// Calls as bytes, by hand: a journal may have 50 000 of them.
extension BinaryWriter {
    private enum Tag {
        static let login: UInt64 = 0
        static let readFrozen: UInt64 = 1
        static let readSingle: UInt64 = 2
        static let historyFrozen: UInt64 = 3
        static let historySingle: UInt64 = 4
        static let relay: UInt64 = 5
        static let readArchive: UInt64 = 6
        static let addArchive: UInt64 = 7
        static let removeArchive: UInt64 = 8
    }

    func write(texts: [String]) {
        write(UInt64(texts.count))
        for text in texts { write(text) }
    }

    /// Leaves out the secrets of a login.
    func write(call: Call) {
        switch call {
        case .getToken(let credentials):
            write(Tag.login)
            write(name: credentials.tenantCode)
            write(name: credentials.username)
        case .readFrozen(let call):
            write(Tag.readFrozen)
            write(texts: call.devAddrs)
            write(name: call.cgcode.rawValue)
            write(window: call.window)
        case .readSingle(let call):
            write(Tag.readSingle)
            write(texts: call.devAddrs)
            write(name: call.cgcode.rawValue)
        case .historyFrozen(let call): write(history: call, tag: Tag.historyFrozen)
        case .historySingle(let call): write(history: call, tag: Tag.historySingle)
        case .relay(let call):
            write(Tag.relay)
            write(texts: call.devAddrs)
            write(Int64(call.controlMode.rawValue))
        case .readArchive(let dcuNo):
            write(Tag.readArchive)
            write(dcuNo)
        case .addArchive(let dcuNo, let archives):
            write(Tag.addArchive)
            write(dcuNo)
            write(texts: archives.map(\.devAddr))
            for change in archives { write(change.isEnabled) }
        case .removeArchive(let dcuNo, let devAddrs):
            write(Tag.removeArchive)
            write(dcuNo)
            write(texts: devAddrs)
        }
    }

    private func write(history call: Call.History, tag: UInt64) {
        write(tag)
        write(texts: call.devAddrs)
        write(name: call.cgcode.rawValue)
        write(window: call.window)
        write(Int64(call.curPage))
        write(Int64(call.pageSize))
    }

    private func write(window: Call.Window) {
        write(window.start.millisecondsOnWall)
        write(window.end.millisecondsOnWall)
    }
}

extension BinaryReader {
    /// - Throws: `BinaryError` for a count that the bytes cannot hold.
    func texts() throws -> [String] {
        var texts: [String] = []
        for _ in 0..<(try unsigned()) { texts.append(try text()) }
        return texts
    }

    func call() throws -> Call {
        switch try unsigned() {
        case 0:
            let (tenantCode, username) = (try name(), try name())
            return .getToken(.init(tenantCode: tenantCode, username: username, password: "", secretKey: ""))
        case 1: return .readFrozen(.init(devAddrs: try texts(), cgcode: try cgcode(), window: try window()))
        case 2: return .readSingle(.init(devAddrs: try texts(), cgcode: try cgcode()))
        case 3: return .historyFrozen(try history())
        case 4: return .historySingle(try history())
        case 5:
            let devAddrs = try texts()
            guard let mode = Call.Relay.ControlMode(rawValue: Int(try signed())) else { throw failure("no mode") }
            return .relay(.init(devAddrs: devAddrs, controlMode: mode))
        case 6: return .readArchive(dcuNo: try text())
        case 7:
            let (dcuNo, devAddrs) = (try text(), try texts())
            let archives = try devAddrs.map { Call.ArchiveChange(devAddr: $0, isEnabled: try flag()) }
            return .addArchive(dcuNo: dcuNo, archives: archives)
        case 8: return .removeArchive(dcuNo: try text(), devAddrs: try texts())
        default: throw failure("no call")
        }
    }

    private func history() throws -> Call.History {
        let (devAddrs, cgcode, window) = (try texts(), try cgcode(), try window())
        let (curPage, pageSize) = (Int(try signed()), Int(try signed()))
        return Call.History(devAddrs: devAddrs, cgcode: cgcode, window: window, curPage: curPage, pageSize: pageSize)
    }

    private func cgcode() throws -> Cgcode {
        guard let cgcode = Cgcode(rawValue: try name()) else { throw failure("no cgcode") }
        return cgcode
    }

    private func window() throws -> Call.Window {
        let (start, end) = (try signed(), try signed())
        let times: ClosedRange<Int64> = -(1 << 50)...(1 << 50)
        guard times.contains(start), times.contains(end) else { throw failure("no time") }
        return Call.Window(start: CivilTime(millisecondsOnWall: start), end: CivilTime(millisecondsOnWall: end))
    }
}
