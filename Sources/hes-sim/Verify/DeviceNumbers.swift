import HESContract

/// Numbers of meters or DCUs as a flag gives them.
struct DeviceNumbers {
    private let numbers: [String]
    private let flag: String
    private let most: Int

    init(_ numbers: [String], flag: String, most: Int = .max) {
        (self.numbers, self.flag, self.most) = (numbers, flag, most)
    }

    /// The numbers, each of which may be a device's, has a digit, and stands once.
    ///
    /// - Throws: ``CommandFailure`` with code 2 naming the number that is wrong.
    var checked: [String] {
        get throws {
            if let wrong = numbers.first(where: { !MeterNumber.isPossible($0) || !$0.contains(where: \.isNumber) }) {
                throw CommandFailure.usage("\(flag) takes numbers such as 202407100001, not '\(wrong)'")
            }
            if let twice = numbers.first(where: { number in numbers.count { $0 == number } > 1 }) {
                throw CommandFailure.usage("\(flag) names \(twice) twice: give each number once")
            }
            guard numbers.count <= most else {
                throw CommandFailure.usage("\(flag) may be given \(most) times at most, not \(numbers.count)")
            }
            return numbers
        }
    }
}
