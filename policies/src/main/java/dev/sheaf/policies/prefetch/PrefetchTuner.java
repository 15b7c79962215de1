package dev.sheaf.policies.prefetch;

/** Decides, every {@link #everyNanos}, how many readers a job has and how large its buffer is. */
public sealed interface PrefetchTuner permits FixedReaders, OccupancyTuner, WaitTuner {
  /** Its name in scenarios and tables. */
  String name();

  /** How often it wants to be asked. */
  long everyNanos();

  /** What to do now. */
  Verdict judge(Observed observed);

  /** The readers that it has decided on. */
  int readers();

  /** The bytes that may be buffered. */
  long bufferBytes();

  /** What a tuner decides. */
  sealed interface Verdict {
    /** Nothing is to change. */
    record Keep() implements Verdict {}

    /** Read with this many. */
    record ReadWith(int readers) implements Verdict {}

    /** Buffer at most this much; what is above it is not thrown away, only not replaced. */
    record Buffer(long bytes) implements Verdict {}

    /** Nothing is to change ever again. */
    record Settle() implements Verdict {}
  }
}
