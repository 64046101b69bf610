/// Walks a cascade and keeps the path, so that neighbouring questions cost two splits instead of two dozen.
///
/// Answers are those of ``Cascade``, in any order of questions.
struct CascadeWalker: Sendable {
    let cascade: Cascade
    /// From the root down; never empty.
    private var path: [Cascade.Node]

    init(_ cascade: Cascade) {
        self.cascade = cascade
        path = [cascade.root]
        path.reserveCapacity(24)
    }

    /// What falls before the slot begins.
    mutating func energy(before slot: Int) -> EnergyPair {
        guard cascade.root.contains(slot) else { return cascade.energy(before: slot) }
        var node = ascend(to: slot)
        while node.low < slot {
            cascade.descend(&node, toward: slot)
            path.append(node)
        }
        return node.before
    }

    mutating func leaf(_ slot: Int) -> Cascade.Node {
        guard cascade.root.contains(slot) else { return cascade.leaf(slot) }
        var node = ascend(to: slot)
        while !node.isLeaf {
            cascade.descend(&node, toward: slot)
            path.append(node)
        }
        return node
    }

    /// The lowest node of the path that holds the slot.
    private mutating func ascend(to slot: Int) -> Cascade.Node {
        while path.count > 1, !path[path.count - 1].contains(slot) { path.removeLast() }
        return path[path.count - 1]
    }
}
