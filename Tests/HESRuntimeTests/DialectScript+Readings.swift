import HESContract

/// Calls that show when and how a meter was read, and how far back history may be asked for.
extension DialectScript {
    mutating func readings() async throws {
        let days = #""start":"2024-07-02 00:00:00","end":"2024-07-05 00:00:00""#
        try await call(
            "months in a window without the first of one",
            .readFrozen,
            #""devList":"0042,9","cgcode":"2",\#(days)"#
        )
        try await call("phase B of a meter with one phase", .readSingle, #""devList":"0042,0043","cgcode":"5051""#)
        let hour = #""start":"2024-07-11 19:00:00","end":"2024-07-11 19:59:59","curPage":1,"pageSize":20"#
        for cgcode in ["5050", "5069"] {
            let item = #""devList":"1001,1002","cgcode":"\#(cgcode)""#
            try await call("\(cgcode) of meters that take their time", .readSingle, item, seconds: 120)
            try await call("history of \(cgcode) after that", .historySingle, "\(item),\(hour)")
        }
        for (count, last) in [(184, "2024-07-03"), (183, "2024-07-02"), (182, "2024-07-01")] {
            let window = #""start":"2024-01-01 00:00:00","end":"\#(last) 00:00:00""#
            try await history("a window of \(count) days", cgcode: "5069", window, size: 2)
        }
    }
}
