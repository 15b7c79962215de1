package dev.sheaf.gpu.worker;

import dev.sheaf.wire.trainer.FromTrainer;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What went wrong with a trainer, and whether another one from the last checkpoint may do better.
 *
 * @param reason for people
 */
public record Failure(Kind kind, String reason) {
  /** As shells and the JVM show a process that a signal has ended. */
  private static final int SIGNALLED = 128;

  /** The classes of failures. */
  public enum Kind {
    /** The loss is no number any more: it would be none again. */
    NOT_FINITE(true, false),
    /** What is trained needs more memory than there is: it would again. */
    OUT_OF_MEMORY(true, false),
    /** The job, its samples or the specification do not allow it. */
    REFUSED(true, false),
    /** The process did not come up. */
    NO_START(true, true),
    /** The process ended by itself. */
    EXIT(false, true),
    /** Somebody killed the process, or the system did for want of memory. */
    KILLED(false, true),
    /** The process stood still. */
    HANG(false, true);

    private final boolean fatal;
    private final boolean system;

    Kind(boolean fatal, boolean system) {
      this.fatal = fatal;
      this.system = system;
    }

    /** True when another process would fail as this one did. */
    public boolean isFatal() {
      return fatal;
    }

    /** True when the machine may be to blame, and not what it was given. */
    public boolean isSystem() {
      return system;
    }
  }

  /** What a child says of itself before it ends. */
  static Failure said(String member, FromTrainer.Failed failed) {
    var kind =
        failed.kind() == FromTrainer.Failed.Kind.NOT_FINITE_LOSS
            ? Kind.NOT_FINITE
            : namesMemory(failed.message())
                ? Kind.OUT_OF_MEMORY
                : failed.retry() ? Kind.EXIT : Kind.REFUSED;
    return new Failure(
        kind, "the trainer of " + member + " gave up: " + failed.message() + hint(kind));
  }

  /** What the end of a child's process shows. */
  static Failure gone(String seen, OptionalInt status) {
    var signalled = status.isPresent() && status.getAsInt() > SIGNALLED;
    var kind = namesMemory(seen) ? Kind.OUT_OF_MEMORY : signalled ? Kind.KILLED : Kind.EXIT;
    return new Failure(kind, seen + hint(kind));
  }

  private static boolean namesMemory(String words) {
    var lower = words.toLowerCase(Locale.ROOT);
    return lower.contains("out of memory") || lower.contains("outofmemory");
  }

  private static String hint(Kind kind) {
    return switch (kind) {
      case NOT_FINITE -> "; a lower learningRate may help";
      case OUT_OF_MEMORY -> "; a smaller width or batchSize needs less";
      case REFUSED, NO_START, EXIT, KILLED, HANG -> "";
    };
  }
}
