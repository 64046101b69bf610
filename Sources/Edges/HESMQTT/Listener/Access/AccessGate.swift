import NIOCore

/// Holds one session to the topics that it was admitted for, in both directions: bytes in, steps out.
///
/// A denied frame is dropped, and answered when MQTT has an answer; all other bytes pass unchanged. The gate's own frames
/// are sent between the frames of the other end.
struct AccessGate: Sendable {
    enum Step: Sendable, Hashable {
        /// The client has sent this, whether or not it is passed on.
        case observed(ByteBuffer)
        case toBroker(ByteBuffer)
        case toClient(ByteBuffer)
        /// To the client, made by the gate in the broker's place.
        case answer(ByteBuffer)
        /// Ends the session, with a code of CONNACK when the client waits for one. The last step.
        case reject(code: UInt8?)
    }

    struct Session: Sendable, Hashable {
        var scope: TopicScope
        var protocolLevel: Int
    }

    let access: any MQTTAccess
    /// Nil until CONNECT was admitted.
    var session: Session?
    var fromClient = FrameReader()
    var fromBroker = FrameReader()
    var clientAliases = TopicAliases()
    var brokerAliases = TopicAliases()
    /// SUBSCRIBEs passed on in part whose SUBACK has not come.
    var partials: [PartialSubscription] = []
    /// Messages of QoS 2 that the client did not get and the broker has not released.
    var withheld: Set<UInt16> = []
    var isWithholding = false
    /// CONNACK was passed to the client.
    var isGreeted = false
    /// Frames for the client that wait for the end of the broker's frame.
    var answers = ByteBuffer()
    /// Frames for the broker that wait for the end of the client's frame.
    var acknowledgements = ByteBuffer()
    var isOver = false

    init(_ access: any MQTTAccess) {
        self.access = access
    }

    /// Tenants whose topics the session may use; empty for all topics, or when it is not admitted.
    var tenantCodes: [String] { session?.scope.tenantCodes ?? [] }

    var waitingBytes: Int { answers.readableBytes }

    mutating func clientSent(_ bytes: ByteBuffer) -> [Step] {
        var (rest, steps) = (bytes, [Step]())
        while !isOver, let piece = nextFromClient(&rest) {
            switch piece {
            case .rest(let bytes): steps += Self.pass(bytes)
            case .frame(let frame): steps += judge(frame)
            case .malformed: steps += reject()
            }
            steps += due()
        }
        return steps
    }

    mutating func brokerSent(_ bytes: ByteBuffer) -> [Step] {
        var (rest, steps) = (bytes, [Step]())
        while !isOver, let piece = nextFromBroker(&rest) {
            switch piece {
            case .rest(let bytes): steps += isWithholding ? [] : [.toClient(bytes)]
            case .frame(let frame): steps += deliver(frame)
            case .malformed: steps += reject()
            }
            steps += due()
        }
        return steps
    }

    /// The gate's own frames that waited for the end of a frame.
    private mutating func due() -> [Step] {
        var steps: [Step] = []
        if answers.readableBytes > 0, isGreeted, fromBroker.isBetweenFrames {
            steps.append(.answer(answers))
            answers = ByteBuffer()
        }
        if acknowledgements.readableBytes > 0, fromClient.isBetweenFrames {
            steps.append(.toBroker(acknowledgements))
            acknowledgements = ByteBuffer()
        }
        return steps
    }

    static func pass(_ bytes: ByteBuffer) -> [Step] { [.observed(bytes), .toBroker(bytes)] }

    mutating func reject(code: UInt8? = nil) -> [Step] {
        isOver = true
        return [.reject(code: code)]
    }
}
