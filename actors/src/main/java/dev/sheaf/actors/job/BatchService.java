package dev.sheaf.actors.job;

import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleStream;
import java.time.Duration;

/**
 * Serves minibatches whole: ids from the desk, bytes from the reader, missing samples settled with
 * the ledger, deliveries counted. Used by the HTTP route and by GPU workers alike.
 */
public interface BatchService {
  /** Serves one batch; blocks until its ids are known, not for its bytes. */
  Served serve(BatchKey key, String consumer, Duration deadline) throws SampleReader.Overloaded;

  /** What came of it. */
  sealed interface Served {
    /** The batch, its frames still coming; close the stream. */
    record Serving(RankBatch batch, SampleStream frames) implements Served {}

    /** There is no such batch to serve now. */
    record NotServed(BatchAnswer answer) implements Served {}
  }
}
