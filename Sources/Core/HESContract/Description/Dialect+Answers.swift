package import JSON

/// Schemas of the dialect's answers.
extension Dialect {
    package func success(_ endpoint: Endpoint) -> JSONValue {
        Shape.object(
            [
                ("code", Shape.constant(encoded(200)).described("200: the call is accepted.")),
                ("msg", Shape.constant("success").described("In words.")),
                ("data", data(endpoint).described("The result.")),
            ],
            isOpen: isOpen
        )
    }

    /// The schema of the rejections of `endpoint` with this HTTP status; nil if there is none.
    func failure(_ endpoint: Endpoint, httpStatus status: Int) -> JSONValue? {
        let failures = Failure.everyKind.filter { $0.isPossible(at: endpoint, self) && httpStatus(of: $0) == status }
        guard !failures.isEmpty else { return nil }
        var codes: [Int] = []
        for code in failures.map({ code(of: $0) }) where !codes.contains(code) { codes.append(code) }
        var members: [(String, JSONValue)] = [
            ("code", (["enum": .list(codes.map { encoded($0) })] as JSONValue).described("The call is refused.")),
            ("msg", Shape.any(of: failures.map { Shape.text($0.textPattern) }).described("Why.")),
        ]
        switch errorData {
        case .absent: break
        case .null: members.append(("data", Shape.nothing))
        case .empty: members.append(("data", Shape.object([], isOpen: isOpen)))
        }
        return Shape.object(members, isOpen: isOpen)
    }

    /// HTTP statuses of the rejections of a call, in ascending order.
    func failureStatuses(_ endpoint: Endpoint) -> [Int] {
        [200, 400, 401, 415, 500].filter { failure(endpoint, httpStatus: $0) != nil }
    }

    private func encoded(_ code: Int) -> JSONValue {
        codeType == .string ? .string("\(code)") : .number("\(code)")
    }

    private func data(_ endpoint: Endpoint) -> JSONValue {
        switch endpoint {
        case .getToken: token
        case .historyFrozen: page(compositeRow(inPush: false))
        case .historySingle: page(singleRow(inPush: false))
        case .readFrozen, .readSingle, .relay, .readArchive, .addArchive, .removeArchive: plan(endpoint)
        }
    }

    private var token: JSONValue {
        let token = Shape.text.described("The token.")
        return Shape.object([("token", token)] + (expiry.map { [("expireIn", $0)] } ?? []), isOpen: isOpen)
    }

    private var expiry: JSONValue? {
        switch expireIn {
        case .absent: nil
        case .seconds: Shape.integer(from: 0).described("Seconds until the token ends.")
        case .string: Shape.text("^[0-9]+$").described("Seconds until the token ends, as decimal digits.")
        case .milliseconds: Shape.integer(from: 0).described("Milliseconds until the token ends.")
        case .epochSeconds: Shape.integer(from: 0).described("When the token ends: seconds since the Unix epoch.")
        }
    }

    private func plan(_ endpoint: Endpoint) -> JSONValue {
        let topic = Shape.text(topicPattern(endpoint)).described(topicText(endpoint))
        return Shape.object(
            [("planId", planID(endpoint))] + topicKeys(of: endpoint).map { ($0, topic) },
            isOpen: isOpen
        )
    }

    func planID(_ endpoint: Endpoint) -> JSONValue {
        Shape.text("^\(planIDPattern(endpoint))$").described("Name of the plan that was made.")
    }

    private func planIDPattern(_ endpoint: Endpoint) -> String {
        switch planIDForm.form(of: endpoint) {
        case .call(let number): "P00\(number)_[0-9]{20}"
        case .uuid: "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
        case .numeric19: "[0-9]{19}"
        }
    }

    /// The pattern of the answer's topic string.
    private func topicPattern(_ endpoint: Endpoint) -> String {
        let plan = planIDPattern(endpoint)
        guard let ending = topicForm.ending(of: endpoint) else { return "^\(plan)$" }
        let root = topicForm.hasLeadingSlash ? "/[^/]+" : "[^/]+"
        return "^\(root)/\(plan)\(ending.published)\(ending.onlyAnswered)$"
    }

    private func topicText(_ endpoint: Endpoint) -> String {
        guard topicForm.ending(of: endpoint) != nil else {
            return "Name of the plan instead of a topic: the result comes on /{tenantCode}/{planId}."
        }
        guard isHeardAsAnswered(endpoint) else {
            return
                "The result's topic. Parts come below it: a subscription to this string does not hear them, one with /# does."
        }
        return "What to subscribe to, as it is, for the result."
    }

    private func page(_ row: JSONValue) -> JSONValue {
        let first = pageBase == .zero ? 0 : 1
        return Shape.object(
            [
                ("total", total), ("curPage", Shape.integer(from: first).described("The page, from \(first).")),
                ("pageSize", Shape.integer(from: 1).described("Rows of a page.")),
                ("list", Shape.list(row).described("The page's rows.")),
            ],
            isOpen: isOpen
        )
    }

    private var total: JSONValue {
        switch totalCount {
        case .all: Shape.integer(from: 0).described("Rows that match, over all pages.")
        case .page: Shape.integer(from: 0).described("Rows on this page.")
        case .wrong: Shape.integer(from: 0).described("Half of the rows that match.")
        case .string: Shape.text("^[0-9]+$").described("Rows that match, over all pages, as decimal digits.")
        }
    }
}
