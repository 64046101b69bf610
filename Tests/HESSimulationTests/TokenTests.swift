import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Token life (§3.1)")
struct TokenTests {
    private var world = TestWorld()

    private mutating func accepts(_ token: String) -> Bool {
        world.call(.readArchive, with: #""dcuNo":"D0""#, token: token).hasPrefix(#"{"code":200"#)
    }

    @Test("a token is valid to its 7200th second and not in it")
    mutating func lastSecond() {
        let token = world.logIn()

        world.advance(.seconds(7199) + .milliseconds(999))
        #expect(accepts(token))
        world.advance(.milliseconds(1))
        #expect(!accepts(token))
    }

    @Test("asked again while it lives, the same token lives a full life from then")
    mutating func renewal() {
        let token = world.logIn()

        world.advance(.seconds(7199))
        #expect(world.logIn() == token)
        world.advance(.seconds(7199))
        #expect(accepts(token))
        world.advance(.seconds(1))
        #expect(!accepts(token))
    }

    @Test("using a token does not renew it")
    mutating func useIsNoRenewal() {
        let token = world.logIn()
        world.advance(.seconds(7000))
        #expect(accepts(token))

        world.advance(.seconds(200))

        #expect(!accepts(token))
    }

    @Test("after its end a new token comes, and the old one is dead for good")
    mutating func afterExpiry() {
        let old = world.logIn()
        world.advance(.seconds(7200))

        let new = world.logIn()

        #expect(new != old)
        #expect(accepts(new))
        #expect(!accepts(old))
    }

    @Test("users of one tenant are independent")
    mutating func users() {
        let first = world.logIn()
        world.advance(.seconds(4000))
        let second = world.logIn(as: .other)
        world.advance(.seconds(4000))

        #expect(first != second)
        #expect(!accepts(first))
        #expect(accepts(second))
    }

    @Test(
        "any wrong credential gets one and the same failure",
        arguments: [
            ("X", "demo", "pw", "key"), ("T", "demo2", "pw", "key"), ("T", "demo", "pw2", "key"),
            ("T", "demo", "pw", "k"),
            ("T", "other", "pw", "key"), ("", "", "", ""),
        ]
    )
    mutating func wrongCredentials(tenant: String, name: String, password: String, key: String) {
        let answer = world.logIn(as: User(username: name, password: password, secretKey: key), tenantCode: tenant)

        #expect(answer == #"{"code":500,"msg":"invalid credentials"}"#)
    }

    @Test("tokens of ten thousand lives are distinct, and another seed or secret gives others")
    mutating func unguessable() {
        var tokens: Set<String> = []
        for _ in 0..<10_000 {
            tokens.insert(world.logIn())
            world.advance(.seconds(7200))
        }
        var otherSeed = TestWorld(.test(seed: 2))

        #expect(tokens.count == 10_000)
        #expect(!tokens.contains(otherSeed.logIn()))
    }

    @Test("the token is base64 of its end and its user, as in the document's sample")
    mutating func shape() {
        let token = world.logIn()

        #expect(token.hasPrefix("eyJleHAiOjE3MjA2OTMyMDEsInVzZXJuYW1lIjoiZGVtbyIsImp0aSI6"))
    }

    @Test("the body's token wins over the header's; either alone will do; none and a wrong one are told apart")
    mutating func place() {
        let token = world.logIn()

        #expect(world.call(.readArchive, with: #""dcuNo":"D0""#, header: token).hasPrefix(#"{"code":200"#))
        #expect(
            world.call(.readArchive, with: #""dcuNo":"D0""#, token: token, header: "wrong").hasPrefix(#"{"code":200"#)
        )
        #expect(
            world.call(.readArchive, with: #""dcuNo":"D0""#, token: "wrong", header: token)
                == #"{"code":500,"msg":"token invalid or expired"}"#
        )
        #expect(world.call(.readArchive, with: #""dcuNo":"D0""#) == #"{"code":500,"msg":"token missing"}"#)
    }
}
