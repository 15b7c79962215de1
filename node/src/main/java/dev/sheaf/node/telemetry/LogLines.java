package dev.sheaf.node.telemetry;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the log: for eyes on a terminal, JSON for whatever else reads them. {@code
 * SHEAF_LOG_FORMAT} says {@code json} or {@code text} where that guess is wrong.
 */
public final class LogLines extends EncoderBase<ILoggingEvent> {
  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{24} %msg%replace( [%X{requestId}]){' \\[\\]', ''}%n";

  private final boolean json;
  private @Nullable Encoder<ILoggingEvent> lines;

  /** Lines for whoever reads the error stream of this process. */
  public LogLines() {
    this(isJson(System.getenv(), onTerminal()));
  }

  LogLines(boolean json) {
    this.json = json;
  }

  static boolean isJson(Map<String, String> environment, boolean terminal) {
    return switch (environment.getOrDefault("SHEAF_LOG_FORMAT", "").toLowerCase(Locale.ROOT)) {
      case "json" -> true;
      case "text" -> false;
      default -> !terminal;
    };
  }

  @SuppressWarnings("SystemConsoleNull") // NullAway knows an older JDK's console.
  private static boolean onTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public void start() {
    var encoder = json ? json() : text();
    encoder.setContext(getContext());
    encoder.start();
    lines = encoder;
    super.start();
  }

  private static Encoder<ILoggingEvent> text() {
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    var encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithKVPList(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }

  private Encoder<ILoggingEvent> started() {
    return Objects.requireNonNull(lines, "not started");
  }

  @Override
  public byte @Nullable [] headerBytes() {
    return started().headerBytes();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return started().encode(event);
  }

  @Override
  public byte @Nullable [] footerBytes() {
    return started().footerBytes();
  }
}
