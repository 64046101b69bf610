import JSON

/// A scenario from the answers of `scenario new`.
struct NewScenario {
    let name: String
    let dcus: Int
    let meters: Int
    let link: String
    let recipe: String
    let clock: String

    var document: JSONValue {
        [
            "name": .string(name),
            "description": "\(dcus) DCUs with \(meters) meters each.".json,
            "note":
                "The keys are explained in docs/reference/scenario-keys.md; check this file with 'hes-sim scenario check'.",
            "seed": 1,
            "clock": ["start": "2024-07-11 16:20:00", "timeZone": "+08:00", "mode": .string(clock)],
            "tenants": [
                [
                    "note": "Code and users are made up where they are absent; 'serve' prints them.",
                    "dcus": .list((1...dcus).map(dcu)),
                    "faults": .list(recipe == "none" ? [] : [fault]),
                ]
            ],
        ]
    }

    private func dcu(_ number: Int) -> JSONValue {
        let first = 202_407_000_001 + (number - 1) * 1_000_000
        return [
            "dcuNo": .string("\(2_211_000_000 + number)"),
            "link": .string(link),
            "meters": [["from": .string("\(first)"), "count": .number("\(meters)")]],
        ]
    }

    private var fault: JSONValue {
        ["recipe": .string(recipe), "note": "The rules of that scenario; rules of your own go beside it."]
    }
}

extension String {
    fileprivate var json: JSONValue { .string(self) }
}
