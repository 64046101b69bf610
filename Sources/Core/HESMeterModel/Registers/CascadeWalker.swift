/// Walks a cascade and keeps the path, so that the next slot costs about two splits instead of a path from the root.
///
/// Gives the same values as ``Cascade``, in any order of slots.
struct CascadeWalker: Sendable {
    let cascade: Cascade
    /// The nodes from a root down to the last one visited.
    private var path: [Cascade.Node] = []

    init(_ cascade: Cascade) {
        self.cascade = cascade
        path.reserveCapacity(20)
    }

    /// The energy before the slot begins.
    mutating func energy(before slot: Int) -> EnergyPair {
        var node = ascend(to: slot)
        while node.low < slot {
            cascade.descend(&node, toward: slot)
            path.append(node)
        }
        return node.before
    }

    mutating func leaf(_ slot: Int) -> Cascade.Node {
        var node = ascend(to: slot)
        while !node.isLeaf {
            cascade.descend(&node, toward: slot)
            path.append(node)
        }
        return node
    }

    /// The lowest node of the path that holds the slot.
    private mutating func ascend(to slot: Int) -> Cascade.Node {
        while let lowest = path.last {
            if lowest.contains(slot) { return lowest }
            path.removeLast()
        }
        let root = cascade.root(holding: slot)
        path.append(root)
        return root
    }
}
