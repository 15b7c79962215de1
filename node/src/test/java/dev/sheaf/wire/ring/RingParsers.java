package dev.sheaf.wire.ring;

import dev.sheaf.node.fuzz.Target;
import dev.sheaf.wire.WireFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/** The first words of a ring that another process made. */
public final class RingParsers {
  private static final int BYTES = 64;

  private RingParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "ring-shape",
            List.of(written(new RingShape(4, 2, 8, 3, 32, 32))),
            Target.stable(RingParsers::read, RingParsers::written),
            List.of(WireFormatException.class)));
  }

  private static RingShape read(byte[] input) throws WireFormatException {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(BYTES, Long.BYTES);
      memory.copyFrom(MemorySegment.ofArray(Arrays.copyOf(input, BYTES)));
      return RingShape.of(memory);
    }
  }

  private static byte[] written(RingShape shape) {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(BYTES, Long.BYTES);
      shape.writeTo(memory);
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
