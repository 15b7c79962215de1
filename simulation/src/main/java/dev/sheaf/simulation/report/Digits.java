package dev.sheaf.simulation.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: as many digits as they are worth, and never a false zero. */
public final class Digits {
  private static final int SIGNIFICANT = 4;
  private static final int OF_A_SPREAD = 2;
  private static final int MOST_DECIMALS = 9;

  /** An availability of 0.99996 is not 1. */
  private static final double NEAR_ONE = 1e-3;

  private Digits() {}

  /** Four significant digits, whole numbers in full: {@code 0.0215}, {@code 312,000}. */
  public static String plain(double value) {
    return stripped(value, worth(value));
  }

  /** As many decimals as tell whether a tolerance is kept, and at least {@link #plain}'s. */
  public static String within(double value, double tolerance) {
    var finer = tolerance == 0 ? 0 : scale(tolerance, OF_A_SPREAD);
    return stripped(value, Math.max(worth(value), finer));
  }

  /** A value and its standard error, down to the same digit: {@code 0.02153 ± 0.00014}. */
  public static String uncertain(double value, double error) {
    if (!(error > 0) || !Double.isFinite(value)) {
      return plain(value);
    }
    var decimals = scale(error, OF_A_SPREAD);
    if (decimals > MOST_DECIMALS) {
      return plain(value) + " ± " + plain(error);
    }
    return padded(value, decimals) + " ± " + padded(error, decimals);
  }

  /** A tolerance: two significant digits. */
  public static String spread(double value) {
    return stripped(value, scale(value, OF_A_SPREAD));
  }

  /** The decimals that a value is worth. */
  private static int worth(double value) {
    var fromOne = 1 - Math.abs(value);
    var nearOne = fromOne > 0 && fromOne < NEAR_ONE;
    return nearOne
        ? Math.min(MOST_DECIMALS, scale(fromOne, OF_A_SPREAD))
        : scale(value, SIGNIFICANT);
  }

  private static String padded(double value, int decimals) {
    var rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
  }

  private static String stripped(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (decimals > MOST_DECIMALS) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    // Trailing zeros after the point say nothing, and a negative zero is a zero.
    var rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
    var places = rounded.signum() == 0 ? 0 : rounded.stripTrailingZeros().scale();
    return padded(rounded.doubleValue(), Math.max(0, places));
  }

  /** The decimals that so many significant digits need; 0 for whole numbers. */
  private static int scale(double value, int digits) {
    if (!Double.isFinite(value) || value == 0) {
      return 0;
    }
    var rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return Math.max(0, rounded.scale());
  }
}
