/// The built-in demo: the text of `scenarios/demo.json`; a test holds the two equal.
enum DemoScenario {
    static let text = #"""
        {
          "$schema": "scenario.schema.json",
          "name": "demo",
          "description": "Three DCUs with 600 meters, households and shops, that answer at once.",
          "seed": 1,
          "clock": { "timeZone": "+08:00", "mode": "real" },
          "tenants": [
            {
              "tenantCode": "1000000067",
              "users": [
                { "username": "demo", "password": "demo-password", "secretKey": "0123456789abcdef0123456789abcdef" }
              ],
              "profiles": {
                "villa": { "base": "household", "annualKWh": 9000, "phases": 3 }
              },
              "dcus": [
                {
                  "dcuNo": "2211000051",
                  "meters": [
                    { "from": "202407100001", "count": 180, "profile": "household" },
                    { "from": "202407100181", "count": 20, "profile": "villa" }
                  ]
                },
                {
                  "dcuNo": "2211000052",
                  "meters": [
                    { "from": "202407110001", "count": 150, "profile": "household" },
                    { "from": "202407110151", "count": 50, "profile": "pvHousehold" }
                  ]
                },
                {
                  "dcuNo": "2211000053",
                  "meters": [
                    { "from": "202407120001", "count": 160, "profile": "commercial" },
                    { "from": "202407120161", "count": 40, "profile": "continuous" }
                  ]
                }
              ]
            }
          ]
        }
        """#
}
