/// Numbers what the engine computes, for whoever keeps its results.
package enum EngineVersion {
    /// Raise it when any bit of a prefill, or of the full cache's run over an answer, changes:
    /// what was kept under the number before is then computed anew.
    package static let numerics = 1
}
