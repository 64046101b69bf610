import JSON

/// The calls that show what the head-end has of a meter, and pictures.
extension ControlOperation {
    static let getCollected = ControlOperation(
        "getCollected",
        "What history would answer now about a value of a meter; at most \(MeterRoutes.mostPoints) points.",
        query: PlotRoutes.collectedQuery,
        Shape.object([
            ("devAddr", Shape.text), ("cgcode", Shape.text), ("unit", Shape.text),
            ("points", Shape.list(Shape.object([("t", Shape.integer), ("at", Shape.text), ("value", [:])]))),
        ])
    )
    static let getPlot = ControlOperation(
        "getPlot",
        "A value of a meter as a drawing: the truth, and what history would answer now.",
        query: PlotRoutes.plotQuery,
        contentType: SVGPicture.contentType,
        Shape.text
    )
    static let getSequence = ControlOperation(
        "getSequence",
        "The messages and faults of a plan that the journal has, as a drawing of client, HES and broker.",
        contentType: SVGPicture.contentType,
        Shape.text
    )
}
