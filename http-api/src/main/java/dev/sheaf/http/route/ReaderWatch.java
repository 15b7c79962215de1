package dev.sheaf.http.route;

import akka.NotUsed;
import akka.stream.BackpressureTimeoutException;
import akka.stream.javadsl.Source;
import dev.sheaf.http.metrics.HttpMetrics;
import java.time.Duration;

/**
 * Cuts off readers that take nothing of their reply: the connection ends, and with it what was held
 * for it.
 *
 * @param patience how long a reader may take nothing of what is ready for it
 */
public record ReaderWatch(Duration patience, HttpMetrics metrics) {
  /** A body that fails when its reader stalls. */
  public <T> Source<T, NotUsed> over(Source<T, ?> body) {
    return body.mapMaterializedValue(any -> NotUsed.getInstance())
        .backpressureTimeout(patience)
        .watchTermination((notUsed, ended) -> {
          ended.whenComplete((done, failure) -> {
            if (failure instanceof BackpressureTimeoutException) {
              metrics.readerCut();
            }
          });
          return notUsed;
        });
  }
}
