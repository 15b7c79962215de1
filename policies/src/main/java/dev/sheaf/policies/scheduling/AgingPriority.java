package dev.sheaf.policies.scheduling;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Gives an accelerator to whoever has the highest priority, raised by one for every {@code
 * agingNanos} of waiting; among equals to the least served, then to the smaller id.
 *
 * <p>A preempted task leaves by itself between two mini-batches, so an arrival waits for one step
 * at most. Aging bounds the wait of every task: whoever is p levels below is first after p ·
 * agingNanos.
 *
 * <p><i>Source:</i> EffiSha (Chen et al., PPoPP 2017), its policies at the granularity of a
 * mini-batch. <i>Cost:</i> O(tasks).
 */
public record AgingPriority(long agingNanos) {
  /** Aging that raises at all. */
  public AgingPriority {
    if (agingNanos < 1) {
      throw new IllegalArgumentException("agingNanos must be at least 1 but was " + agingNanos);
    }
  }

  /**
   * A task that could run.
   *
   * @param servedNanos accelerator time it has had
   * @param waitingSinceNanos when it last stopped running, or came
   */
  public record Task(String id, int priority, long servedNanos, long waitingSinceNanos) {}

  /** Who runs next; empty when nobody waits. */
  public Optional<Task> next(List<Task> waiting, long now) {
    return waiting.stream()
        .max(
            Comparator.<Task>comparingLong(task -> aged(task, now))
                .thenComparing(Comparator.comparingLong(Task::servedNanos).reversed())
                .thenComparing(Comparator.comparing(Task::id).reversed()));
  }

  private long aged(Task task, long now) {
    return task.priority() + (now - task.waitingSinceNanos()) / agingNanos;
  }
}
