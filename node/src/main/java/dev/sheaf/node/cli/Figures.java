package dev.sheaf.node.cli;

import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {
  private static final int BAR_CELLS = 24;

  private Figures() {}

  /** A size in the largest unit that leaves at least 1, such as {@code 43.1 MiB}. */
  public static String bytes(long sizeBytes) {
    if (sizeBytes < 1024) {
      return sizeBytes + " B";
    }
    var unit = -1;
    double value = sizeBytes;
    while (value >= 1024 && unit < 4) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTP".charAt(unit));
  }

  /** A share such as {@code 41.3 %}. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** A ratio with three decimals. */
  public static String ratio(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** A count with separators, such as {@code 50,000}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Seconds with one decimal. */
  public static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f s", value);
  }

  /** How far something is, such as {@code ██████░░░░░░ 50 %}; an empty bar while nobody knows. */
  public static String bar(long done, long total) {
    var share = total <= 0 ? 0 : Math.clamp((double) done / total, 0, 1);
    var filled = (int) Math.round(share * BAR_CELLS);
    return "█".repeat(filled)
        + "░".repeat(BAR_CELLS - filled)
        + String.format(Locale.ROOT, " %3.0f %%", share * 100);
  }
}
