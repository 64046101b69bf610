import HESContract
import HESRuntime
import HESScenario
import HESSimulation
import Hummingbird
import JSON

/// What a reader of a world wants to know beside its state: how it speaks, what can be tried, and its scenario.
struct DocumentRoutes {
    let simulator: Simulator

    /// `/_sim/scenario`: the world as it is now.
    func scenario(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        world.runDue()
        let export = world.read { headEnd, clock in WorldExport(of: headEnd, mode: clock.mode) }
        var writer = JSONWriter()
        writer.node(export.document)
        return ControlReply(json: writer.bytes)
    }

    /// `/_sim/dialect`: every switch with the world's value.
    func dialect(_ request: Request) throws -> ControlReply {
        let dialect = try request.world(in: simulator).read { headEnd, _ in headEnd.configuration.dialect }
        return ControlReply {
            $0.key("switches")
            $0.array { for known in DialectCatalogue.all { $0.choice(known, in: dialect) } }
            $0.key("ledger")
            $0.fragment(PackageResources.ledger_json.dropLast(), awaitsValue: false)
        }
    }

    /// `/_sim/recipes`: the shipped scenarios of failures.
    func recipes() -> ControlReply {
        ControlReply {
            $0.key("recipes")
            $0.fragment(PackageResources.recipes_json.dropLast(), awaitsValue: false)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func choice(_ known: DialectSwitch, in dialect: Dialect) {
        object {
            $0.key("name")
            $0.string(known.name)
            $0.key("value")
            $0.string(known.value(in: dialect))
            $0.key("default")
            $0.string(known.values.first ?? "")
            $0.key("values")
            $0.array { for value in known.values { $0.string(value) } }
            $0.key("about")
            $0.string(known.gap)
        }
    }
}
