package dev.sheaf.actors.dataset;

import static dev.sheaf.actors.dataset.ManifestFormat.U32;
import static dev.sheaf.actors.dataset.ManifestFormat.U64;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Samples in origin order, one row each in a {@link Spill}: first all are added, then they are
 * looked up.
 *
 * <pre>
 *   u64 offset | u32 object | u32 length | i32 label | u32 crc
 * </pre>
 *
 * <p><i>Cost:</i> 24 bytes a sample, on disk.
 */
final class SampleRows implements AutoCloseable {
  private static final int ROW_BYTES = 24;

  private final Spill spill;
  private int count;
  private MemorySegment rows = MemorySegment.NULL;

  /** A sample: where its bytes are, and what they are. */
  record Row(int object, long offset, int length, int label, int crc) {
    Row labelled(int other) {
      return new Row(object, offset, length, other, crc);
    }
  }

  private SampleRows(Spill spill) {
    this.spill = spill;
  }

  /** No rows yet, on the disk of {@code folder}. */
  static SampleRows open(Path folder) throws IOException {
    return new SampleRows(Spill.open(folder));
  }

  void add(Row row) throws IOException {
    spill
        .room(ROW_BYTES)
        .putLong(row.offset())
        .putInt(row.object())
        .putInt(row.length())
        .putInt(row.label())
        .putInt(row.crc());
    count++;
  }

  int count() {
    return count;
  }

  /** Makes what was added so far ready to be looked up. */
  SampleRows found() throws IOException {
    rows = spill.map();
    return this;
  }

  long offset(int sample) {
    return rows.get(U64, at(sample));
  }

  int object(int sample) {
    return rows.get(U32, at(sample) + 8);
  }

  int length(int sample) {
    return rows.get(U32, at(sample) + 12);
  }

  int label(int sample) {
    return rows.get(U32, at(sample) + 16);
  }

  int crc(int sample) {
    return rows.get(U32, at(sample) + 20);
  }

  Row row(int sample) {
    return new Row(object(sample), offset(sample), length(sample), label(sample), crc(sample));
  }

  private static long at(int sample) {
    return (long) sample * ROW_BYTES;
  }

  @Override
  public void close() throws IOException {
    spill.close();
  }
}
