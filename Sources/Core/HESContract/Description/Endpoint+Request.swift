package import JSON

/// Where a call carries its token.
enum TokenCarrier {
    case body, header, either
}

extension Dialect {
    func tokenCarrier(_ endpoint: Endpoint) -> TokenCarrier {
        switch tokenPlace {
        case .either: .either
        case .bodyOnly: .body
        case .headerOnly: .header
        case .asExample: endpoint == .removeArchive ? .header : .body
        }
    }
}

/// The schema of a call's body: the documented fields in the document's order.
extension Endpoint {
    package func request(_ dialect: Dialect, limits: CallLimits) -> JSONValue {
        let token = token(dialect)
        let schema = Shape.object(
            fields(dialect, limits: limits) + (token.map { [("token", $0.schema)] } ?? []),
            optional: token?.isRequired == false ? ["token"] : [],
            isOpen: true
        )
        return schema.with(["example": example(dialect)])
    }

    private func token(_ dialect: Dialect) -> (schema: JSONValue, isRequired: Bool)? {
        guard self != .getToken else { return nil }
        switch dialect.tokenCarrier(self) {
        case .header: return nil
        case .body: return (Shape.text.described("What getToken gave."), true)
        case .either:
            return (
                Shape.text.described("What getToken gave; needless where the header HES_Access_Token has it."), false
            )
        }
    }

    private func fields(_ dialect: Dialect, limits: CallLimits) -> [(String, JSONValue)] {
        switch self {
        case .getToken: Self.credentials
        case .readFrozen: [Self.devList(dialect, limits: limits), cgcode] + Self.window(limit: nil)
        case .readSingle: [Self.devList(dialect, limits: limits), cgcode]
        case .historyFrozen, .historySingle:
            [Self.devList(dialect, limits: limits), cgcode] + Self.window(limit: dialect.historySpan) + Self.page
        case .relay: [Self.devList(dialect, limits: limits), Self.controlMode]
        case .readArchive: [Self.dcuNo]
        case .addArchive: [Self.dcuNo, ("archives", Self.added)]
        case .removeArchive: [Self.dcuNo, ("archives", Self.removed(dialect.archiveForm))]
        }
    }

    private static let credentials: [(String, JSONValue)] = [
        ("tenantCode", Shape.text.described("Tenant code, provided by the HES.")),
        ("username", Shape.text.described("Provided by the HES.")),
        ("password", Shape.text.described("Provided by the HES.")),
        ("secretKey", Shape.text.described("Provided by the HES.")),
    ]

    private static func devList(_ dialect: Dialect, limits: CallLimits) -> (String, JSONValue) {
        let blanks = dialect.devListForm.isTrimmed ? "" : "; a blank is part of a number"
        let text = "Meter numbers, separated by commas\(blanks); at most \(limits.maxMeters)."
        let schema = Shape.text("^[^,\\s]+(,[^,\\s]+)*$")
        return ("devList", schema.described(text))
    }

    private var cgcode: (String, JSONValue) {
        let codes = Cgcode.allCases.filter { $0.category == asked }.map(\.rawValue)
        let text = "Reading item: \(asked == .composite ? "a composite of §4.2." : "a single of §4.2, or 5100–5103.")"
        return ("cgcode", Shape.one(of: codes).described(text))
    }

    private static func window(limit: Dialect.HistorySpan?) -> [(String, JSONValue)] {
        let half = limit.map { "; within half a year, which is \($0.text)" } ?? ""
        return [
            ("start", Shape.text(date).described("Start of the window, YYYY-MM-DD HH:mm:ss in the HES's zone\(half).")),
            ("end", Shape.text(date).described("End of the window, not before its start\(half).")),
        ]
    }

    private static let date = "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$"

    private static let page: [(String, JSONValue)] = [
        ("curPage", Shape.integer(from: 1).described("Page, from 1.")),
        ("pageSize", Shape.integer(from: 1).described("Rows of a page; at most 1000 unless the HES says otherwise.")),
    ]

    private static let controlMode: (String, JSONValue) = (
        "controlMode",
        (["type": "integer", "enum": [1, 2]] as JSONValue).described("1 opens the circuit breaker, 2 closes it.")
    )

    private static let dcuNo = ("dcuNo", Shape.text.described("Serial number of the DCU."))

    private static let added: JSONValue = [
        "type": "array", "minItems": 1, "description": "What to put into the archive.",
        "items": Shape.object(
            [
                ("devAddr", Shape.text("^[^,\\s]{1,64}$").described("Meter number.")),
                ("status", Shape.one(of: ["0", "1"]).described("0 disabled, 1 enabled.")),
            ],
            isOpen: true
        ),
    ]

    private static func removed(_ form: Dialect.ArchiveForm) -> JSONValue {
        let number = Shape.text.described("Meter number.")
        let object = Shape.object([("devAddr", number)], isOpen: true)
        let items =
            switch form {
            case .either: Shape.any(of: [object, number])
            case .objects: object
            case .strings: number
            }
        return ["type": "array", "minItems": 1, "description": "What to take out of the archive.", "items": items]
    }
}
