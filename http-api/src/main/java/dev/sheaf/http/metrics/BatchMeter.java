package dev.sheaf.http.metrics;

import dev.sheaf.actors.reading.SampleStream;
import org.jspecify.annotations.Nullable;

/** Told when a batch has been given; made by the thread that answers its request. */
public final class BatchMeter {
  private final HttpMetrics metrics;
  private final Tracing.@Nullable Request request;

  BatchMeter(HttpMetrics metrics) {
    this.metrics = metrics;
    this.request = Tracing.current();
    if (request != null) {
      request.goesOn();
    }
  }

  /** All of it was given, or nobody takes it any more; told once, before the stream is closed. */
  public void ended(SampleStream batch) {
    metrics.batchWaited(batch);
    if (request != null) {
      request.ended(batch);
    }
  }
}
