import BinaryCoding
import HESContract

/// Names of plans as bytes: the form's number, then the ordinal.
extension BinaryWriter {
    func write(planID: PlanID) {
        write(form: planID.form)
        write(planID.ordinal)
    }

    func write(form: PlanID.Form) {
        switch form {
        case .call(let number): write(UInt64(number))
        case .uuid: write(PackedForm.uuid)
        case .numeric19: write(PackedForm.numeric19)
        }
    }
}

extension BinaryReader {
    func planID() throws -> PlanID {
        let form = try planIDForm()
        return PlanID(ordinal: try signed(), form: form)
    }

    func planIDForm() throws -> PlanID.Form {
        switch try unsigned() {
        case let number where (1...9).contains(number): .call(UInt8(clamping: number))
        case PackedForm.uuid: .uuid
        case PackedForm.numeric19: .numeric19
        default: throw failure("no form of a plan's name")
        }
    }
}

private enum PackedForm {
    static let uuid: UInt64 = 10
    static let numeric19: UInt64 = 11
}
