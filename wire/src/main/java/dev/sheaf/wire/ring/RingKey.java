package dev.sheaf.wire.ring;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What names a ring of bodies, and cannot be guessed: 32 hexadecimal digits.
 *
 * <p>Its 16 bytes lie in the ring's first page, so that who maps it can tell that it is the one he
 * was told of.
 */
public record RingKey(String digits) {
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A key that was never used. */
  public static RingKey draw() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new RingKey(HexFormat.of().formatHex(bytes));
  }

  void writeTo(MemorySegment memory, long offset) {
    var bytes = HexFormat.of().parseHex(digits);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, BYTES);
  }
}
