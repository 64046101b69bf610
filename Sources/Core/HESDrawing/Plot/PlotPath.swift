/// A line through points in tenths of a pixel, as the data of an SVG path.
///
/// Of many points in one column of pixels the first, the lowest, the highest and the last are drawn, which looks the same.
struct PlotPath {
    private struct Point {
        let x: Int
        let y: Int
    }

    private var points: [Point] = []

    var isEmpty: Bool { points.isEmpty }

    mutating func add(x: Int, y: Int) {
        if points.count >= 4 {
            let column = points.suffix(4)
            // Four of a column and one more: the inner ones keep the extremes.
            if column.allSatisfy({ $0.x / 10 == x / 10 }) {
                let inner = column.dropFirst()
                let low = inner.min { $0.y < $1.y } ?? Point(x: x, y: y)
                let high = inner.max { $0.y < $1.y } ?? Point(x: x, y: y)
                points.removeLast(3)
                points += [low, high, Point(x: x, y: y)]
                return
            }
        }
        points.append(Point(x: x, y: y))
    }

    /// Horizontal, vertical and slanted lines.
    var data: String {
        guard let first = points.first else { return "" }
        var data = "M\(PlotNumber.pixels(first.x)) \(PlotNumber.pixels(first.y))"
        var last = first
        for point in points.dropFirst() where point.x != last.x || point.y != last.y {
            if point.y == last.y {
                data += "H\(PlotNumber.pixels(point.x))"
            } else if point.x == last.x {
                data += "V\(PlotNumber.pixels(point.y))"
            } else {
                data += "L\(PlotNumber.pixels(point.x)) \(PlotNumber.pixels(point.y))"
            }
            last = point
        }
        return data
    }

    /// The area between the line and a height.
    func area(to y: Int) -> String {
        guard let first = points.first, let last = points.last else { return "" }
        let edge = PlotNumber.pixels(y)
        return "\(data)L\(PlotNumber.pixels(last.x)) \(edge)H\(PlotNumber.pixels(first.x))Z"
    }
}
