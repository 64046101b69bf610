import HESContract
import JSON
import Testing

@testable import HESReferenceClient

@Suite("Token")
struct TokenStateTests {
    /// Logged in at 0 with a token of 7200 s.
    private func loggedIn(_ defects: Defects = []) -> TokenState {
        var state = TokenState(defects: defects)
        #expect(state.need(at: .zero) == .logIn)
        state.accept("A", lifetime: .seconds(7200), askedAt: .zero)
        return state
    }

    @Test("one login serves everyone who asks meanwhile and for two hours")
    func singleFlight() {
        var state = TokenState()

        #expect(state.need(at: .zero) == .logIn)
        #expect(state.need(at: .zero) == .wait)
        state.accept("A", lifetime: nil, askedAt: .zero)
        #expect(state.need(at: .seconds(7199)) == .use("A"))
        #expect(state.need(at: .seconds(7201)) == .logIn)
    }

    @Test("a rejected token is not used again, and a late rejection costs no newer one")
    func rejection() {
        var state = loggedIn()
        state.reject("A")
        #expect(state.need(at: .seconds(1)) == .logIn)
        state.accept("B", lifetime: nil, askedAt: .seconds(1))
        state.reject("A")

        #expect(state.need(at: .seconds(2)) == .use("B"))
    }

    @Test("the same token that comes again lives from then on")
    func renewal() {
        var state = loggedIn()
        _ = state.forceLogin()
        state.accept("A", lifetime: .seconds(7200), askedAt: .seconds(3600))

        #expect(state.need(at: .seconds(7201)) == .use("A"))
    }

    @Test("pauses between failed logins grow from a second to a bound")
    func backoff() {
        var state = TokenState()
        _ = state.need(at: .zero)
        var pauses: [Duration] = []
        for _ in 0..<7 {
            state.fail(at: .zero)
            pauses.append(state.notBefore)
        }

        #expect(pauses == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test("the defects each break one of it")
    func defects() {
        var perCall = loggedIn([.loginPerCall])
        var forever = loggedIn([.tokenForever])
        var trusting = loggedIn([.trustsExp])
        forever.reject("A")
        _ = trusting.forceLogin()
        trusting.accept("A", lifetime: .seconds(7200), askedAt: .seconds(3600))

        #expect(perCall.need(at: .seconds(1)) == .logIn)
        #expect(forever.need(at: .seconds(9000)) == .use("A"))
        #expect(trusting.need(at: .seconds(7201)) == .logIn)
        #expect(trusting.isDead("A", at: .seconds(7201)))
    }

    @Test(
        "expireIn is understood in every form",
        arguments: [
            (JSONValue.number("7200"), Duration.seconds(7200)), (.string("7200"), .seconds(7200)),
            (.number("7200000"), .seconds(7200)), (.number("90"), .seconds(90)),
        ]
    )
    func lifetimes(value: JSONValue, expected: Duration) {
        #expect(TokenLifetime.read(value) == expected)
    }

    @Test("an instant, nothing and nonsense say nothing", arguments: ["1720693200", "0", "-5", "\"soon\"", "null"])
    func noLifetime(text: String) throws {
        #expect(TokenLifetime.read(try JSONParser.parse(Array(text.utf8)).value) == nil)
    }
}
