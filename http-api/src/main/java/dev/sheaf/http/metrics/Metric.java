package dev.sheaf.http.metrics;

import java.util.List;
import java.util.Locale;

/**
 * A number that a node shows at {@code /metrics}: what it is called, and what it means.
 *
 * @param labels by which it is told apart; the values of each are few and known, or names of jobs
 *     that this node served lately
 * @param meaning one sentence without a full stop
 */
public record Metric(String name, Kind kind, Unit unit, List<String> labels, String meaning) {
  /** How it moves. */
  public enum Kind {
    /** It only grows, from zero at the start of the node. */
    COUNTER,
    /** It comes and goes. */
    GAUGE,
    /** Lengths of time, counted by how long they were. */
    HISTOGRAM;

    /** As Prometheus calls it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What it is in; its name says it. */
  public enum Unit {
    /** Things, which the name says. */
    COUNT("count", ""),
    /** Seconds. */
    SECONDS("seconds", "_seconds"),
    /** Bytes. */
    BYTES("bytes", "_bytes"),
    /** From 0 to 1. */
    RATIO("ratio", "_ratio"),
    /** US dollars. */
    USD("US dollars", "_usd"),
    /** Seconds times GiB. */
    GB_SECONDS("GiB seconds", "_gb_seconds");

    private final String word;
    private final String suffix;

    Unit(String word, String suffix) {
      this.word = word;
      this.suffix = suffix;
    }

    /** As the reference says it. */
    public String word() {
      return word;
    }
  }

  /** A metric that owns its list, and whose name follows the rules. */
  public Metric {
    labels = List.copyOf(labels);
    var expected = unit.suffix + (kind == Kind.COUNTER ? "_total" : "");
    if (!name.startsWith("sheaf_") || !name.endsWith(expected)) {
      throw new IllegalArgumentException(
          "a metric's name must be sheaf_…%s but was %s".formatted(expected, name));
    }
  }
}
