package dev.sheaf.node.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans to where OpenTelemetry's standard variables say. Without them there is none of it: no
 * thread, no span, no class of the SDK.
 */
public final class Telemetry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final List<String> WANTED =
      List.of(EXPORTER, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  private static final long FLUSH_SECONDS = 5;

  /** What the variables need not say; figures and logs have ways of their own. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "sheaf",
          "otel.traces.exporter", "otlp",
          "otel.exporter.otlp.protocol", "http/protobuf",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private final @Nullable OpenTelemetrySdk sdk;

  private Telemetry(@Nullable OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /** What these variables ask for; a mistake in them is logged, and nothing is sent. */
  public static Telemetry open(Map<String, String> environment) {
    if (!isWanted(environment)) {
      return new Telemetry(null);
    }
    try {
      return new Telemetry(sdk(environment));
    } catch (ConfigurationException mistake) {
      LOG.warn(
          "no spans are sent: {}; mend the OTEL_ variables and restart the node",
          mistake.getMessage());
      return new Telemetry(null);
    }
  }

  static boolean isWanted(Map<String, String> environment) {
    return WANTED.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
        && !environment.getOrDefault(EXPORTER, "").equals("none")
        && !environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true");
  }

  private static OpenTelemetrySdk sdk(Map<String, String> environment) {
    var properties = new HashMap<>(DEFAULTS);
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_") && !value.isBlank()) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> properties)
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  /** Who takes spans. */
  public OpenTelemetry traces() {
    return sdk == null ? OpenTelemetry.noop() : sdk;
  }

  /** Sends what is still to be sent, unless that takes long. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
  }
}
