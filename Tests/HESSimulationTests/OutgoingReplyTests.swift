import HESContract
import HESSimulation
import SimulationKernel
import Testing

@Suite("Answers as they leave")
struct OutgoingReplyTests {
    private func request(_ method: String, uri: String) -> CallRequest {
        CallRequest(method: method, uri: uri, contentType: nil, headerToken: nil)
    }

    @Test("an unknown path is 404 in the envelope and in HTTP")
    func unknownPath() {
        let reply = OutgoingReply(refusing: request("POST", uri: "/apis/openapi/x?y"))

        #expect(reply.status == 404)
        #expect(reply.body == Answer.json(code: 404, message: "no such path '/apis/openapi/x'"))
        #expect(reply.headers.isEmpty)
    }

    @Test("another method than POST is 405 and says what is allowed")
    func wrongMethod() {
        let reply = OutgoingReply(refusing: request("GET", uri: Endpoint.relay.path))

        #expect(reply.status == 405)
        #expect(reply.headers == [ReplyShape.Header(name: "Allow", value: "POST")])
    }

    @Test("chunks of a dripping answer make up its body", arguments: [1, 7, 1000])
    func drip(chunk: Int) throws {
        var shape = ReplyShape(delay: .zero, chance: SeededHash(seed: 1), hasPrevious: false)
        shape.transport = .drip(chunk: chunk, every: .zero)
        let decision = Decision(
            reply: .ready(.failure(.systemBusy)),
            answeredAt: SimulatedInstant(milliseconds: 0),
            effects: [],
            shape: shape
        )
        let reply = OutgoingReply(decision, endpoint: .relay, Dialect())
        var bytes = Array(reply.body.prefix(chunk))

        var rest = DrippingReply(reply, shape)
        #expect((rest == nil) == (chunk >= reply.body.count))
        #expect(rest.map { $0.every == .milliseconds(1) } ?? true)
        while let next = rest?.next(), case .chunk(let part, let isLast) = next {
            bytes += part
            if isLast { break }
        }

        shape.transport = .drip(chunk: reply.body.count, every: .zero)
        #expect(DrippingReply(reply, shape) == nil, "an answer of one chunk leaves whole")
        #expect(bytes == reply.body)
        #expect(rest?.isOver ?? true)
    }
}
