package dev.sheaf.node.bench;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.List;
import java.util.stream.IntStream;

/** Batches of sample ids, drawn uniformly. Used by one thread. */
final class Batches {
  private final long seed;
  private final long samples;
  private final int size;
  private long count;

  Batches(long seed, long samples, int size) {
    this.seed = seed;
    this.samples = samples;
    this.size = size;
  }

  List<Long> next() {
    var batch = count++;
    return IntStream.range(0, size)
        .mapToObj(i -> Draw.below(Draw.draw(seed, batch, i), samples))
        .toList();
  }
}
