internal import Engine
internal import Testing

@Suite("A plan's text")
struct UniformPlanTextTests {
    /// What every text needs.
    private static let least = "tokens=512,key-bits=4,value-bits=4"

    @Test("has the documented defaults")
    func defaults() throws {
        let plan = try UniformPlan(text: Self.least)
        #expect(plan.retention == (try Retention()))
        #expect(plan.retention.scorer == .snapkv)
        #expect(plan.retention.recent == 32)
        #expect(plan.retention.observation == 32)
        #expect(plan.retention.kernel == 7)
        #expect(plan.retention.pooling == .max)
        #expect(plan.retention.sinks == 0)
        #expect(plan.window == 0)
        #expect(plan.flush == 64)
        #expect(plan.head.grouping == (try Grouping()))
        #expect(plan.head.tiers.map(\.tokens) == [512])
    }

    @Test("sets every number it names")
    func everyName() throws {
        let plan = try UniformPlan(
            text: "flush=16,sinks=3,window=8,recent=48,observation=16,pooling=mean,kernel=21,"
                + "scorer=h2o,keys=per-token,value-group=16,key-group=128,value-bits=2+8,"
                + "key-bits=3,tokens=64+all")
        #expect(plan.flush == 16)
        #expect(plan.window == 8)
        let retention = try Retention(
            scorer: .h2o, sinks: 3, recent: 48, observation: 16, kernel: 21, pooling: .mean)
        #expect(plan.retention == retention)
        let grouping = try Grouping(keys: .perToken, keyGroup: 128, valueGroup: 16)
        #expect(plan.head.grouping == grouping)
        #expect(plan.head.tiers.map(\.tokens) == [64, Tier.all])
        #expect(plan.head.tiers.map(\.precision.keyBits) == [3, 3])
        #expect(plan.head.tiers.map(\.precision.valueBits) == [2, 8])
    }

    @Test("defaults of sinks and observation follow the scorer and recent")
    func dependentDefaults() throws {
        #expect(try UniformPlan(text: Self.least + ",scorer=recent").retention.sinks == 4)
        #expect(try UniformPlan(text: Self.least + ",recent=8").retention.observation == 8)
    }

    @Test(
        "comes back in its shortest form",
        arguments: [
            ("value-bits=4,tokens=512,key-bits=4,flush=64", "tokens=512,key-bits=4,value-bits=4"),
            (
                "tokens=512,key-bits=4,value-bits=4,group=64,scorer=snapkv,kernel=21",
                "tokens=512,key-bits=4,value-bits=4,group=64,kernel=21"
            ),
            (
                "tokens=64+256,key-bits=4+2,value-bits=4+4",
                "tokens=64+256,key-bits=4+2,value-bits=4"
            ),
            (
                "tokens=all,key-bits=8,value-bits=8,key-group=32,value-group=64",
                "tokens=all,key-bits=8,value-bits=8,value-group=64"
            ),
            (
                "tokens=9,key-bits=8,value-bits=8,key-group=64,value-group=64",
                "tokens=9,key-bits=8,value-bits=8,group=64"
            ),
            (
                "tokens=9,key-bits=8,value-bits=8,scorer=recent,sinks=4,keys=per-token",
                "tokens=9,key-bits=8,value-bits=8,keys=per-token,scorer=recent"
            ),
            (
                "tokens=9,key-bits=8,value-bits=8,scorer=recent,sinks=0",
                "tokens=9,key-bits=8,value-bits=8,scorer=recent,sinks=0"
            ),
            (
                "tokens=9,key-bits=8,value-bits=8,recent=48,observation=16,pooling=mean,window=48",
                "tokens=9,key-bits=8,value-bits=8,pooling=mean,observation=16,recent=48,window=48"
            ),
        ])
    func canonical(text: String, shortest: String) throws {
        let plan = try UniformPlan(text: text)
        #expect(plan.text == shortest)
        #expect(try UniformPlan(text: plan.text) == plan)
    }

    @Test(
        "is refused with what was found and a hint",
        arguments: [
            ("", "found an empty plan", "a plan reads like"),
            ("tokens=512", "found no key-bits", "a plan reads like"),
            ("tokens=512,key-bits=4", "found no value-bits", "a plan reads like"),
            ("key-bits=4,value-bits=4", "found no tokens", "a plan reads like"),
            ("\(least),kernal=7", "found the unknown name `kernal`", "did you mean `kernel`?"),
            ("\(least),zzzzzzzzzzzz=7", "found the unknown name", "there are tokens, "),
            ("\(least),Kernel=7", "found the unknown name `Kernel`", "did you mean `kernel`?"),
            ("\(least), kernel=7", "found the unknown name ` kernel`", "did you mean `kernel`?"),
            ("\(least),scorer=snapkb", "found scorer=snapkb", "did you mean `snapkv`?"),
            ("\(least),keys=per-chanel", "found keys=per-chanel", "did you mean `per-channel`?"),
            ("\(least),pooling=average", "found pooling=average", "there are max, mean"),
            ("\(least),kernel", "found `kernel`, expected name=value", "a plan reads like"),
            ("\(least),kernel=", "found nothing after kernel=", "a plan reads like"),
            ("\(least),", "found ``", "a plan reads like"),
            ("\(least),group=32,value-group=32", "found value-group beside group", "sets both"),
            ("tokens=512,key-bits=7,value-bits=4", "found key-bits=7", "the nearest is 6"),
            ("tokens=512,key-bits=32,value-bits=4", "found key-bits=32", "the nearest is 16"),
            ("tokens=al,key-bits=4,value-bits=4", "found tokens=al", "did you mean `all`?"),
            ("tokens=1+2,key-bits=4+4+4,value-bits=4", "found 3 key-bits for 2 tiers", "a plan"),
            ("tokens=1,key-bits=4,value-bits=4+2", "found 2 value-bits for 1 tier,", "a plan"),
        ])
    func refusedWithHint(text: String, message: String, hint: String) throws {
        let error = try #require(throws: PlanError.self) { try UniformPlan(text: text) }
        #expect(error.description.contains(message), "\(error)")
        #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "no hint")")
        #expect(error.exitStatus == .badArgument)
    }

    @Test(
        "is refused for numbers that mean nothing",
        arguments: [
            ("\(least),kernel=8", "found kernel=8, expected an odd number from 1 to 31"),
            ("\(least),kernel=33", "found kernel=33"),
            ("\(least),kernel=7,kernel=7", "found kernel twice"),
            ("\(least),group=15", "found group=15, expected 16 to 128"),
            ("\(least),key-group=129", "found key-group=129, expected 16 to 128"),
            ("\(least),window=33", "found window=33, expected 0 to recent (32)"),
            ("\(least),flush=0", "found flush=0, expected 1 or more"),
            ("\(least),observation=65,recent=100", "found observation=65"),
            ("\(least),observation=33", "found observation=33"),
            ("tokens=0,key-bits=4,value-bits=4", "found tokens=0"),
            ("tokens=-1,key-bits=4,value-bits=4", "found tokens=-1, expected a whole number"),
            ("tokens=1.5,key-bits=4,value-bits=4", "found tokens=1.5"),
            ("tokens=0x10,key-bits=4,value-bits=4", "found tokens=0x10"),
            ("tokens=\u{0661},key-bits=4,value-bits=4", "expected a whole number"),
            ("tokens=+4,key-bits=4,value-bits=4", "found tokens=,"),
            ("tokens=9223372036854775807,key-bits=4,value-bits=4", "up to 2147483647"),
            ("tokens=99999999999999999999,key-bits=4,value-bits=4", "up to 2147483647"),
            ("tokens=all+4,key-bits=4,value-bits=4", "found `all` before the last tier"),
            ("tokens=1+1+1+1+1,key-bits=4,value-bits=4", "found 5 tiers, expected 1 to 4"),
        ])
    func refused(text: String, message: String) throws {
        let error = try #require(throws: PlanError.self) { try UniformPlan(text: text) }
        #expect(error.description.contains(message), "\(error)")
    }
}
