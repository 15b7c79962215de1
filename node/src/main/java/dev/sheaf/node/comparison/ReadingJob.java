package dev.sheaf.node.comparison;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.Checksums;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * A job that is read over HTTP at its own pace and learns nothing: it takes a step every so often,
 * or as soon as its batch is there, holds every sample against its checksum, and counts.
 */
final class ReadingJob implements Callable<ReadingJob.Count> {
  private static final BatchDecoder.Limits LIMITS = new BatchDecoder.Limits(65_536, 1 << 28);
  private static final int NO_CONTENT = 204;
  private static final int OK = 200;
  private static final long RETRY_NANOS = 20_000_000;
  private static final int MOST_RETRIES = 500;

  private final NodeApi api;
  private final Task task;
  private long delivered;
  private long duplicates;
  private long missing;
  private long stallNanos;
  private int retries;

  /**
   * What is read.
   *
   * @param samples of the dataset, all of which an epoch must have
   * @param stepNanos how long the accelerator would compute on a batch
   * @param startNanos by {@link System#nanoTime}
   */
  record Task(String job, long samples, int epochs, long stepNanos, long startNanos) {}

  /**
   * What was seen.
   *
   * @param missing samples that an epoch did not have
   */
  record Count(String job, long delivered, long duplicates, long missing, double stallSeconds) {}

  ReadingJob(NodeApi api, Task task) {
    this.api = api;
    this.task = task;
  }

  @Override
  public Count call() throws IOException {
    var due = task.startNanos();
    for (int epoch = 0; epoch < task.epochs(); epoch++) {
      var seen = new BitSet(Math.toIntExact(task.samples()));
      for (int n = 0; ; n++) {
        waitUntil(due);
        var asked = System.nanoTime();
        if (!read(epoch, n, seen)) {
          consumed(epoch, n);
          break;
        }
        var there = System.nanoTime();
        stallNanos += there - asked;
        due = Math.max(due, there) + task.stepNanos();
      }
      missing += task.samples() - seen.cardinality();
    }
    return new Count(task.job(), delivered, duplicates, missing, stallNanos / 1e9);
  }

  private static void waitUntil(long due) {
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Reads batch {@code n}; false when the epoch is over. */
  private boolean read(int epoch, int n, BitSet seen) throws IOException {
    var path =
        "/v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1".formatted(task.job(), epoch, n)
            + (n > 0 ? "&consumed=%d:%d".formatted(epoch, n) : "");
    while (true) {
      var answer = api.get(path, task.job() + "-reader");
      switch (answer.statusCode()) {
        case NO_CONTENT -> {
          return false;
        }
        case OK -> {
          if (take(answer.body(), seen)) {
            return true;
          }
        }
        case 429, 503 -> {}
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
  private boolean take(byte[] body, BitSet seen) throws IOException {
    var ids = new BitSet();
    var twice = 0;
    var batch = new BatchDecoder(new ByteArrayInputStream(body), LIMITS);
    for (var head = batch.next(); head != null; head = batch.next()) {
      if (head.status() != FrameHead.OK) {
        return false;
      }
      var bytes = batch.bytes();
      if (head.checksum() != Checksums.crc32(MemorySegment.ofArray(bytes))) {
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

  private void consumed(int epoch, int below) throws IOException {
    api.send(
        "POST",
        "/v1/jobs/%s/epochs/%d/ranks/0/consumed".formatted(task.job(), epoch),
        JsonNodeFactory.instance.objectNode().put("below", below).put("generation", 1));
  }
}
