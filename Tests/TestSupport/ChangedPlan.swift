package import Engine

extension CompressionPlan {
    /// The plan with one head of a layer, or all of them, changed.
    package func changed(
        layer: Int, head: Int? = nil, inputs: inout RandomInputs
    ) throws -> CompressionPlan {
        var layers = layers
        for index in layers[layer].indices where head ?? index == index {
            let old = layers[layer][index]
            repeat {
                layers[layer][index] = try HeadPlan.random(inputs: &inputs)
            } while layers[layer][index] == old
        }
        return try CompressionPlan(
            retention: retention, window: window, flush: flush, layers: layers)
    }

    /// The same heads with another flush.
    package func with(flush: Int) throws -> CompressionPlan {
        try CompressionPlan(retention: retention, window: window, flush: flush, layers: layers)
    }
}
