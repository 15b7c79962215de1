package dev.sheaf.simulation.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: as many digits as they are worth, and never a false zero. */
public final class Digits {
  private static final int SIGNIFICANT = 4;
  private static final int MOST_DECIMALS = 9;

  private Digits() {}

  /** Four significant digits, whole numbers in full: {@code 0.0215}, {@code 312,000}. */
  public static String plain(double value) {
    return fixed(value, decimals(value));
  }

  /** As many decimals as tell a difference of {@code step}, and at least {@link #plain}'s. */
  public static String resolving(double value, double step) {
    return fixed(value, Math.max(decimals(value), step > 0 ? decimals(step) - 2 : 0));
  }

  /** A spread, such as a tolerance or a standard error: two significant digits. */
  public static String spread(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return plain(value);
    }
    return plain(rounded(value, 2).doubleValue());
  }

  /** With the sign that a difference has. */
  public static String signed(double value) {
    return (value > 0 ? "+" : "") + plain(value);
  }

  private static String fixed(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (decimals > MOST_DECIMALS) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    // Trailing zeros after the point say nothing; a negative zero is a zero.
    var rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    var places = Math.max(0, rounded.signum() == 0 ? 0 : rounded.stripTrailingZeros().scale());
    return String.format(Locale.ROOT, "%,." + places + "f", rounded);
  }

  private static int decimals(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return 0;
    }
    return Math.max(0, rounded(value, SIGNIFICANT).scale());
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }
}
