package dev.sheaf.policies.importance;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/**
 * Which samples and packages of a dataset matter most.
 *
 * <p>A sample that no job has seen, of importance NaN, is never among them, and samples of one
 * importance are in or out together: where all losses are equal nothing is known, and nothing is of
 * high importance.
 *
 * <p><i>Cost:</i> O(N) for the samples with one bit a sample, after a threshold is found among
 * {@value #DRAWS}; O(N) for the packages.
 */
public final class HighSamples {
  private static final int DRAWS = 65_536;

  private final PackageTable table;
  private final LongToDoubleFunction importance;

  /** Of the samples of {@code table}, of these importances. */
  public HighSamples(PackageTable table, LongToDoubleFunction importance) {
    this.table = table;
    this.importance = importance;
  }

  /**
   * The most important samples that take at most {@code mostBytes} together, as words of bits.
   *
   * @param lengthBytes the size of a sample, by id
   */
  public long[] within(long mostBytes, LongToIntFunction lengthBytes, long seed) {
    var words = new long[Math.toIntExact((table.samples() + Long.SIZE - 1) / Long.SIZE)];
    var least = threshold(mostBytes, lengthBytes, seed);
    var left = mostBytes;
    for (long id = 0; id < table.samples(); id++) {
      if (importance.applyAsDouble(id) > least) {
        left -= lengthBytes.applyAsInt(id);
        if (left < 0) {
          break;
        }
        words[(int) (id >>> 6)] |= 1L << (id & 63);
      }
    }
    return words;
  }

  private record Drawn(double importance, int lengthBytes) {}

  /** What a sample's importance must be above, so that those above take so many bytes. */
  private double threshold(long mostBytes, LongToIntFunction lengthBytes, long seed) {
    var few = table.samples() <= DRAWS;
    var draws = (int) Math.min(table.samples(), DRAWS);
    var drawn = new ArrayList<Drawn>(draws);
    for (int i = 0; i < draws; i++) {
      var id = few ? i : Draw.below(Draw.draw(seed, i), table.samples());
      var its = importance.applyAsDouble(id);
      if (!Double.isNaN(its)) {
        drawn.add(new Drawn(its, lengthBytes.applyAsInt(id)));
      }
    }
    drawn.sort(Comparator.comparingDouble(Drawn::importance).reversed());
    var each = (double) table.samples() / draws;
    var left = (double) mostBytes;
    for (var next : drawn) {
      left -= each * next.lengthBytes();
      if (left < 0) {
        return next.importance();
      }
    }
    return 0;
  }

  /** All packages of which some sample is known, the one of the highest mean importance first. */
  public List<Integer> packages() {
    var means = IntStream.range(0, table.packages()).mapToDouble(this::mean).toArray();
    return IntStream.range(0, means.length)
        .filter(index -> !Double.isNaN(means[index]))
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(index -> -means[index]).thenComparing(i -> i))
        .toList();
  }

  private double mean(int index) {
    var sum = 0.0;
    var known = 0;
    for (long id = table.firstId(index); id < table.firstId(index) + table.count(index); id++) {
      var its = importance.applyAsDouble(id);
      if (!Double.isNaN(its)) {
        sum += its;
        known++;
      }
    }
    return known == 0 ? Double.NaN : sum / known;
  }
}
