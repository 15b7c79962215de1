package dev.sheaf.http.job;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The losses that trainers sent back: one append-only file per job and epoch.
 *
 * <p><i>Shape:</i> records of 16 bytes, little-endian: i64 sample id, f64 loss; in order of
 * arrival, a later record of a sample replaces an earlier one. A torn last record is cut off before
 * the next append. <i>Cost:</i> one write per request; a file holds at most {@code maxBytes}.
 */
public final class LossLog {
  /** Bytes of a record. */
  public static final int RECORD_BYTES = 16;

  private static final Logger LOG = LoggerFactory.getLogger(LossLog.class);

  private final Path folder;
  private final long maxBytes;

  /** A log below {@code folder}, with at most {@code maxBytes} per job and epoch. */
  public LossLog(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /** The file of a job's epoch. */
  public Path file(String job, int epoch) {
    return folder.resolve(job).resolve("epoch-" + epoch + ".losses");
  }

  /** Appends losses; a problem when they do not fit, or the disk does not take them. */
  synchronized void append(String job, int epoch, long[] ids, double[] losses) {
    var file = file(job, epoch);
    try {
      Files.createDirectories(folder.resolve(job));
      try (var channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        var end = channel.size() - channel.size() % RECORD_BYTES;
        checkRoom(end, ids.length);
        write(channel.truncate(end).position(end), records(ids, losses));
      }
    } catch (IOException failed) {
      LOG.error("cannot append losses to {}", file, failed);
      throw Problem.of(ProblemCode.STORAGE_FAILED, "the losses could not be written").exception();
    }
  }

  private void checkRoom(long end, int count) {
    if (end + (long) count * RECORD_BYTES > maxBytes) {
      throw Problem.of(
              ProblemCode.LOSSES_FULL,
              "an epoch keeps at most "
                  + maxBytes / RECORD_BYTES
                  + " losses and has "
                  + end / RECORD_BYTES)
          .exception();
    }
  }

  private static ByteBuffer records(long[] ids, double[] losses) {
    var records = ByteBuffer.allocate(ids.length * RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ids.length; i++) {
      records.putLong(ids[i]).putDouble(losses[i]);
    }
    return records.flip();
  }

  private static void write(FileChannel channel, ByteBuffer records) throws IOException {
    while (records.hasRemaining()) {
      channel.write(records);
    }
  }
}
