import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import Logging
import SimulationKernel
import Testing

/// A world of one meter whose user is `u` with password `p` and secret key `k`; its clock is moved by hand.
enum HTTPTestDocument {
    static func document(faults: String = "[]") -> [UInt8] {
        Array(
            """
            {"name": "test", "seed": 1, "clock": {"start": "2024-07-12 10:00:00", "timeZone": "+08:00", "mode": "manual"},
             "tenants": [{"tenantCode": "1", "users": [{"username": "u", "password": "p", "secretKey": "k"}],
                          "dcus": [{"dcuNo": "2211000051", "meters": ["202407100001"]}], "faults": \(faults)}]}
            """.utf8
        )
    }

    static func simulator(faults: String = "[]") throws -> Simulator {
        let simulator = Simulator(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let reading = Scenario.read(document(faults: faults), file: "test", now: SimulatedInstant(milliseconds: 0))
        let world = try #require(reading.scenario?.worlds.first, "\(reading.diagnostics)")
        simulator.addWorld(Replay(world), mode: .manual, in: Simulator.Surroundings(publisher: NoBroker()))
        return simulator
    }
}

/// Takes pushes and never acknowledges them.
struct NoBroker: PushPublisher {
    func publish(_ push: OutgoingPush) {}
}

enum Message {
    static let token = #"{"tenantCode":"1","username":"u","password":"p","secretKey":"k"}"#

    static func post(_ body: String, to path: String = "/apis/openapi/getToken", fields: [String] = []) -> String {
        let head = ["POST \(path) HTTP/1.1", "Host: h", "Content-Type: application/json"] + fields
        return (head + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
    }
}
