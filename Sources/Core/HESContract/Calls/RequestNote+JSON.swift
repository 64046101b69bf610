package import JSON
import SimulationKernel

extension JSONWriter {
    /// Writes the fields by their names in the contract: `devList` as an array, times as the call has them.
    package mutating func request(_ note: RequestNote) {
        switch note {
        case .unread(let json, _): fragment(json, awaitsValue: false)
        case .call(let call): object { $0.fields(of: call) }
        }
    }

    private mutating func fields(of call: Call) {
        switch call {
        case .getToken(let credentials):
            member("tenantCode", text: credentials.tenantCode)
            member("username", text: credentials.username)
        case .readFrozen(let call):
            devList(call.devAddrs)
            member("cgcode", text: call.cgcode.rawValue)
            window(call.window)
        case .readSingle(let call):
            devList(call.devAddrs)
            member("cgcode", text: call.cgcode.rawValue)
        case .historyFrozen(let call), .historySingle(let call):
            devList(call.devAddrs)
            member("cgcode", text: call.cgcode.rawValue)
            window(call.window)
            key("curPage")
            integer(call.curPage)
            key("pageSize")
            integer(call.pageSize)
        case .relay(let call):
            devList(call.devAddrs)
            key("controlMode")
            integer(call.controlMode.rawValue)
        case .readArchive(let dcuNo): member("dcuNo", text: dcuNo)
        case .addArchive(let dcuNo, let archives):
            member("dcuNo", text: dcuNo)
            key("archives")
            array { for change in archives { $0.archive(change.devAddr, isEnabled: change.isEnabled) } }
        case .removeArchive(let dcuNo, let devAddrs):
            member("dcuNo", text: dcuNo)
            key("archives")
            array { for devAddr in devAddrs { $0.archive(devAddr, isEnabled: nil) } }
        }
    }

    private mutating func devList(_ devAddrs: [String]) {
        key("devList")
        array { for devAddr in devAddrs { $0.string(devAddr) } }
    }

    private mutating func window(_ window: Call.Window) {
        member("start", text: window.start.description)
        member("end", text: window.end.description)
    }

    private mutating func archive(_ devAddr: String, isEnabled: Bool?) {
        object {
            $0.member("devAddr", text: devAddr)
            if let isEnabled { $0.member("status", text: isEnabled ? "1" : "0") }
        }
    }

    private mutating func member(_ name: StaticString, text: String) {
        key(name)
        string(text)
    }
}
