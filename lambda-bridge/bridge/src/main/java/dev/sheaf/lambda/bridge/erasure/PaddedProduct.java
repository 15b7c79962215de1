package dev.sheaf.lambda.bridge.erasure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A product over chunks of one length, of which some are given without the zeros at their end.
 *
 * <p>What all chunks have goes to the kernel as it is. The rest goes by strips, of which those that
 * reach beyond a chunk are filled up in a buffer: for a package of usual size less than a kilobyte
 * of each chunk.
 */
final class PaddedProduct {
  private static final int STRIP_BYTES = 16 << 10;
  private static final int ALIGNMENT = 64;

  private final Kernel.Product product;
  private final MemorySegment[] sources;
  private final long lengthBytes;

  PaddedProduct(Kernel.Product product, MemorySegment[] sources, long lengthBytes) {
    this.product = product;
    this.sources = sources;
    this.lengthBytes = lengthBytes;
  }

  /** Writes the product. */
  void writeTo(MemorySegment[] targets) {
    var whole = Math.min(shortest(sources), shortest(targets));
    whole -= whole == lengthBytes ? 0 : whole % ALIGNMENT;
    product.multiply(sources, targets, whole);
    strips(
        whole,
        targets.length,
        (at, made) -> {
          for (int i = 0; i < targets.length; i++) {
            var there = part(targets[i], at, made[i].byteSize());
            there.copyFrom(made[i].asSlice(0, there.byteSize()));
          }
          return true;
        });
  }

  /** Whether it is what is expected, found out strip by strip up to the first difference. */
  boolean matches(MemorySegment[] expected) {
    return strips(
        0,
        expected.length,
        (at, made) -> {
          for (int i = 0; i < expected.length; i++) {
            if (made[i].mismatch(expected[i].asSlice(at, made[i].byteSize())) >= 0) {
              return false;
            }
          }
          return true;
        });
  }

  /** What becomes of a strip; false when that was enough. */
  private interface Use {
    boolean strip(long at, MemorySegment[] made);
  }

  private boolean strips(long from, int targets, Use use) {
    if (from >= lengthBytes) {
      return true;
    }
    try (var arena = Arena.ofConfined()) {
      var strips = new Strips(arena, (int) Math.min(STRIP_BYTES, lengthBytes - from), targets);
      for (long at = from; at < lengthBytes; at += STRIP_BYTES) {
        if (!use.strip(at, strips.made(at))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Buffers: one for each target, and one for each source that is short. */
  private final class Strips {
    private final @Nullable MemorySegment[] padded = new MemorySegment[sources.length];
    private final MemorySegment[] buffers;

    private Strips(Arena arena, int stripBytes, int targets) {
      for (int i = 0; i < sources.length; i++) {
        padded[i] =
            sources[i].byteSize() < lengthBytes ? arena.allocate(stripBytes, ALIGNMENT) : null;
      }
      buffers = new MemorySegment[targets];
      for (int i = 0; i < targets; i++) {
        buffers[i] = arena.allocate(stripBytes, ALIGNMENT);
      }
    }

    private MemorySegment[] made(long at) {
      var length = Math.min(STRIP_BYTES, lengthBytes - at);
      var strip = new MemorySegment[sources.length];
      for (int i = 0; i < sources.length; i++) {
        strip[i] = source(i, at, length);
      }
      var made = new MemorySegment[buffers.length];
      for (int i = 0; i < buffers.length; i++) {
        made[i] = buffers[i].asSlice(0, length);
      }
      product.multiply(strip, made, length);
      return made;
    }

    private MemorySegment source(int i, long at, long length) {
      var there = part(sources[i], at, length);
      var buffer = padded[i];
      if (there.byteSize() == length || buffer == null) {
        return there;
      }
      buffer.copyFrom(there);
      buffer.asSlice(there.byteSize()).fill((byte) 0);
      return buffer.asSlice(0, length);
    }
  }

  /** What a segment has of the {@code length} bytes from {@code at} on, which may be nothing. */
  private static MemorySegment part(MemorySegment segment, long at, long length) {
    var from = Math.min(at, segment.byteSize());
    return segment.asSlice(from, Math.min(length, segment.byteSize() - from));
  }

  private static long shortest(MemorySegment[] segments) {
    var shortest = Long.MAX_VALUE;
    for (var segment : segments) {
      shortest = Math.min(shortest, segment.byteSize());
    }
    return shortest;
  }
}
