package dev.sheaf.http.batch;

import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.wire.batch.BatchFormat;
import dev.sheaf.wire.batch.BatchHeader;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * The body of a prepared batch while its rows are being filled: header, heads, then one tensor.
 *
 * <p>Rows stand in the batch's own order, that of positions. Many threads fill them; once {@link
 * #finish} has begun no other thread writes to the memory any more, and a row that was not there by
 * then has the status of a missed deadline.
 */
final class PreparedRows {
  private final MemorySegment room;
  private final Preparation how;
  private final Sum sum;
  private final FrameHead[] heads;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean shut;

  /** Rows of a batch of {@code count} samples in {@code room}, {@link #bytes} of it. */
  PreparedRows(MemorySegment room, int count, Preparation how, Sum sum) {
    this.room = room;
    this.how = how;
    this.sum = sum;
    this.heads = new FrameHead[count];
  }

  /** Bytes of a body of so many samples, header and all. */
  static long bytes(int count, Preparation how) {
    return rowsOffset(count) + (long) count * how.rowBytes();
  }

  private static long rowsOffset(int count) {
    return BatchHeader.BYTES + (long) count * FrameHead.BYTES;
  }

  private MemorySegment row(int position) {
    var rowBytes = how.rowBytes();
    return room.asSlice(rowsOffset(heads.length) + (long) position * rowBytes, rowBytes);
  }

  /** There is nothing for a position but what its head says. */
  void none(int position, FrameHead head) {
    heads[position] = head;
  }

  /** What is to fill the row of an encoded sample. */
  Preparer.Row at(int position, FrameHead encoded) {
    none(position, without(encoded, FrameHead.DEADLINE));
    return new Preparer.Row() {
      @Override
      public void prepared(Consumer<MemorySegment> pixels) {
        unlessShut(() -> {
          var row = row(position);
          pixels.accept(row);
          none(position, with(encoded, sum.of(row)));
        });
      }

      @Override
      public void undecodable() {
        unlessShut(() -> none(position, without(encoded, FrameHead.UNDECODABLE)));
      }
    };
  }

  private void unlessShut(Runnable write) {
    lock.readLock().lock();
    try {
      if (!shut) {
        write.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private FrameHead with(FrameHead head, long checksum) {
    return new FrameHead(
        head.id(),
        checksum,
        how.rowBytes(),
        head.label(),
        head.tier(),
        FrameHead.PREPARED,
        head.flags(),
        FrameHead.OK);
  }

  private static FrameHead without(FrameHead head, byte status) {
    return new FrameHead(
        head.id(), 0, 0, head.label(), head.tier(), FrameHead.PREPARED, head.flags(), status);
  }

  /** Ends the filling. */
  void shut() {
    lock.writeLock().lock();
    try {
      shut = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** The samples whose bytes cannot be decoded; after {@link #shut}. */
  List<Long> undecodable() {
    var ids = new ArrayList<Long>();
    for (var head : heads) {
      if (head.status() == FrameHead.UNDECODABLE) {
        ids.add(head.id());
      }
    }
    return ids;
  }

  /**
   * Closes the gaps that missing rows left, and writes header and heads; after {@link #shut}.
   *
   * @param header whose flags and total are not looked at
   */
  Finished finish(BatchHeader header) {
    var rows = 0;
    var askAgain = false;
    for (int position = 0; position < heads.length; position++) {
      var head = heads[position];
      if (head.status() == FrameHead.OK) {
        if (position != rows) {
          MemorySegment.copy(row(position), 0, row(rows), 0, how.rowBytes());
        }
        rows++;
      }
      askAgain |= head.status() > FrameHead.MISSING;
      var at = BatchHeader.BYTES + (long) position * FrameHead.BYTES;
      BatchFormat.put(head, room, at);
    }
    var total = (long) heads.length * FrameHead.BYTES + (long) rows * how.rowBytes();
    BatchFormat.put(
        new BatchHeader(
            BatchHeader.STACKED, heads.length, header.epoch(), header.rank(), header.n(), total),
        room,
        0);
    return new Finished(
        BatchHeader.BYTES + total,
        "u8,%d,3,%d,%d".formatted(rows, how.height(), how.width()),
        askAgain);
  }

  /** The heads, in order of position. */
  List<FrameHead> heads() {
    return List.of(heads);
  }

  /**
   * A body that is whole.
   *
   * @param shape of the tensor
   * @param askAgain true when a row is not there and may be there later
   */
  record Finished(long bodyBytes, String shape, boolean askAgain) {}
}
