package dev.sheaf.lambda.bridge.erasure;

/**
 * GF(2^8): bytes as polynomials over GF(2), modulo x^8 + x^4 + x^3 + x^2 + 1 (0x11D). A sum is an
 * exclusive or; 2 generates all elements but 0.
 *
 * <p><i>Source:</i> the field of ISA-L's erasure code, erasure_code.h.
 */
final class GaloisField {
  static final int ORDER = 256;

  /** The polynomial without x^8: what doubling folds in when a bit leaves at the top. */
  static final int FOLD = 0x1D;

  private static final int UNITS = ORDER - 1;
  private static final int[] POWERS = new int[2 * UNITS];
  private static final int[] LOGARITHMS = new int[ORDER];

  static {
    var element = 1;
    for (int power = 0; power < UNITS; power++) {
      POWERS[power] = element;
      POWERS[power + UNITS] = element;
      LOGARITHMS[element] = power;
      element = element << 1 < ORDER ? element << 1 : (element << 1) ^ (ORDER | FOLD);
    }
  }

  private GaloisField() {}

  /** The product of two elements, 0..255 each. */
  static int multiply(int left, int right) {
    return left == 0 || right == 0 ? 0 : POWERS[LOGARITHMS[left] + LOGARITHMS[right]];
  }

  /** What multiplies to 1 with an element that is not 0. */
  static int inverse(int element) {
    if (element == 0) {
      throw new ArithmeticException("0 has no inverse in GF(256)");
    }
    return POWERS[UNITS - LOGARITHMS[element]];
  }
}
