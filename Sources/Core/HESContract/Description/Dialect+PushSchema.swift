package import JSON

/// Schemas of the dialect's pushes.
extension Dialect {
    /// nil for a call that makes no plan.
    package func push(_ endpoint: Endpoint) -> JSONValue? {
        guard let statuses = endpoint.pushStatuses else { return nil }
        var data: [(String, JSONValue)] = [("status", Shape.one(of: statuses).described(Self.statusText(statuses)))]
        if let row = pushRow(endpoint) { data.append(("list", list(of: row, endpoint))) }
        return Shape.object(
            [
                ("planId", planID(endpoint)),
                (
                    "data",
                    Shape.object(data, optional: emptyList == .absent ? ["list"] : [], isOpen: isOpen)
                        .described("The result.")
                ),
            ],
            isOpen: isOpen
        )
    }

    private static func statusText(_ statuses: [String]) -> String {
        statuses.count == 2 ? "00 success, 02 failure." : "00 success, 01 partial success, 02 failure."
    }

    private func list(of row: JSONValue, _ endpoint: Endpoint) -> JSONValue {
        let rows = Shape.list(row)
        let isEmptySuccess = endpoint == .readFrozen && emptyWindow.isSuccess && !emptyWindow.hasRow
        let text =
            "A row of each meter that is done."
            + (isEmptySuccess ? " A meter without a freeze in the window is done and has none." : "")
        return emptyList == .null ? Shape.any(of: [rows, Shape.nothing]).described(text) : rows.described(text)
    }

    /// nil if the push carries only a status.
    private func pushRow(_ endpoint: Endpoint) -> JSONValue? {
        switch endpoint {
        case .readFrozen: compositeRow(inPush: true)
        case .readSingle: singleRow(inPush: true)
        case .relay:
            Shape.object(
                [("devAddr", devAddr), ("successful", Shape.flag.described("Whether the breaker is as asked."))],
                isOpen: isOpen
            )
        case .readArchive: archiveEntry
        case .getToken, .historyFrozen, .historySingle, .addArchive, .removeArchive: nil
        }
    }

    private var archiveEntry: JSONValue {
        let type = "Communication type. The document gives no meaning to its values; here 1 is PLC, 2 RF, 3 cellular."
        let upper = "Number of the upper-level meter on the route; the meter's own: direct to the DCU."
        return Shape.object(
            [
                ("devAddr", devAddr), ("status", Shape.one(of: ["0", "1"]).described("0 disabled, 1 enabled.")),
                ("commType", Shape.text.described(type)),
                ("moduleNext", Shape.text.described(upper)),
            ],
            isOpen: isOpen
        )
    }
}

extension Endpoint {
    /// nil for a call that makes no plan.
    fileprivate var pushStatuses: [String]? {
        switch self {
        case .getToken, .historyFrozen, .historySingle: nil
        case .readFrozen, .readSingle, .relay: ["00", "01", "02"]
        case .readArchive, .addArchive, .removeArchive: ["00", "02"]
        }
    }
}
