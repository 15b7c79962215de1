package dev.sheaf.simulation.world;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that goes wrong at an instant, and is over after a while.
 *
 * <p>It is written as it is read: {@code node-loss 3 at 20 min for 2 min}, {@code slow-node 1 at 5
 * s for 60 s by 4}, {@code origin-throttling at 10 min for 5 min by 0.1}, {@code reclaim-storm at 1
 * h by 0.5}.
 *
 * @param node which node, for the kinds that hit one; else 0
 * @param by how hard: times slower, the share of the request rate that is left, the share of
 *     functions reclaimed
 */
public record Fault(Kind kind, int node, long atNanos, long lastsNanos, double by) {
  private static final Pattern TEXT =
      Pattern.compile(
          "([a-z-]+)(?: (\\d{1,6}))? at ([^ ]+ ?[a-z]+)(?: for ([^ ]+ ?[a-z]+))?(?: by ([0-9.]+))?");

  /** What can go wrong. */
  public enum Kind {
    /** A node goes down with its memory, and comes up empty. */
    NODE_LOSS(true, 0, 0, 0),
    /** A node's network card is so many times slower. */
    SLOW_NODE(true, 4, 1, 1_000),
    /** A node keeps its memory and cannot be reached. */
    PARTITION(true, 0, 0, 0),
    /** The origin admits only this share of its request rate. */
    ORIGIN_THROTTLING(false, 0.1, 0, 1),
    /** This share of the functions is reclaimed at once. */
    RECLAIM_STORM(false, 0.5, 0, 1);

    private final boolean hitsNode;
    private final double usual;
    private final double least;
    private final double most;

    Kind(boolean hitsNode, double usual, double least, double most) {
      this.hitsNode = hitsNode;
      this.usual = usual;
      this.least = least;
      this.most = most;
    }

    /** As it is written. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it hits one node. */
    public boolean hitsNode() {
      return hitsNode;
    }

    /** How hard it is when nothing is said. */
    public double usual() {
      return usual;
    }

    private static Kind of(String word, String text) {
      return Arrays.stream(values())
          .filter(kind -> kind.word().equals(word))
          .findFirst()
          .orElseThrow(() -> new BadScenario(rule(text)));
    }
  }

  /**
   * Reads a fault.
   *
   * <p><i>Errors:</i> {@link BadScenario} names the text and the rule.
   */
  public static Fault parse(String text) {
    var match = TEXT.matcher(text.strip());
    if (!match.matches()) {
      throw new BadScenario(rule(text));
    }
    var kind = Kind.of(match.group(1), text);
    if (kind.hitsNode() != (match.group(2) != null)) {
      throw new BadScenario(rule(text));
    }
    var by = match.group(5) == null ? kind.usual : number(match.group(5), text);
    if (by < kind.least || by > kind.most) {
      throw new BadScenario(
          "%s must be by %s..%s but was \"%s\""
              .formatted(kind.word(), kind.least, kind.most, text));
    }
    return new Fault(
        kind,
        match.group(2) == null ? 0 : Integer.parseInt(match.group(2)),
        nanos(match.group(3)),
        match.group(4) == null ? 0 : nanos(match.group(4)),
        by);
  }

  private static double number(String number, String text) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new BadScenario(rule(text));
    }
  }

  private static long nanos(String text) {
    return new Parameters(ConfigFactory.empty()).nanos("a time in faults", text);
  }

  private static String rule(String text) {
    return "a fault must be one of %s and read like \"slow-node 1 at 5 s for 60 s by 4\" (a node only for kinds that hit one) but was \"%s\""
        .formatted(
            Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")), text);
  }

  @Override
  public String toString() {
    return kind.word()
        + (kind.hitsNode ? " " + node : "")
        + " at %d ns".formatted(atNanos)
        + (lastsNanos > 0 ? " for %d ns".formatted(lastsNanos) : "")
        + (by == kind.usual ? "" : " by " + java.math.BigDecimal.valueOf(by).toPlainString());
  }
}
