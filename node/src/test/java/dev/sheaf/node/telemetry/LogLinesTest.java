package dev.sheaf.node.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.reading.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a line of the log looks like. */
final class LogLinesTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  private String line(boolean json, String message, Throwable why) {
    var lines = new LogLines(json);
    lines.setContext(context);
    lines.start();
    var logger = context.getLogger("dev.sheaf.node.Toy");
    var event = new LoggingEvent("", logger, Level.WARN, message, why, new Object[] {"the disk"});
    return new String(lines.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void aLineForProgramsIsOneObjectWithTheRequest() throws Exception {
    var line =
        new RequestId("r-17").call(() -> line(true, "{} is \"full\"\n", new IOException("no")));
    assertEquals(1, line.lines().count(), line);
    var tree = new ObjectMapper().readTree(line);
    assertEquals("WARN", tree.path("level").asText(), line);
    assertEquals("the disk is \"full\"\n", tree.path("formattedMessage").asText(), line);
    assertEquals("dev.sheaf.node.Toy", tree.path("loggerName").asText(), line);
    assertEquals("r-17", tree.at("/mdc/requestId").asText(), line);
    assertTrue(tree.path("timestamp").asLong() > 0, line);
    assertEquals("no", tree.at("/throwable/message").asText(), line);
  }

  @Test
  void aLineForEyesNamesTheRequestWhereThereIsOne() throws Exception {
    var line = new RequestId("r-17").call(() -> line(false, "{} is full", null));
    assertTrue(
        line.matches("[0-9:.]{12} WARN {2}dev\\.sheaf\\.node\\.Toy the disk is full \\[r-17]\\R"),
        line);
    assertTrue(
        line(false, "{} is full", null).endsWith("the disk is full" + System.lineSeparator()));
  }

  @Test
  void programsGetJsonUnlessTheyAreTold() {
    assertTrue(LogLines.isJson(Map.of(), false));
    assertFalse(LogLines.isJson(Map.of(), true));
    assertFalse(LogLines.isJson(Map.of("SHEAF_LOG_FORMAT", "text"), false));
    assertTrue(LogLines.isJson(Map.of("SHEAF_LOG_FORMAT", "JSON"), true));
  }
}
