package dev.sheaf.actors.tier;

import java.util.function.Supplier;

/**
 * The job at whose cost a thread reads: bound while it does, so that a tier whose bill comes later
 * knows whom to charge.
 *
 * @param job its name; empty for nobody
 */
public record Payer(String job) {
  /** Nobody pays. */
  public static final Payer NOBODY = new Payer("");

  private static final ScopedValue<Payer> CURRENT = ScopedValue.newInstance();

  /** Who pays for what this thread reads. */
  public static Payer current() {
    return CURRENT.orElse(NOBODY);
  }

  /** Whether anybody pays. */
  public boolean isSomebody() {
    return !job.isEmpty();
  }

  /** Runs {@code task} at the cost of this payer. */
  public void run(Runnable task) {
    ScopedValue.where(CURRENT, this).run(task);
  }

  /** The same with a result. */
  public <T> T call(Supplier<T> task) {
    return ScopedValue.where(CURRENT, this).call(task::get);
  }

  /** The same task, at the cost of this payer on whatever thread it runs. */
  public Runnable bound(Runnable task) {
    return () -> run(task);
  }
}
