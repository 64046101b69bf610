package import HESMQTT
import NIOCore

/// What a gate's steps come to.
package struct Flow: Equatable {
    package private(set) var observed: [UInt8] = []
    package private(set) var toBroker: [UInt8] = []
    package private(set) var toClient: [UInt8] = []
    package private(set) var answers: [UInt8] = []
    package private(set) var isRejected = false

    package init(
        observed: [UInt8] = [],
        toBroker: [UInt8] = [],
        toClient: [UInt8] = [],
        isRejected: Bool = false
    ) {
        (self.observed, self.toBroker, self.toClient, self.isRejected) = (observed, toBroker, toClient, isRejected)
    }

    package init(_ steps: [AccessGate.Step]) {
        for step in steps {
            switch step {
            case .observed(let bytes): observed += bytes.readableBytesView
            case .toBroker(let bytes): toBroker += bytes.readableBytesView
            case .toClient(let bytes): toClient += bytes.readableBytesView
            case .answer(let bytes): answers += bytes.readableBytesView
            case .reject: isRejected = true
            }
        }
    }

    package static func += (left: inout Flow, right: Flow) {
        left.observed += right.observed
        left.toBroker += right.toBroker
        left.toClient += right.toClient
        left.answers += right.answers
        left.isRejected = left.isRejected || right.isRejected
    }
}
