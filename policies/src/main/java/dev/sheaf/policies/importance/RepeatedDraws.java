package dev.sheaf.policies.importance;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Orders one rank's epoch of weighted draws: the cached ones first and several times, then the
 * others, until the rank has its share.
 *
 * <p>While validation accuracy improves (the mean of its last three changes is above 0) the draws
 * are sorted by how often a sample was drawn and the rank takes the first of them; else it takes
 * every ranks-th draw. This is not exactly-once, and repetition inflates hits: such a run is
 * compared by accuracy at a time or by unique origin reads, never by hit rate.
 *
 * <p>Weights must go to the samples that were trained. With {@code asReleased} they go to the raw
 * draws at the same places, which are other samples after the sort, the split and the repetition.
 *
 * <p><i>Cost:</i> O(N log N) an epoch.
 *
 * <p><i>Source:</i> SHADE (Khan et al., FAST 2023), priority-based adaptive data sampling; {@code
 * ShadeSampler} as released.
 */
public final class RepeatedDraws {
  private final int[] raw;
  private final int[] order;
  private final int hits;
  private final boolean asReleased;

  private RepeatedDraws(int[] raw, int[] order, int hits, boolean asReleased) {
    this.raw = raw;
    this.order = order;
    this.hits = hits;
    this.asReleased = asReleased;
  }

  /**
   * Who draws, and how.
   *
   * @param ranks how many ranks share the draws
   * @param rank which one this is, from 0
   * @param halfRepeats how often a cached draw is trained, in halves; 2 is once, 5 is 2.5 times
   * @param asReleased weights go to the raw draws
   */
  public record Settings(int ranks, int rank, int halfRepeats, boolean asReleased) {
    /** Checks the ranges. */
    public Settings {
      if (rank < 0 || rank >= ranks || halfRepeats < 2) {
        throw new IllegalArgumentException(
            "rank must be 0..ranks-1 and halfRepeats at least 2 but were %d of %d and %d"
                .formatted(rank, ranks, halfRepeats));
      }
    }
  }

  /** The epoch's order under these weights. */
  public static RepeatedDraws of(
      RankWeights weights, IntPredicate cached, boolean improving, Settings settings, long seed) {
    var raw = weights.draw(weights.samples(), Draw.draw(seed, 0));
    var share = (weights.samples() + settings.ranks() - 1) / settings.ranks();
    var mine =
        improving
            ? shuffled(mostDrawnFirst(raw, weights.samples()), share, Draw.draw(seed, 1))
            : strided(raw, settings);
    var hit = Arrays.stream(mine).filter(cached).toArray();
    var missed = Arrays.stream(mine).filter(cached.negate()).toArray();
    var repeated = repeated(hit, settings.halfRepeats());
    var order = new int[mine.length];
    var hits = Math.min(repeated.length, order.length);
    System.arraycopy(shuffled(repeated, repeated.length, Draw.draw(seed, 2)), 0, order, 0, hits);
    var rest = shuffled(missed, missed.length, Draw.draw(seed, 3));
    System.arraycopy(rest, 0, order, hits, order.length - hits);
    return new RepeatedDraws(raw, order, hits, settings.asReleased());
  }

  /** How many samples are trained. */
  public int size() {
    return order.length;
  }

  /** The sample at a place. */
  public int id(int place) {
    return order[place];
  }

  /** How many of the first places were cached when the order was made. */
  public int hits() {
    return hits;
  }

  /** How often a sample is in the raw draws. */
  public int[] frequencies(int samples) {
    return frequencies(raw, samples);
  }

  /** The samples whose weights the losses of places {@code from..to-1} change. */
  public int[] learners(int from, int to) {
    return Arrays.copyOfRange(asReleased ? raw : order, from, to);
  }

  private static int[] frequencies(int[] drawn, int samples) {
    var counts = new int[samples];
    for (var id : drawn) {
      counts[id]++;
    }
    return counts;
  }

  private static int[] mostDrawnFirst(int[] raw, int samples) {
    var counts = frequencies(raw, samples);
    var keys = new double[raw.length];
    for (int i = 0; i < raw.length; i++) {
      keys[i] = -counts[raw[i]];
    }
    var sorted = RankOrder.ascending(keys, raw);
    return Arrays.stream(sorted).map(place -> raw[place]).toArray();
  }

  private static int[] strided(int[] raw, Settings settings) {
    var mine = new int[(raw.length - settings.rank() + settings.ranks() - 1) / settings.ranks()];
    for (int i = 0; i < mine.length; i++) {
      mine[i] = raw[settings.rank() + i * settings.ranks()];
    }
    return mine;
  }

  private static int[] repeated(int[] hit, int halves) {
    var all = new int[hit.length * (halves / 2) + (halves % 2) * (hit.length / 2)];
    for (int i = 0; i < all.length; i++) {
      all[i] = hit[i % hit.length];
    }
    return all;
  }

  private static int[] shuffled(int[] of, int count, long seed) {
    var items = Arrays.copyOf(of, count);
    for (int last = count - 1; last > 0; last--) {
      var other = (int) Draw.below(Draw.draw(seed, last), last + 1);
      var kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
    return items;
  }
}
