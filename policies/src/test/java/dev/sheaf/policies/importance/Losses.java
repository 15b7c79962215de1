package dev.sheaf.policies.importance;

import dev.sheaf.policies.vocabulary.Draw;
import java.util.stream.IntStream;

/** Losses of imaginary samples. */
final class Losses {
  private Losses() {}

  /** Uniform in 0..1. */
  static double[] uniform(int samples, long seed) {
    return IntStream.range(0, samples)
        .mapToDouble(id -> Uniform.of(Draw.draw(seed, 17, id)))
        .toArray();
  }

  /** Of a few values only, so that many are equal. */
  static double[] coarse(int samples, long seed) {
    return IntStream.range(0, samples)
        .mapToDouble(id -> Draw.below(Draw.draw(seed, 19, id), 9))
        .toArray();
  }
}
