package dev.sheaf.http.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.reading.RequestId;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of others for a request belongs to its trace. */
final class TracingTest {
  private static final String SPAN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** The API alone makes spans that are no more than their parent's name. */
  private static final Tracing TRACED =
      new Tracing(
          OpenTelemetry.propagating(
              ContextPropagators.create(W3CTraceContextPropagator.getInstance())));

  @Test
  void whatWorksForARequestKnowsItsSpan() throws Exception {
    assertEquals(SPAN, within(TRACED, SPAN));
  }

  @Test
  void aNodeThatTracesNothingPassesOnWhatItIsGiven() throws Exception {
    var silent = new Tracing(OpenTelemetry.noop());
    assertEquals(SPAN, within(silent, SPAN));
    assertEquals("", within(silent, "no trace"));
  }

  private static String within(Tracing tracing, String header) throws Exception {
    var id = new RequestId("a");
    var request =
        tracing.begin(
            id,
            name -> name.equals(RequestId.TRACE_HEADER) ? Optional.of(header) : Optional.empty());
    return request.call(() -> RequestId.current().traceparent());
  }
}
