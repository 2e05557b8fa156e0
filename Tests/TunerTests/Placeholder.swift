import Testing

@Suite("Placeholder") struct PlaceholderTuner { }
