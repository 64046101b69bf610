import HESContract
import JSON

@testable import HESConformance

extension CheckTraces {
    private static func ask(_ start: JSONValue, _ end: JSONValue, code: Int = 200, meters: JSONValue = "001") -> Trace {
        { $0.call(.historyFrozen, ["devList": meters, "start": start, "end": end], code: code) }
    }

    private static func both(_ one: @escaping Trace, _ other: @escaping Trace) -> Trace {
        { builder in
            one(&builder)
            other(&builder)
        }
    }

    private static func page(_ number: Int, _ stamps: [Int], total: Int) -> Trace {
        { builder in
            let page = JSONValue(integerLiteral: number)
            let data: JSONValue = [
                "total": JSONValue(integerLiteral: total), "curPage": page,
                "list": .list(stamps.map { row("001", $0) }),
            ]
            builder.call(.historySingle, ["devList": "001", "cgcode": "5069", "curPage": page], data: data)
        }
    }

    static let windows: [CheckTraces] = [
        CheckTraces(
            type: "datePattern",
            parameters: #""endpoint": "historyFrozen""#,
            pass: steps(ask("2024-07-01 00:00:00", "2024-07-02 23:59:59")),
            fail: steps(ask("2024-07-01 00:00:00", "2024-07-02T00:00:00Z")),
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "windowSpan",
            parameters: #""endpoint": "historyFrozen", "maxDays": 184"#,
            pass: steps(ask("2023-07-01 00:00:00", "2024-01-01 00:00:00")),
            fail: steps(ask("2023-06-30 23:59:59", "2024-01-01 00:00:00")),
            notReached: steps(ask("yesterday", "today"))
        ),
        CheckTraces(
            type: "windowCoverage",
            parameters: #"""
                "endpoint": "historyFrozen", "meters": ["001"], "grid": "month",
                "start": "2024-01-01 00:00:00", "end": "2024-03-01 00:00:00"
                """#,
            pass: steps(
                both(
                    ask("2024-01-01 00:00:00", "2024-02-29 23:59:59"),
                    ask("2024-03-01 00:00:00", "2024-03-31 00:00:00")
                )
            ),
            fail: steps(
                both(
                    ask("2024-01-01 00:00:00", "2024-01-31 23:59:59"),
                    ask("2024-02-01 08:00:00", "2024-03-31 00:00:00")
                )
            ),
            notReached: steps(ask("2024-01-01 00:00:00", "2024-03-31 00:00:00", code: 500))
        ),
        CheckTraces(
            type: "pagesCovered",
            parameters: #""endpoint": "historySingle""#,
            pass: steps(both(page(1, [1, 2], total: 3), page(2, [3], total: 3))),
            fail: steps(page(1, [1, 2], total: 3)),
            notReached: steps { _ in }
        ),
        CheckTraces(
            type: "pagesOnce",
            parameters: #""endpoint": "historySingle""#,
            pass: steps(both(page(1, [1, 2], total: 3), page(2, [3], total: 3))),
            fail: steps(both(page(1, [1, 2], total: 3), page(1, [1, 2], total: 3))),
            notReached: steps { _ in }
        ),
    ]
}
