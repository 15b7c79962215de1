package dev.sheaf.wire.chunk;

import java.nio.ByteBuffer;

/**
 * The name of a chunk, for ever: the same key has the same bytes wherever and whenever it is made.
 *
 * <p><i>Shape:</i> 24 bytes on the wire.
 *
 * @param versionHigh the first half of the dataset version's 128-bit hash
 * @param versionLow the second half
 * @param packageIndex the package
 * @param form as in a batch frame
 * @param data chunks that give the package back, 1..254
 * @param parity chunks beyond them, 0..254
 * @param index which of them, below data + parity
 */
public record ChunkKey(
    long versionHigh,
    long versionLow,
    int packageIndex,
    int form,
    int data,
    int parity,
    int index) {
  /** Bytes of a key on the wire. */
  public static final int BYTES = 24;

  /** The key of no chunk, in frames that are about none. */
  public static final ChunkKey NONE = new ChunkKey(0, 0, 0, 0, 1, 0, 0);

  private static final int MOST_CHUNKS = 255;

  /** A key whose numbers fit. */
  public ChunkKey {
    if (packageIndex < 0
        || form < 0
        || form > MOST_CHUNKS
        || data < 1
        || parity < 0
        || data + parity > MOST_CHUNKS
        || index < 0
        || index >= data + parity) {
      throw new IllegalArgumentException(
          "a chunk must be one of 1..%d of a package but was %d of %d+%d, package %d, form %d"
              .formatted(MOST_CHUNKS, index, data, parity, packageIndex, form));
    }
  }

  /** The chunk of the same stripe with another index. */
  public ChunkKey sibling(int other) {
    return new ChunkKey(versionHigh, versionLow, packageIndex, form, data, parity, other);
  }

  /** Writes the key. */
  public void write(ByteBuffer into) {
    into.putLong(versionHigh).putLong(versionLow).putInt(packageIndex);
    into.put((byte) form).put((byte) data).put((byte) parity).put((byte) index);
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException when its numbers make no sense
   */
  public static ChunkKey read(ByteBuffer from) {
    return new ChunkKey(
        from.getLong(),
        from.getLong(),
        from.getInt(),
        Byte.toUnsignedInt(from.get()),
        Byte.toUnsignedInt(from.get()),
        Byte.toUnsignedInt(from.get()),
        Byte.toUnsignedInt(from.get()));
  }

  /** A number that sums of keys are made of, so that two sets can be told apart. */
  public long digest() {
    var mixed = versionHigh * 31 + versionLow;
    mixed = mixed * 31 + packageIndex;
    mixed = mixed * 31 + (((long) form << 24) | (data << 16) | (parity << 8) | index);
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    return mixed ^ (mixed >>> 32);
  }

  @Override
  public String toString() {
    return "%016x%016x/%d/%d/%d+%d/%d"
        .formatted(versionHigh, versionLow, packageIndex, form, data, parity, index);
  }
}
