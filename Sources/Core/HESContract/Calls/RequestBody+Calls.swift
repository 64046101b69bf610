extension RequestBody {
    /// Reads the call's own fields in the order of the document's table; the first wrong one is the rejection.
    package func call(limits: CallLimits) throws(Rejection) -> Call {
        switch endpoint {
        case .getToken: .getToken(try credentials())
        case .readFrozen: .readFrozen(try readFrozen(limits))
        case .readSingle: .readSingle(try readSingle(limits))
        case .historyFrozen: .historyFrozen(try history(of: .composite, within: limits))
        case .historySingle: .historySingle(try history(of: .single, within: limits))
        case .relay: .relay(try relay(limits))
        case .readArchive: .readArchive(dcuNo: try string("dcuNo"))
        case .addArchive: .addArchive(dcuNo: try string("dcuNo"), archives: try archiveChanges())
        case .removeArchive: .removeArchive(dcuNo: try string("dcuNo"), devAddrs: try removedAddresses(limits))
        }
    }

    private func credentials() throws(Rejection) -> Call.Credentials {
        Call.Credentials(
            tenantCode: try string("tenantCode"),
            username: try string("username"),
            password: try string("password"),
            secretKey: try string("secretKey")
        )
    }

    private func readFrozen(_ limits: CallLimits) throws(Rejection) -> Call.ReadFrozen {
        let devAddrs = try devList(limits)
        let cgcode = try cgcode(.composite)
        return Call.ReadFrozen(devAddrs: devAddrs, cgcode: cgcode, window: try window())
    }

    private func readSingle(_ limits: CallLimits) throws(Rejection) -> Call.ReadSingle {
        let devAddrs = try devList(limits)
        return Call.ReadSingle(devAddrs: devAddrs, cgcode: try cgcode(.single))
    }

    private func history(of category: Cgcode.Category, within limits: CallLimits) throws(Rejection) -> Call.History {
        let devAddrs = try devList(limits)
        let cgcode = try cgcode(category)
        let window = try window(ofHistory: limits)
        return Call.History(
            devAddrs: devAddrs,
            cgcode: cgcode,
            window: window,
            curPage: try atLeastOne("curPage", within: limits),
            pageSize: try atLeastOne("pageSize", within: limits)
        )
    }

    private func relay(_ limits: CallLimits) throws(Rejection) -> Call.Relay {
        let devAddrs = try devList(limits)
        let number = try integer("controlMode", strings: limits.integerStrings)
        guard let mode = Call.Relay.ControlMode(rawValue: number) else {
            throw rejection(.controlMode, field: "controlMode", expected: "1 or 2", actual: "\(number)")
        }
        return Call.Relay(devAddrs: devAddrs, controlMode: mode)
    }

    private func atLeastOne(_ name: String, within limits: CallLimits) throws(Rejection) -> Int {
        let number = try integer(name, strings: limits.integerStrings)
        guard number >= 1 else {
            throw rejection(.belowOne(field: name), field: name, expected: "at least 1", actual: "\(number)")
        }
        return number
    }
}
