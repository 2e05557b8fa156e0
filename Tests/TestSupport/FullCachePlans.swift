/// Ways to write a plan that keeps every token at 16 bit.
package enum FullCachePlans {
    /// Their texts; none may change a single bit of a result.
    package static let texts =
        [
            "", ",window=8", ",window=32", ",kernel=1", ",kernel=21,pooling=mean", ",flush=16",
            ",flush=1", ",sinks=4", ",sinks=4,window=32,flush=16", ",scorer=h2o", ",scorer=recent",
            ",keys=per-token,group=128",
        ].map { "tokens=all,key-bits=16,value-bits=16" + $0 } + [
            "tokens=64+all,key-bits=16+16,value-bits=16+16",
            "tokens=64+all,key-bits=16+16,value-bits=16+16,window=8,sinks=2,flush=16",
            "tokens=1+64+5+all,key-bits=16,value-bits=16,window=32,kernel=31",
            "tokens=8000,key-bits=16,value-bits=16,window=16",
        ]
}
