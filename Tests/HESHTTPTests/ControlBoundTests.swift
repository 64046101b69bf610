import HESRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import SimulationKernel
import Testing

@testable import HESHTTP

@Suite("Bounds of the control API")
struct ControlBoundTests {
    @Test("an await may take two minutes, and not a millisecond more", arguments: ["120000", "\"2m\""])
    func longestAwait(timeout: String) async throws {
        let question = try await AwaitRoutes.body.read(Self.request(#"{"timeout": \#(timeout)}"#))

        #expect(question.timeout == .seconds(120))
    }

    @Test(
        "a longer await is refused with the bound",
        arguments: ["120001", "\"121s\"", "9223372036854775807", "-1", "\"36500d\""]
    )
    func tooLongAwait(timeout: String) async throws {
        let failure = await #expect(throws: ControlFailure.self) {
            _ = try await AwaitRoutes.body.read(Self.request(#"{"timeout": \#(timeout)}"#))
        }

        #expect(failure?.status == .badRequest && failure?.pointer == "/timeout")
        #expect(failure?.message.contains("two minutes at most") == true)
    }

    @Test("worlds beyond the bound, 10 000, are refused until one is deleted")
    func worlds() async throws {
        let simulator = try HTTPTestDocument.simulator()
        let factory = WorldFactory(
            Simulator.Surroundings(publisher: NoBroker()),
            defaultScenario: HTTPTestDocument.document(),
            wallClock: { SimulatedInstant(milliseconds: 0) }
        )
        #expect(WorldRoutes(simulator: simulator, worldFactory: factory).mostWorlds == 10_000)
        let routes = WorldRoutes(simulator: simulator, worldFactory: factory, mostWorlds: 2)

        let second = try await routes.post(Self.request("{}"))
        #expect(second.status == .created)
        let failure = await #expect(throws: ControlFailure.self) {
            _ = try await routes.post(Self.request("{}"))
        }
        #expect(failure?.status == .conflict && failure?.message == "there are 2 worlds")
        #expect(simulator.removeWorld(tenantCode: "1"))
        let third = try await routes.post(Self.request("{}"))
        #expect(third.status == .created)
    }

    private static func request(_ body: String) -> Request {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: "/_sim/x")
        return Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
    }
}
