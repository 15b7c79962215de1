package dev.sheaf.policies.prefetch;

/**
 * Never changes anything: the number of readers that somebody guessed. The baseline.
 *
 * @param readers at least 1
 * @param bufferBytes at least 1
 */
public record FixedReaders(int readers, long bufferBytes) implements PrefetchTuner {
  /** A positive guess. */
  public FixedReaders {
    if (readers < 1 || bufferBytes < 1) {
      throw new IllegalArgumentException(
          "readers and bufferBytes must be at least 1 but were %d and %d"
              .formatted(readers, bufferBytes));
    }
  }

  @Override
  public String name() {
    return "fixed";
  }

  @Override
  public long everyNanos() {
    return 1_000_000_000;
  }

  @Override
  public Verdict judge(Observed observed) {
    return new Verdict.Keep();
  }
}
