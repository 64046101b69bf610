import HESContract
import HESVerificationRunner
import Testing

@testable import HESVerification

@Suite("What a run changes")
struct WriteTests {
    private static let moving = KnownSubject.dialect("addElsewhere", value: "moves")

    @Test("is put back, or not begun with too few calls", arguments: [30, 50, 55, 60, 65, 70, 200])
    func calls(most: Int) async throws {
        var setup = KnownSubject.setup(writes: true)
        setup.maxCalls = most
        let outcome = try await KnownSubject.run(Self.moving, setup: setup)
        let counts = ["addElsewhere", "addBack"].map { outcome.talk.accepted($0).count }

        #expect(outcome.findings.leftBehind == [])
        #expect(counts[0] == counts[1])
        #expect(outcome.calls <= most)
    }

    @Test("is told where it could not be put back")
    func leftBehind() async throws {
        let refusing: SimulatedHES.Mutation = .init(reply: { reply, request in
            let body = String(decoding: request.body, as: UTF8.self)
            guard request.endpoint == .addArchive, body.contains(KnownSubject.dcus[1]) else { return reply }
            var reply = reply
            reply.body = Array(#"{"code":500,"msg":"no","data":null}"#.utf8)
            return reply
        })
        let setup = KnownSubject.setup(writes: true)
        let outcome = try await KnownSubject.run(Self.moving, setup: setup, mutation: refusing)
        let told = outcome.findings.leftBehind

        #expect(told.count == 1)
        #expect(told.first?.contains("was put into the archive of DCU 2211000051") == true, "\(told)")
    }
}
