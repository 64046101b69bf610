/// `examples/skeletons/python/requirements.txt`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let pythonRequirementsTxt = #"""
        paho-mqtt==2.1.0
        requests==2.32.5

        """#
}
