package dev.sheaf.node.bench;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Batches of sample ids, drawn uniformly. Used by one thread. */
final class Batches {
  private final long seed;
  private final List<Long> ids;
  private final int size;
  private long count;

  Batches(long seed, long samples, int size) {
    this(seed, LongStream.range(0, samples).boxed().toList(), size);
  }

  /** Batches of some samples only. */
  Batches(long seed, List<Long> ids, int size) {
    this.seed = seed;
    this.ids = ids;
    this.size = size;
  }

  List<Long> next() {
    var batch = count++;
    return IntStream.range(0, size)
        .mapToObj(i -> ids.get((int) Draw.below(Draw.draw(seed, batch, i), ids.size())))
        .toList();
  }
}
