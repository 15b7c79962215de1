package dev.sheaf.node.comparison;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/**
 * A job that is read over HTTP, a batch at a step, and learns nothing: it holds every sample
 * against its checksum, and counts.
 */
final class ReadingJob {
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(65_536, 1 << 28);
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int OVER_SHARE = 429;
  private static final int BUSY = 503;
  private static final long RETRY_NANOS = 20_000_000;
  private static final int MOST_RETRIES = 500;

  private final NodeApi api;
  private final Task task;
  private final BitSet seen;
  private int epoch;
  private int batch;
  private long delivered;
  private long duplicates;
  private long missing;
  private int retries;

  /**
   * What is read.
   *
   * @param samples of the dataset, all of which an epoch must have
   */
  record Task(String job, long samples, int epochs) {}

  ReadingJob(NodeApi api, Task task) {
    this.api = api;
    this.task = task;
    this.seen = new BitSet(Math.toIntExact(task.samples()));
  }

  /** Reads the next batch. */
  void step() throws IOException {
    while (!isOver() && !read()) {
      consumed();
      missing += task.samples() - seen.cardinality();
      seen.clear();
      epoch++;
      batch = 0;
    }
    batch++;
  }

  String name() {
    return task.job();
  }

  boolean isOver() {
    return epoch == task.epochs();
  }

  /** Epochs that were read wholly. */
  int epochs() {
    return epoch;
  }

  long delivered() {
    return delivered;
  }

  /** Samples that an epoch had twice. */
  long duplicates() {
    return duplicates;
  }

  /** Samples that an epoch did not have. */
  long missing() {
    return missing;
  }

  /** Reads the batch; false when the epoch has no more. */
  private boolean read() throws IOException {
    var path =
        "/v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1".formatted(task.job(), epoch, batch)
            + (batch > 0 ? "&consumed=%d:%d".formatted(epoch, batch) : "");
    while (true) {
      var answer = api.get(path, task.job() + "-reader");
      switch (answer.statusCode()) {
        case NO_CONTENT -> {
          return false;
        }
        case OK -> {
          if (take(answer.body())) {
            return true;
          }
        }
        case OVER_SHARE, BUSY -> {}
        default ->
            throw new IOException(
                path + " was answered " + answer.statusCode() + ": " + NodeApi.text(answer));
      }
      if (++retries > MOST_RETRIES) {
        throw new IOException(path + " was not answered in " + MOST_RETRIES + " tries");
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  /** Counts a batch; false when it is incomplete, and must be asked for again. */
  private boolean take(byte[] body) throws IOException {
    var ids = new BitSet();
    var twice = 0;
    var frames = new BatchDecoder(new ByteArrayInputStream(body), LIMITS);
    for (var head = frames.next(); head != null; head = frames.next()) {
      if (head.status() != FrameHead.OK) {
        return false;
      }
      if (head.checksum() != Checksums.crc32(MemorySegment.ofArray(frames.bytes()))) {
        throw new IOException("sample " + head.id() + " has other bytes than its checksum says");
      }
      if (!head.has(FrameHead.PADDING)) {
        var id = Math.toIntExact(head.id());
        twice += seen.get(id) || ids.get(id) ? 1 : 0;
        ids.set(id);
      }
    }
    seen.or(ids);
    delivered += ids.cardinality();
    duplicates += twice;
    return true;
  }

  private void consumed() throws IOException {
    api.send(
        "POST",
        "/v1/jobs/%s/epochs/%d/ranks/0/consumed".formatted(task.job(), epoch),
        JsonNodeFactory.instance.objectNode().put("below", batch).put("generation", 1));
  }
}
