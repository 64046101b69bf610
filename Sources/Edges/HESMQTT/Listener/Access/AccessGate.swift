package import NIOCore

/// Holds one session to the topics that it may use, in both directions: bytes in, steps out.
///
/// A denied frame is dropped, and answered when MQTT has an answer; all other bytes pass unchanged. The gate's own frames
/// are sent between the frames of the other end. Each frame is judged by the access of its moment, also of a session that
/// began when access was open. Pure but for `access`: no clock, no socket.
package struct AccessGate: Sendable {
    package enum Step: Sendable, Hashable {
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
        let protocolLevel: Int
        let login: Login
        /// As at CONNECT.
        let tenantCodes: [String]
    }

    /// What CONNECT said, to be judged again when access changes.
    struct Login: Sendable, Hashable {
        let username: String?
        let password: [UInt8]?
        /// Of the last will, and of the answer that it asks for.
        let willTopics: [[UInt8]]
        /// The session keeps what clients without a name may use.
        let cameWhileOpen: Bool
    }

    let access: any MQTTAccess
    /// By which `isOpen` and the session's scope are; nil before the first byte.
    private var revision: Int?
    private(set) var isOpen = true
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
    /// The bytes cannot be judged: they pass while access is open, and end the session when it is not.
    private var isOpaque = false
    var isOver = false

    init(_ access: any MQTTAccess) {
        self.access = access
    }

    /// Tenants whose topics the session might use when it began; empty for all topics, or when it is not admitted.
    var tenantCodes: [String] { session?.tenantCodes ?? [] }

    /// Tenants that have a user of the session's name and password; empty when the session is not admitted.
    var loginTenantCodes: [String] {
        session.map { access.tenantCodes(username: $0.login.username, password: $0.login.password) } ?? []
    }

    var waitingBytes: Int { answers.readableBytes }

    mutating func clientSent(_ bytes: ByteBuffer) -> [Step] {
        var (rest, steps) = (bytes, review())
        while !isOver {
            if isOpaque { return steps + passOpaque(rest, held: fromClient.removeHeld(), as: Self.pass) }
            if isHasty, session != nil, let whole = takeWholeFromClient(&rest) { steps += Self.pass(whole) }
            guard let piece = nextFromClient(&rest) else { break }
            switch piece {
            case .rest(let bytes): steps += Self.pass(bytes)
            case .frame(let frame): steps += isOpen ? note(frame) : judge(frame)
            case .malformed: steps += isOpen ? becomeOpaque() : reject()
            }
            steps += due()
        }
        return steps
    }

    mutating func brokerSent(_ bytes: ByteBuffer) -> [Step] {
        var (rest, steps) = (bytes, review())
        while !isOver {
            if isOpaque { return steps + passOpaque(rest, held: fromBroker.removeHeld()) { [.toClient($0)] } }
            if isHasty, isGreeted, let whole = takeWholeFromBroker(&rest) { steps.append(.toClient(whole)) }
            guard let piece = nextFromBroker(&rest) else { break }
            switch piece {
            case .rest(let bytes): steps += isWithholding ? [] : [.toClient(bytes)]
            case .frame(let frame): steps += deliver(frame)
            case .malformed: steps += isOpen ? becomeOpaque() : reject()
            }
            steps += due()
        }
        return steps
    }

    /// The client sends no more: what is held of a frame passes while access is open.
    mutating func clientEnded() -> [Step] {
        let steps = review()
        guard !isOver, isOpen, case let held = fromClient.removeHeld(), held.readableBytes > 0 else { return steps }
        return steps + Self.pass(held)
    }

    /// The broker sends no more.
    mutating func brokerEnded() -> [Step] {
        guard !isOver, isOpen, case let held = fromBroker.removeHeld(), held.readableBytes > 0 else { return [] }
        return [.toClient(held)]
    }

    /// Judges the session by the access of now; to be called when it has changed and before anything is judged.
    mutating func review() -> [Step] {
        let current = access.revision
        guard !isOver, current != revision else { return [] }
        revision = current
        let wasOpen = isOpen
        isOpen = access.isOpen
        guard !(wasOpen && isOpen), var session else { return [] }
        session.scope = scope(of: session.login)
        self.session = session
        guard !session.login.willTopics.allSatisfy({ session.scope.allows(topic: $0) }) else { return [] }
        return endWithoutWill()
    }

    private func scope(of login: Login) -> TopicScope {
        var admissions = [access.admit(username: login.username, password: login.password)]
        if login.cameWhileOpen { admissions.append(access.admit(username: nil, password: nil)) }
        return TopicScope(uniting: admissions)
    }

    /// Ends the session with DISCONNECT, so that the broker drops a will that is denied now (MQTT 3.1.1 §3.14.4).
    ///
    /// A frame of which the client still owes a part is filled up with zeros.
    private mutating func endWithoutWill() -> [Step] {
        let zeros = ByteBuffer(repeating: 0, count: min(65_536, fromClient.missingBytes))
        var (steps, missing) = ([Step](), fromClient.missingBytes)
        while missing > 0, let piece = zeros.getSlice(at: 0, length: min(missing, zeros.readableBytes)) {
            steps.append(.toBroker(piece))
            missing -= piece.readableBytes
        }
        return steps + [.toBroker(ByteBuffer(bytes: [0xE0, 0]))] + reject()
    }

    /// Access is open and nothing is left of a time when it was not: frames need no judgement.
    private var isHasty: Bool {
        isOpen && !isWithholding && partials.isEmpty && withheld.isEmpty && answers.readableBytes == 0
            && acknowledgements.readableBytes == 0
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

    mutating func becomeOpaque() -> [Step] {
        isOpaque = true
        return []
    }

    private mutating func passOpaque(_ bytes: ByteBuffer, held: ByteBuffer, as pass: (ByteBuffer) -> [Step]) -> [Step] {
        guard isOpen else { return reject() }
        return (held.readableBytes > 0 ? pass(held) : []) + (bytes.readableBytes > 0 ? pass(bytes) : [])
    }

    static func pass(_ bytes: ByteBuffer) -> [Step] { [.observed(bytes), .toBroker(bytes)] }

    mutating func reject(code: UInt8? = nil) -> [Step] {
        isOver = true
        return [.reject(code: code)]
    }
}
