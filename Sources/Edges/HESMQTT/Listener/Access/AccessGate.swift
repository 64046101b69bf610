import NIOCore

/// Holds one session to the topics that it was admitted for, in both directions; told the bytes, it says what to do.
///
/// A frame that is denied goes nowhere, and is answered where MQTT has an answer; all other bytes pass unchanged. What the
/// gate says itself comes between the frames of the other end.
struct AccessGate: Sendable {
    enum Step: Sendable, Hashable {
        /// The client has said this, whether or not it goes on.
        case heard(ByteBuffer)
        case toBroker(ByteBuffer)
        case toClient(ByteBuffer)
        /// In the broker's place.
        case answer(ByteBuffer)
        /// The session ends; with a code of CONNACK where the client waits for one. Nothing comes after it.
        case turnAway(code: UInt8?)
    }

    struct Session: Sendable, Hashable {
        var scope: TopicScope
        var protocolLevel: Int
    }

    let access: any MQTTAccess
    /// Nil until CONNECT was let in.
    var session: Session?
    var fromClient = FrameReader()
    var fromBroker = FrameReader()
    var clientAliases = TopicAliases()
    var brokerAliases = TopicAliases()
    /// Whose SUBACK has not come.
    var partials: [PartialSubscription] = []
    /// Messages of QoS 2 that the client did not get and the broker has not released.
    var withheld: Set<UInt16> = []
    var isWithholding = false
    /// CONNACK has gone to the client.
    var isGreeted = false
    /// To be said between two frames.
    var answers = ByteBuffer()
    var acknowledgements = ByteBuffer()
    var isOver = false

    init(_ access: any MQTTAccess) {
        self.access = access
    }

    /// Empty: everything, or not let in.
    var tenantCodes: [String] { session?.scope.tenantCodes ?? [] }

    var waitingBytes: Int { answers.readableBytes }

    mutating func clientSent(_ bytes: ByteBuffer) -> [Step] {
        var (rest, steps) = (bytes, [Step]())
        while !isOver, let piece = nextFromClient(&rest) {
            switch piece {
            case .rest(let bytes): steps += Self.pass(bytes)
            case .frame(let frame): steps += judge(frame)
            case .malformed: steps += turnAway()
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
            case .malformed: steps += turnAway()
            }
            steps += due()
        }
        return steps
    }

    /// What waited for the end of a frame.
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

    static func pass(_ bytes: ByteBuffer) -> [Step] { [.heard(bytes), .toBroker(bytes)] }

    mutating func turnAway(code: UInt8? = nil) -> [Step] {
        isOver = true
        return [.turnAway(code: code)]
    }
}
