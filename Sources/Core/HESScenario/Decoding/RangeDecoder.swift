import HESSimulation
import JSON

/// `from`, `count` and `width`: consecutive meter numbers.
enum RangeDecoder {
    /// The first number, padded to `width`, and how many there are.
    ///
    /// Numbers grow in width as they count, 9, 10, …, unless `width` gives all of them the same.
    static func decode(_ reader: ObjectReader, from read: (Place) -> String?) -> (String, Int)? {
        let fromPlace = reader.required("from", about: "The first number: 1 to 18 digits.")
        let from = fromPlace.flatMap(read)
        let count = reader.required("count", about: "Meters, numbered one after another.")?.integer(in: 1...100_000_000)
        let widthPlace = reader.optional(
            "width",
            about: "Digits of every number, with zeros in front; without it numbers grow in width: 9, 10."
        )
        let width = widthPlace?.integer(in: 1...18)
        guard let fromPlace, let from, let count, widthPlace == nil || width != nil else { return nil }
        guard MeterNumbers.parts(from) != nil else {
            fromPlace.complain(expected: "1 to 18 digits where a range starts")
            return nil
        }
        let first = MeterNumbers.padded(from, to: width ?? 0)
        guard let last = MeterNumbers.pieces(from: first, count: count).last else {
            fromPlace.complain(expected: "a range whose last number has at most 18 digits")
            return nil
        }
        if let widthPlace, let width, last.width > width || first.utf8.count > width {
            widthPlace.complain(expected: "a width that holds the range's last number, \(last.last)")
            return nil
        }
        return (first, count)
    }
}
