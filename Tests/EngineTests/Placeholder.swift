import Testing

@Suite("Placeholder") struct PlaceholderEngine { }
