package dev.sheaf.node.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.opentelemetry.api.OpenTelemetry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When spans are sent at all. */
final class TelemetryTest {
  @Test
  void nothingIsSetUpUnlessAVariableAsksForIt() {
    for (var quiet :
        List.of(
            Map.<String, String>of(),
            Map.of("OTEL_SERVICE_NAME", "mine"),
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", " "),
            Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"),
            Map.of("OTEL_SDK_DISABLED", "true", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://x"))) {
      assertFalse(Telemetry.isWanted(quiet), quiet::toString);
      try (var telemetry = Telemetry.open(quiet)) {
        assertEquals(OpenTelemetry.noop(), telemetry.traces());
      }
    }
  }

  @Test
  void aMistakeInTheVariablesSendsNothingAndStopsNoNode() {
    try (var telemetry = Telemetry.open(Map.of("OTEL_TRACES_EXPORTER", "carrier-pigeon"))) {
      assertEquals(OpenTelemetry.noop(), telemetry.traces());
    }
  }
}
