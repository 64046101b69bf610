import HESContract
import SimulationKernel
import Testing

@testable import HESSimulation

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
        let decision = Decision(endpoint: .relay, reply: .ready(.failure(.systemBusy)), shape: shape)
        let (reply, rendered) = decision.rendered(in: Dialect())
        var (bytes, rest) = (Array(reply.body.prefix(chunk)), rendered)
        var count = rest?.count

        #expect((rest == nil) == (chunk >= reply.body.count))
        #expect(rest.map { $0.every == .milliseconds(1) } ?? true)
        while let next = rest?.next(), case .chunk(let part, let isLast) = next {
            bytes += part
            count = count.map { $0 - 1 }
            if isLast { break }
        }

        shape.transport = .drip(chunk: reply.body.count, every: .zero)
        #expect(DrippingReply(reply, shape) == nil, "an answer of one chunk leaves whole")
        #expect(bytes == reply.body)
        #expect(count ?? 0 == 0)
        #expect(rest?.count ?? 0 == 0)
    }
}
