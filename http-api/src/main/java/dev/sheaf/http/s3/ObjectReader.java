package dev.sheaf.http.s3;

import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleReader.Overloaded;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleRequest.Grain;
import dev.sheaf.actors.reading.SampleRequest.Manner;
import dev.sheaf.actors.reading.SampleRequest.Reach;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads parts of objects through the cache.
 *
 * <p>Where a dataset fits in the caches of the cluster, packages are read whole: their other
 * samples will be asked for too. Where it does not, a sample that is not at hand is read alone,
 * unless it is so long that it is asked for in parts.
 *
 * <p><i>Cost:</i> one copy of each byte, from leased memory to the heap; leases end right after it.
 */
final class ObjectReader {
  /** A part takes in whole records until it has so many bytes. */
  private static final int PART_BYTES = 1 << 20;

  /** The longest piece of one record in a part. */
  private static final int MOST_BYTES = 4 << 20;

  private static final int MOST_RECORDS = 256;
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SampleReader reader;
  private final ClusterView cluster;
  private final HttpMetrics metrics;

  ObjectReader(SampleReader reader, ClusterView cluster, HttpMetrics metrics) {
    this.reader = reader;
    this.cluster = cluster;
    this.metrics = metrics;
  }

  /**
   * A piece of a record, and where it goes in the part.
   *
   * @param from the first byte of it, counted from the record's begin
   * @param at where it begins in the part
   */
  private record Piece(int n, long from, int length, int at) {}

  /** Where the part that begins at {@code from} ends, for who wants all up to {@code to}. */
  long endOfPart(RecordFile file, long from, long to) {
    var n = file.recordAt(from);
    var begin = file.begin(n);
    var end = from;
    for (int taken = 0; taken < MOST_RECORDS && end < to && end - from < PART_BYTES; taken++) {
      begin += file.length(n++);
      var piece = Math.min(begin - end, MOST_BYTES);
      if (end > from && end + piece - from > MOST_BYTES) {
        break;
      }
      end += piece;
    }
    return Math.min(end, to);
  }

  /**
   * The bytes of a part.
   *
   * @param wait whether to wait for room in the cache instead of ending at once
   * @throws S3Exception when a sample cannot be had
   */
  byte[] read(RecordFile file, long from, long to, boolean wait) throws InterruptedException {
    var part = new byte[Math.toIntExact(to - from)];
    var pieces = new ArrayList<Piece>();
    var n = file.recordAt(from);
    var begin = file.begin(n);
    for (var at = from; at < to; n++) {
      var next = begin + file.length(n);
      var end = Math.min(to, next);
      var piece = new Piece(n, at - begin, Math.toIntExact(end - at), Math.toIntExact(at - from));
      if (needsSample(file, piece)) {
        pieces.add(piece);
      } else {
        fill(file, piece, RecordForm.NOTHING, part);
      }
      at = end;
      begin = next;
    }
    if (!pieces.isEmpty()) {
      readSamples(file, pieces, part, wait);
    }
    return part;
  }

  private static boolean needsSample(RecordFile file, Piece piece) {
    if (piece.n() == file.count()) {
      return false;
    }
    var head = file.form().headBytes();
    var length = file.manifest().length(file.id(piece.n()));
    var samplesToo = piece.from() < head + length && piece.from() + piece.length() > head;
    return samplesToo || (piece.from() < head && file.form().headFollowsSample());
  }

  /** Fills in what of a piece stands around its sample. */
  private static void fill(RecordFile file, Piece piece, byte[] start, byte[] part) {
    if (piece.n() == file.count()) {
      put(file.form().end(), 0, piece, part);
      return;
    }
    var id = file.id(piece.n());
    var head = file.form().headBytes();
    if (piece.from() < head) {
      put(file.form().head(piece.n(), id, start), 0, piece, part);
    }
    var tailAt = (long) head + file.manifest().length(id);
    if (piece.from() + piece.length() > tailAt) {
      put(file.form().tail(piece.n(), id), tailAt, piece, part);
    }
  }

  /** Copies as much of {@code bytes}, which begin at {@code begin} in the record, as is wanted. */
  private static void put(byte[] bytes, long begin, Piece piece, byte[] part) {
    var from = Math.max(begin, piece.from());
    var to = Math.min(begin + bytes.length, piece.from() + piece.length());
    if (from < to) {
      System.arraycopy(
          bytes,
          (int) (from - begin),
          part,
          piece.at() + (int) (from - piece.from()),
          (int) (to - from));
    }
  }

  private void readSamples(RecordFile file, List<Piece> pieces, byte[] part, boolean wait)
      throws InterruptedException {
    var deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    var ids = pieces.stream().map(piece -> file.id(piece.n())).toList();
    var asked =
        new SampleRequest(
            file.manifest().version(),
            ids,
            deadlineNanos,
            Reach.CLUSTER,
            new Manner(grain(file, ids), 0));
    while (true) {
      try (var frames = reader.read(asked)) {
        for (var frame = frames.next(); frame != null; frame = frames.next()) {
          try (var leased = frame) {
            metrics.frame(leased.head());
            copy(file, pieces.get(leased.position()), leased, part);
          }
        }
        return;
      } catch (Overloaded full) {
        if (!wait || System.nanoTime() + full.retryAfterNanos() > deadlineNanos) {
          metrics.rejected("overloaded");
          throw slowDown("The node has no room for this now: " + full.getMessage());
        }
        LockSupport.parkNanos(full.retryAfterNanos());
      }
    }
  }

  static S3Exception slowDown(String message) {
    return new S3Exception(S3Error.SLOW_DOWN, message).header("Retry-After", "1");
  }

  private Grain grain(RecordFile file, List<Long> ids) {
    var capacity = cluster.members().stream().mapToLong(ClusterView.Member::cacheBytes).sum();
    var fits = file.manifest().table().totalBytes() <= capacity;
    var inParts = ids.size() == 1 && file.manifest().length(ids.getFirst()) > MOST_BYTES;
    return fits || inParts ? Grain.PACKAGE : Grain.SAMPLE;
  }

  private static void copy(RecordFile file, Piece piece, SampleFrame frame, byte[] part) {
    var id = file.id(piece.n());
    hold(file, id, frame.head());
    var head = file.form().headBytes();
    var start = new byte[Math.min(RecordForm.START_BYTES, frame.head().length())];
    copy(frame.pieces(), 0, start, 0, start.length);
    fill(file, piece, start, part);
    var from = Math.max(head, piece.from());
    var to = Math.min((long) head + frame.head().length(), piece.from() + piece.length());
    if (from < to) {
      var at = piece.at() + (int) (from - piece.from());
      copy(frame.pieces(), from - head, part, at, (int) (to - from));
    }
  }

  /** Ends the request when the sample's bytes are not what the dataset version says. */
  private static void hold(RecordFile file, long id, FrameHead head) {
    var name = file.manifest().nameOf(id);
    switch (head.status()) {
      case FrameHead.OK -> {
        if (head.length() != file.manifest().length(id)) {
          throw new IllegalStateException(
              name
                  + " must have "
                  + file.manifest().length(id)
                  + " bytes but has "
                  + head.length());
        }
      }
      case FrameHead.MISSING ->
          throw new S3Exception(
              S3Error.NO_SUCH_KEY,
              name + " is not at the origin any more: register the dataset again");
      case FrameHead.DENIED ->
          throw new S3Exception(
              S3Error.ACCESS_DENIED, "The origin does not let the server read " + name);
      case FrameHead.CHECKSUM_MISMATCH ->
          throw new S3Exception(
              S3Error.OBJECT_CHANGED,
              name + " changed at the origin since it was registered: register the dataset again");
      default -> throw slowDown(name + " could not be read in time");
    }
  }

  private static void copy(List<MemorySegment> pieces, long from, byte[] into, int at, int length) {
    var skip = from;
    var done = 0;
    for (var piece : pieces) {
      if (done == length) {
        return;
      }
      var take = (int) Math.min(length - done, Math.max(0, piece.byteSize() - skip));
      if (take > 0) {
        MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, skip, into, at + done, take);
        done += take;
      }
      skip = Math.max(0, skip - piece.byteSize());
    }
  }
}
