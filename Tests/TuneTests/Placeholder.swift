import Testing

@Suite("Placeholder") struct PlaceholderTune { }
