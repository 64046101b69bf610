import HESContract
import JSON

@testable import HESConformance

extension InvariantTrace {
    static let tokens: [InvariantTrace] = [
        Self("OBS-10", "in the body", .holds) { $0.read() },
        Self("OBS-10", "none", .broken(2, 3)) { $0.call(.readSingle, ["devList": "1"]) },
        Self("OBS-10", "in the header alone", .broken(2, 3)) {
            $0.call(.readSingle, ["devList": "1"], headerToken: "t")
        },
        Self("OBS-10", "removeArchive in the header alone", .holds) {
            $0.call(.removeArchive, ["dcuNo": "1"], headerToken: "t")
        },
        Self("OBS-11", "one login for ten calls", .holds) {
            $0.login()
            for _ in 0..<10 { $0.read() }
        },
        Self("OBS-11", "six processes that start together", .holds) {
            for _ in 0..<6 { $0.login() }
            for _ in 0..<30 { $0.read() }
        },
        Self("OBS-11", "a token for each of two users", .holds) {
            for _ in 0..<5 {
                for user in ["a", "b"] { $0.call(.getToken, ["username": .string(user)], data: ["expireIn": 7200]) }
                $0.wait(milliseconds: 4000000)
            }
        },
        Self("OBS-11", "renewed in the second half of its life", .holds) {
            for _ in 0..<9 {
                $0.login()
                $0.read()
                $0.wait(milliseconds: 4000000)
            }
        },
        Self("OBS-11", "a login for each call", .broken(2, 6)) {
            for _ in 0..<9 {
                $0.login()
                $0.read()
                $0.wait(milliseconds: 60000)
            }
        },
        Self("OBS-12", "found out by the refusal, then a new one", .holds) {
            $0.login()
            $0.read()
            $0.wait(milliseconds: 7300000)
            $0.read(code: 500, msg: "token invalid or expired")
            $0.login("<token-2>")
            $0.read(token: "<token-2>")
        },
        Self("OBS-12", "another call was on its way", .holds) {
            $0.read(code: 500, msg: "token invalid or expired")
            $0.read(code: 500, msg: "token invalid or expired")
        },
        Self("OBS-12", "getToken gives the same token again", .holds) {
            $0.read(code: 500, msg: "token invalid or expired")
            $0.wait(milliseconds: 60000)
            $0.login()
            $0.read()
        },
        Self("OBS-12", "used a minute after its refusal", .broken(5, 6)) {
            $0.login()
            $0.read(code: 500, msg: "token invalid or expired")
            $0.wait(milliseconds: 60000)
            $0.read(code: 500, msg: "token invalid or expired")
        },
    ]

    static let pages: [InvariantTrace] = [
        Self("OBS-13", "three pages of 45 rows", .holds) {
            $0.page(1, rows: 20, total: 45)
            $0.page(2, rows: 20, total: 45)
            $0.page(3, rows: 5, total: 45)
            $0.goOn()
        },
        Self("OBS-13", "a page that failed ends it", .holds) {
            $0.page(1, rows: 20, total: 45)
            $0.page(2, rows: 0, total: 0, code: 500)
            $0.goOn()
        },
        Self("OBS-13", "the observation ends on the way", .holds) { $0.page(1, rows: 20, total: 45) },
        Self("OBS-13", "total is too large, and a page is not full", .holds) {
            $0.page(1, rows: 20, total: 90)
            $0.page(2, rows: 10, total: 90)
            $0.goOn()
        },
        Self("OBS-13", "two clients ask the same at the same time", .holds) {
            for page in [1, 1, 2, 2] { $0.page(page, rows: page == 1 ? 20 : 5, total: 25) }
            $0.goOn()
        },
        Self("OBS-13", "the first page only", .broken(2, 3)) {
            $0.page(1, rows: 20, total: 45)
            $0.goOn()
        },
        Self("OBS-13", "the first page only, time and again", .broken(2, 3)) {
            $0.page(1, rows: 20, total: 45)
            $0.wait(milliseconds: 60000)
            $0.page(1, rows: 20, total: 45)
            $0.goOn()
        },
        Self("OBS-21", "each night", .holds) {
            for _ in 0..<3 {
                $0.read()
                $0.wait(milliseconds: 86400000)
            }
        },
        Self("OBS-21", "once", .broken(2, 4)) {
            $0.read()
            $0.read()
            $0.wait(milliseconds: 3 * 86_400 * 1000)
        },
    ]

    static let results: [InvariantTrace] = [
        Self("OBS-14", "subscribed to all results", .holds) {
            $0.subscribe("/t/#")
            $0.call(.readSingle, planID: "P1")
            $0.push("P1", topic: "/t/P1")
        },
        Self("OBS-14", "subscribed after the result", .holds) {
            $0.call(.readSingle, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
            $0.subscribe("/t/P1")
            $0.goOn()
        },
        Self("OBS-14", "the observation ends before the subscription", .nothingSeen) {
            $0.call(.readSingle, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
        },
        Self("OBS-14", "subscribed to another topic", .broken(3, 5)) {
            $0.subscribe("/t/P1/#/#")
            $0.call(.readSingle, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
            $0.goOn()
        },
        Self("OBS-15", "in time", .holds) {
            $0.subscribe("/t/#")
            $0.call(.readSingle, planID: "P1")
            $0.push("P1", topic: "/t/P1")
        },
        Self("OBS-15", "the HES cut the connection", .nothingSeen) {
            $0.subscribe("/t/#")
            $0.add(.mqttDisconnect(.init(client: "c", reason: .cut)))
            $0.call(.readSingle, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
            $0.subscribe("/t/#")
        },
        Self("OBS-15", "too late", .broken(4, 5)) {
            $0.call(.readSingle, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
            $0.subscribe("/t/P1")
        },
        Self("OBS-16", "after its result", .holds) {
            $0.relay(1, planID: "P1")
            $0.push("P1", topic: "/t/P1")
            $0.relay(1, planID: "P2")
        },
        Self("OBS-16", "after a look at the meter", .holds) {
            $0.relay(1, planID: "P1")
            $0.read()
            $0.relay(1, planID: "P2")
        },
        Self("OBS-16", "after a refusal", .holds) {
            $0.relay(1, planID: nil, code: 500)
            $0.relay(1, planID: "P2")
        },
        Self("OBS-16", "the other mode", .holds) {
            $0.relay(1, planID: "P1")
            $0.relay(2, planID: "P2")
        },
        Self("OBS-16", "blindly", .broken(2, 4)) {
            $0.relay(1, planID: "P1")
            $0.relay(1, planID: "P2")
        },
        Self("OBS-16", "though the result was not heard", .broken(2, 5)) {
            $0.relay(1, planID: "P1")
            $0.unheardPush("P1", topic: "/t/P1")
            $0.relay(1, planID: "P2")
        },
    ]

    static let pauses: [InvariantTrace] = [
        Self("OBS-17", "five logins", .holds) { for _ in 0..<5 { $0.login() } },
        Self("OBS-17", "six logins in ten seconds", .broken(2, 12)) { for _ in 0..<6 { $0.login() } },
        Self("OBS-17", "six that follow the end of a token", .holds) {
            for _ in 0..<6 {
                $0.call(.getToken, [:], data: ["expireIn": 1])
                $0.wait(milliseconds: 1000)
            }
        },
        Self("OBS-17", "six with pauses", .holds) {
            for _ in 0..<6 {
                $0.login()
                $0.wait(milliseconds: 3000)
            }
        },
        Self("OBS-18", "the same call succeeds often", .holds) { for _ in 0..<9 { $0.read() } },
        Self("OBS-18", "the same call fails often", .broken(2, 12)) {
            for _ in 0..<6 { $0.read(code: 500, msg: "system busy") }
        },
        Self("OBS-18", "other calls fail", .holds) {
            for number in 0..<9 { $0.call(.readSingle, ["devList": .string("\(number)"), "token": "t"], code: 500) }
        },
        Self("OBS-19", "back at once, then with pauses", .holds) {
            $0.connect()
            $0.lose()
            for _ in 0..<8 {
                $0.connect(3)
                $0.wait(milliseconds: 4000)
            }
        },
        Self("OBS-19", "no pauses", .broken(4, 9)) {
            $0.connect()
            $0.lose()
            for _ in 0..<6 { $0.connect(3) }
        },
    ]
}

extension EvidenceBuilder {
    /// The system goes on for long enough that what it left undone counts.
    fileprivate mutating func goOn() {
        wait(milliseconds: 60000)
        login()
    }
}
