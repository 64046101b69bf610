import HESContract
import HESScenario
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
            "description": "\(dcus.counted("DCU")) with \(meters.counted("meter")) each.".json,
            "note":
                "The keys are explained in docs/reference/scenario-keys.md; check this file with 'hes-sim scenario check'.",
            "seed": 1,
            "clock": ["start": start, "timeZone": timeZone, "mode": .string(clock)],
            "tenants": [
                [
                    "note": "Code and users are made up where they are absent; 'serve' prints them.",
                    "dcus": .list((1...dcus).map(dcu)),
                    "faults": .list(recipe == "none" ? [] : [fault]),
                ]
            ],
        ]
    }

    /// Of the recipe's clock, in whose windows its rules act.
    private var start: JSONValue { clockMember("start") ?? "2024-07-11 16:20:00" }
    private var timeZone: JSONValue { clockMember("timeZone") ?? "+08:00" }

    private func clockMember(_ key: String) -> JSONValue? {
        Self.document(of: recipe)?.member("clock")?.value.member(key)?.value
    }

    /// Whether a shipped scenario has rules that another may take.
    static func hasRules(_ recipe: String) -> Bool {
        guard case .array(let tenants)? = document(of: recipe)?.member("tenants")?.value else { return false }
        return tenants.contains { tenant in
            if case .array(let rules)? = tenant.value.member("faults")?.value { !rules.isEmpty } else { false }
        }
    }

    private static func document(of recipe: String) -> JSONValue? {
        guard let part = ScenarioParts.shippedPart(recipe) else { return nil }
        // Shipped scenarios are valid: a test reads each.
        return (try? JSONParser.parse(part.bytes))?.value
    }

    /// Numbered as the shipped scenarios number theirs, so that a recipe's rules find them.
    private func dcu(_ number: Int) -> JSONValue {
        let first = 202_407_100_001 + (number - 1) * (meters < 10_000 ? 10_000 : 1_000_000)
        return [
            "dcuNo": .string("\(2_211_000_050 + number)"),
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
