package dev.sheaf.lambda.function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.TreeMap;

/**
 * Memory for chunks outside the heap. What is given back is kept for the next chunk of nearly its
 * size: the first touch of a page costs several times as much as a copy into it.
 *
 * <p>What is lent and what is kept are together never more than the limit and one chunk: that one
 * has come while what gives way to it is still there.
 */
final class ChunkMemory {
  /** A piece may be longer than its chunk by this part of it. */
  private static final int WASTE = 8;

  private final TreeMap<Long, ArrayDeque<Piece>> kept = new TreeMap<>();
  private long mostBytes;
  private long lentBytes;
  private long keptBytes;

  private record Piece(Arena arena, MemorySegment memory) {
    long bytes() {
      return memory.byteSize();
    }
  }

  /** Memory of a chunk, until it is closed. */
  final class Lent implements AutoCloseable {
    private final Piece piece;
    private final long bytes;

    private Lent(Piece piece, long bytes) {
      this.piece = piece;
      this.bytes = bytes;
    }

    MemorySegment segment() {
      return piece.memory().asSlice(0, bytes);
    }

    @Override
    public void close() {
      giveBack(piece);
    }
  }

  /** From now on so much may be kept. */
  synchronized void limit(long bytes) {
    mostBytes = bytes;
    trim();
  }

  /** Lends memory whose content is anything. */
  synchronized Lent take(long bytes) {
    var fits = kept.ceilingEntry(bytes);
    Piece piece;
    if (fits != null && fits.getKey() <= bytes + bytes / WASTE) {
      piece = remove(fits.getKey());
    } else {
      trim();
      var arena = Arena.ofShared();
      piece = new Piece(arena, arena.allocate(Math.max(1, bytes)));
    }
    lentBytes += piece.bytes();
    return new Lent(piece, bytes);
  }

  private synchronized void giveBack(Piece piece) {
    lentBytes -= piece.bytes();
    keptBytes += piece.bytes();
    kept.computeIfAbsent(piece.bytes(), absent -> new ArrayDeque<>()).push(piece);
    while (!kept.isEmpty() && lentBytes + keptBytes - piece.bytes() > mostBytes) {
      remove(kept.lastKey()).arena().close();
    }
  }

  /** Gives up what is kept until one more chunk has room. */
  private void trim() {
    while (!kept.isEmpty() && lentBytes + keptBytes > mostBytes) {
      remove(kept.lastKey()).arena().close();
    }
  }

  private Piece remove(long size) {
    var pieces = kept.get(size);
    if (pieces == null) {
      throw new IllegalStateException("no piece of %d bytes is kept".formatted(size));
    }
    var piece = pieces.pop();
    if (pieces.isEmpty()) {
      kept.remove(size);
    }
    keptBytes -= size;
    return piece;
  }

  /** What is lent and what is kept. */
  synchronized long allBytes() {
    return lentBytes + keptBytes;
  }
}
