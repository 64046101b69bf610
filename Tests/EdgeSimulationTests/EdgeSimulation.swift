import HESContract
import HESMQTT
import HESRuntime
import HESSimulation
import SimulationKernel
import SimulationTestSupport

@testable import HESState

/// The simulator's edges in one thread: HTTP connections, worlds, delivery and broker under a scheduler that draws every
/// step from a seed.
///
/// A step is the smallest thing that another thread, the network or the broker could do; steps come in any order that the
/// real ones could. After each step the invariants are checked, and at the end, when all faults are over, that everything
/// accepted was pushed or reported as failed.
struct EdgeSimulation {
    /// What a step does; each is as likely as its weight says.
    enum Step: CaseIterable {
        case ask, sendBytes, takeReplies, blockReader, unblockReader, closeClient
        case moveClock, leapClock, fireDue
        case turn, acknowledge, serve, deliver
        case cut, stall, resume, kill, supervise
        case writeState, recordSnapshots, fillDisk, crash

        var weight: Int {
            switch self {
            case .ask, .sendBytes, .takeReplies, .acknowledge, .serve, .turn, .deliver: 12
            case .moveClock, .fireDue, .writeState: 8
            case .supervise, .resume: 4
            case .blockReader, .unblockReader, .recordSnapshots: 2
            case .closeClient, .leapClock, .cut, .stall, .kill, .fillDisk, .crash: 1
            }
        }
    }

    let seed: UInt64
    var choices: Choices
    private let host: SimulatedHost
    private(set) var process: SimulatedProcess
    /// Earlier lives of the process.
    private(set) var pastRecords: [Record] = []
    var clients: [SimulatedClient] = []
    var tokens: [String: String] = [:]
    /// Topics of the plans whose answer a client has received.
    private(set) var accepted: Set<String> = []
    /// Topics of every plan id that was ever given.
    private var given: Set<String> = []
    /// The accepted plans that a crash cannot undo, as the disk has them.
    private var durable: Set<String> = []
    /// The broker was killed, and what it may have forgotten is not all acknowledged again.
    ///
    /// A process that is killed meanwhile loses what the broker had acknowledged and not saved: that is not promised.
    private var isRepairing = false
    private(set) var stepCount = 0
    private let deck = Step.allCases.flatMap { Array(repeating: $0, count: $0.weight) }

    static let clientCount = 4

    init(seed: UInt64) throws {
        self.seed = seed
        var choices = Choices(seed: seed)
        var limits = DeliveryLimits(memory: AcknowledgedMemory.Limits())
        limits.window = choices.element(of: [1, 5, 100])
        if choices.once(in: 3) { limits.heldBytes = 4096 }
        var recorderLimits = StateRecorder.Limits()
        recorderLimits.inputs = choices.element(of: [3, 50, 100_000])
        let worlds: [(WorldConfiguration, ClockMode)] = Self.tenantCodes.map { code in
            (Self.world(code, seed: seed), choices.once(in: 2) ? .real : .scaled(60))
        }
        let wall = SimulatedWall()
        host = SimulatedHost(
            worlds: worlds,
            recorderLimits: recorderLimits,
            deliveryLimits: limits,
            network: SimulatedNetwork(window: limits.window, at: wall.now),
            wall: wall
        )
        self.choices = choices
        process = try SimulatedProcess(on: host)
        for _ in 0..<Self.clientCount { clients.append(try SimulatedClient(process.simulator)) }
    }

    var wall: SimulatedWall { host.wall }
    var disk: SimulatedDisk { host.disk }
    var network: SimulatedNetwork { host.network }
    var limits: DeliveryLimits { host.deliveryLimits }

    private static func world(_ code: String, seed: UInt64) -> WorldConfiguration {
        var world = WorldConfiguration.test(
            tenantCode: code,
            links: [.instant, .rf],
            seed: seed,
            timing: Timing(replyDelay: .empirical([.zero, .zero, .milliseconds(30), .seconds(2)]))
        )
        world.users = [user(of: code)]
        return world
    }

    static let tenantCodes = ["T1", "T2"]

    static func user(of code: String) -> User {
        User(username: "user-\(code)", password: "secret-password-\(code)", secretKey: "secret-key-\(code)")
    }

    // MARK: Steps

    /// Takes a step and checks what must hold after each.
    mutating func step() async throws {
        stepCount += 1
        try await take(choices.element(of: deck))
        if process.delivery.outstanding == 0, !network.hasUnnoticedDeath { isRepairing = false }
        try checkStep()
    }

    private mutating func take(_ step: Step) async throws {
        let client = choices.index(below: clients.count)
        switch step {
        case .ask: ask(client)
        case .sendBytes: try clients[client].send(most: choices.element(of: [1, 20, 200, 5000]))
        case .takeReplies: try takeReplies(client)
        case .blockReader: clients[client].setWritable(false)
        case .unblockReader: clients[client].setWritable(true)
        case .closeClient:
            clients[client].close()
            clients[client] = try SimulatedClient(process.simulator)
        case .moveClock: move(by: .milliseconds(1 + choices.index(below: 400)))
        case .leapClock: move(by: .seconds(choices.element(of: [3, 60, 7300])))
        case .fireDue: _ = process.simulator.fireDue()
        case .turn: network.turn(process.delivery)
        case .acknowledge: _ = network.receive(process.delivery, atMost: 1 + choices.index(below: 4), at: wall.now)
        case .serve: network.serve(most: 1 + choices.index(below: 4))
        case .deliver: network.deliver(most: 1 + choices.index(below: 4))
        case .cut: network.lose(process.delivery)
        case .stall: network.stall()
        case .resume: network.resume(at: wall.now)
        case .kill: if !disk.isFull { kill() }
        case .supervise: network.superviseAfterDeath(process.delivery, at: wall.now)
        case .writeState: try await writeState()
        case .recordSnapshots: for world in process.simulator.worlds { world.recordSnapshot() }
        // Rare, as the next write to a full disk ends the process too.
        case .fillDisk: disk.isFull = !isRepairing && choices.once(in: 8)
        case .crash: if !isRepairing, choices.once(in: 8) { try crash() }
        }
    }

    private mutating func kill() {
        network.kill()
        isRepairing = true
    }

    private mutating func writeState() async throws {
        do throws(StateError) {
            try await process.writeState()
            durable = accepted
        } catch {
            // The process ends, and its user makes room.
            try crash()
        }
    }

    /// The process is killed and starts again from its disk.
    private mutating func crash() throws {
        disk.isFull = false
        let clocks = process.simulator.worlds.map { world in world.read { headEnd, _ in headEnd.now } }
        let hasHalted = process.simulator.worlds.contains { !$0.mayTell }
        pastRecords.append(process.record)
        // What a broker forgets that is killed within seconds of the simulator is not promised.
        network.save(at: wall.now)
        network.forgetClient()
        process = try SimulatedProcess(on: host)
        for (world, clock) in zip(process.simulator.worlds, clocks) where world.now < clock && !hasHalted {
            throw Violation(self, "the clock of \(world.tenantCode) goes back from \(clock) to \(world.now)")
        }
        accepted = durable
        tokens = [:]
        for client in clients.indices { clients[client] = try SimulatedClient(process.simulator) }
    }

    private mutating func move(by duration: Duration) {
        // The kernel hands over within a second what the broker has sent.
        if duration > .seconds(1) { while network.receive(process.delivery, atMost: 4, at: wall.now) {} }
        wall.move(by: duration)
        network.saveIfDue(at: wall.now)
    }

    mutating func takeReplies(_ client: Int) throws {
        let replies = try clients[client].receive()
        try checkSecrets(replies.map(\.body))
        for (code, body) in replies {
            if let plan = body.dataMember("planId").map({ "/\(code)/\($0)" }) {
                guard given.insert(plan).inserted else { throw Violation(self, "the plan id \(plan) is given twice") }
                accepted.insert(plan)
            }
            if let token = body.dataMember("token") { tokens[code] = token }
        }
    }

    /// Ends every fault and lets everything that is under way come to its end.
    mutating func heal() throws {
        disk.isFull = false
        // A process that could not save a mark is about to end.
        if process.simulator.worlds.contains(where: { !$0.mayTell }) { try crash() }
        let isDone = { [self] in network.isIdle && process.delivery.outstanding == 0 }
        for _ in 0..<10_000 {
            network.resume(at: wall.now)
            network.superviseAfterDeath(process.delivery, at: wall.now)
            for client in clients.indices {
                clients[client].setWritable(true)
                try clients[client].send(most: .max)
                try takeReplies(client)
            }
            // What is further away is the end of the clock, in the year 9999.
            let next = process.simulator.fireDue().flatMap { wall.now.duration(to: $0) < .seconds(86_400) ? $0 : nil }
            for _ in 0..<20 {
                network.turn(process.delivery)
                network.serve(most: 100)
                while network.receive(process.delivery, atMost: 4, at: wall.now) {}
                network.deliver(most: 100)
            }
            if next == nil, isDone(), clients.allSatisfy({ $0.awaitedCount == 0 }) { return }
            if let next, next > wall.now { move(by: wall.now.duration(to: next)) }
        }
        let waiting = clients.map { "\($0.awaitedCount)\($0.isOpen ? "" : " closed")" }.joined(separator: ", ")
        let outstanding = process.delivery.outstanding
        throw Violation(self, "the run comes to no end: \(outstanding) pushes are outstanding, replies due: \(waiting)")
    }
}
