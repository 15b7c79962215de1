package dev.sheaf.policies.prefetch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Where one node keeps which samples for a whole run: what it will read most often goes into the
 * fastest class, and each class is filled in the order of first access.
 *
 * <p>The seed fixes every future access, so the plan is computed once, before the first read, and
 * alike on all nodes. It uses reuse per node over the run; per epoch the nodes together still hit
 * at most their share of the dataset.
 *
 * <p>With {@code asReleased} a first access at 0 is taken for never: that sample is filled by its
 * second access, or last of all.
 *
 * <p><i>Cost:</i> O(E·N/n + N log N) to plan, 9 bytes a sample, O(1) a question.
 *
 * <p><i>Source:</i> NoPFS (Dryden et al., SC 2021), its prefetcher and metadata store.
 */
public final class ClairvoyantPlan {
  /** The class of a sample that is not kept. */
  public static final int NOWHERE = -1;

  private final byte[] classOf;
  private final int[] counts;
  private final List<int[]> fills;

  private ClairvoyantPlan(byte[] classOf, int[] counts, List<int[]> fills) {
    this.classOf = classOf;
    this.counts = counts;
    this.fills = fills;
  }

  /**
   * What is planned for.
   *
   * @param classes the fastest first
   * @param sizeBytes of a sample
   */
  public record Run(
      BatchSlices slices,
      int epochs,
      List<StorageClass> classes,
      IntToLongFunction sizeBytes,
      boolean asReleased) {}

  /** The plan of {@code node} for a run with {@code seed}. */
  public static ClairvoyantPlan of(Run run, int node, long seed) {
    var samples = run.slices().samples();
    var counts = new int[samples];
    var first = new long[samples];
    Arrays.fill(first, Long.MAX_VALUE);
    var chain = new PermutationChain(samples, seed);
    var accesses = 0L;
    for (int epoch = 0; epoch < run.epochs(); epoch++) {
      for (var id : run.slices().reads(node, chain.next())) {
        counts[id]++;
        if (first[id] == Long.MAX_VALUE || (run.asReleased() && first[id] == 0)) {
          first[id] = accesses;
        }
        accesses++;
      }
    }
    return placed(run, counts, first);
  }

  /** The class that keeps a sample, from 0, or {@link #NOWHERE}. */
  public int classOf(int id) {
    return classOf[id];
  }

  /** How often the node reads a sample over the whole run. */
  public int count(int id) {
    return counts[id];
  }

  /** How many samples the node reads more than {@code reads} times. */
  public int readMoreThan(int reads) {
    return (int) Arrays.stream(counts).filter(count -> count > reads).count();
  }

  /** The samples of a class in the order in which it is filled. */
  public int[] fill(int storageClass) {
    return fills.get(storageClass).clone();
  }

  private static ClairvoyantPlan placed(Run run, int[] counts, long[] first) {
    var byCount = mostReadFirst(counts);
    var classOf = new byte[counts.length];
    Arrays.fill(classOf, (byte) NOWHERE);
    var fills = new ArrayList<int[]>();
    var from = 0;
    for (int at = 0; at < run.classes().size(); at++) {
      var to = endOf(byCount, from, run.classes().get(at).capacityBytes(), run.sizeBytes());
      var members = Arrays.copyOfRange(byCount, from, to);
      for (var id : members) {
        classOf[id] = (byte) at;
      }
      fills.add(byFirstAccess(members, first, run.asReleased()));
      from = to;
    }
    return new ClairvoyantPlan(classOf, counts, List.copyOf(fills));
  }

  private static int endOf(int[] byCount, int from, long capacityBytes, IntToLongFunction size) {
    var free = capacityBytes;
    var to = from;
    while (to < byCount.length && size.applyAsLong(byCount[to]) <= free) {
      free -= size.applyAsLong(byCount[to++]);
    }
    return to;
  }

  /** The samples that are read at all; the smaller id parts equal counts. */
  private static int[] mostReadFirst(int[] counts) {
    var keys = new long[counts.length];
    for (int id = 0; id < counts.length; id++) {
      keys[id] = ((long) (Integer.MAX_VALUE - counts[id]) << 32) | id;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).filter(id -> counts[id] > 0).toArray();
  }

  private static int[] byFirstAccess(int[] members, long[] first, boolean asReleased) {
    return Arrays.stream(members)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingLong(
                    id -> asReleased && first[id] == 0 ? Long.MAX_VALUE : first[id])
                .thenComparing(id -> id))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
