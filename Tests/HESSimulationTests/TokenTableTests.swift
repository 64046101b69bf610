import HESContract
import SimulationKernel
import SimulationTestSupport
import Testing

@testable import HESSimulation

@Suite("The table of tokens")
struct TokenTableTests {
    private static let start = WorldConfiguration.testStart

    private static func table(_ renewal: Dialect.TokenRenewal = .sliding) -> TokenTable {
        var configuration = WorldConfiguration.test()
        configuration.dialect.tokenRenewal = renewal
        return TokenTable(configuration)
    }

    @Test("the earliest limit of a life counts, until the token is given again and limited anew")
    func limits() {
        var table = Self.table()
        let token = table.token(for: .demo, at: Self.start).token
        table.limitLife(of: "demo", to: Self.start + .minutes(5), since: Self.start)
        table.limitLife(of: "demo", to: Self.start + .minutes(9), since: Self.start)
        #expect(table.username(of: token, at: Self.start + .minutes(5) - .milliseconds(1)) == "demo")
        #expect(table.username(of: token, at: Self.start + .minutes(5)) == nil)

        let again = table.token(for: .demo, at: Self.start + .minutes(4))
        #expect(again.token == token && again.expires == Self.start + .minutes(5), "no renewal goes beyond it")
        table.limitLife(of: "demo", to: Self.start + .minutes(9), since: Self.start + .minutes(4))
        #expect(table.username(of: token, at: Self.start + .minutes(8)) == "demo")
        #expect(table.username(of: token, at: Self.start + .minutes(9)) == nil)
    }

    @Test("a login while a token lives does what the dialect says")
    func renewal() {
        let later = Self.start + .minutes(1)
        var keeping = Self.table(.remaining)
        let kept = keeping.token(for: .demo, at: Self.start)
        let keptAgain = keeping.token(for: .demo, at: later)
        #expect(keptAgain.token == kept.token && keptAgain.expires == kept.expires)

        var revoking = Self.table(.revoke)
        let revoked = revoking.token(for: .demo, at: Self.start)
        let revokesOld = revoking.token(for: .demo, at: later).revokesOld
        #expect(revokesOld)
        #expect(revoking.username(of: revoked.token, at: later) == nil)

        var replacing = Self.table(.replace)
        let tokens = (0...TokenTable.mostTokensPerUser).map { _ in replacing.token(for: .demo, at: Self.start) }
        #expect(tokens.map(\.revokesOld) == tokens.indices.map { $0 == TokenTable.mostTokensPerUser })
        #expect(tokens.map { replacing.username(of: $0.token, at: later) != nil } == tokens.indices.map { $0 > 0 })
    }

    @Test("users come in the order of their names, and who is named loses his sessions")
    func revocation() {
        var timeline = Timeline(start: Self.start)
        var table = Self.table()
        let other = table.token(for: .other, at: Self.start).token
        let demo = table.token(for: .demo, at: Self.start).token
        #expect(table.live(at: Self.start).map(\.token) == [demo, other])

        let first = table.revokeLive(of: "other", on: &timeline)
        #expect(table.live(at: Self.start).map(\.token) == [demo])
        #expect(table.username(of: other, at: Self.start) == nil)
        let rest = ["other", nil].map { table.revokeLive(of: $0, on: &timeline) }
        #expect([first] + rest == [1, 0, 1])
        #expect(timeline.journal.entries(from: 1).count == 2)
    }
}
