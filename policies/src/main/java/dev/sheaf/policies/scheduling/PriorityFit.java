package dev.sheaf.policies.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lets work run in the order of its priority, and takes slots back from lower priorities for it.
 *
 * <p><i>Algorithm.</i> Pending work is placed by priority, then age, as long as it fits. Where it
 * does not, victims are taken from the lowest priority below its own, newest first, until it would;
 * none is taken when all of them are not enough, nor while slots are on their way already. Once
 * something did not fit, what is below it may still fill the gaps, but only as work that can be
 * preempted.
 *
 * <p><i>Source:</i> determined-ai/determined, priority.go. <i>Cost:</i> O(n²) for n tasks.
 */
public final class PriorityFit {
  private PriorityFit() {}

  /**
   * Work of some slots.
   *
   * @param priority the higher the sooner
   * @param arrived when it came, as a count
   */
  public record Task(String id, int slots, int priority, long arrived, boolean preemptible) {}

  /** What to start and what to preempt now. */
  public record Verdict(List<String> starts, List<String> preempts) {
    /** A verdict that owns its lists. */
    public Verdict {
      starts = List.copyOf(starts);
      preempts = List.copyOf(preempts);
    }
  }

  /**
   * What to start and what to preempt.
   *
   * @param freeSlots not in use
   * @param releasingSlots in use by work that was told to leave
   * @param running work that was not told to leave
   */
  public static Verdict decide(
      int freeSlots, int releasingSlots, List<Task> pending, List<Task> running) {
    var order =
        Comparator.comparingInt(Task::priority)
            .reversed()
            .thenComparingLong(Task::arrived)
            .thenComparing(Task::id);
    var starts = new ArrayList<String>();
    var preempts = new ArrayList<String>();
    var left = new ArrayList<>(running);
    var free = freeSlots;
    var onTheWay = releasingSlots;
    var blocked = false;
    for (var task : pending.stream().sorted(order).toList()) {
      if (task.slots() <= free && (!blocked || task.preemptible())) {
        starts.add(task.id());
        free -= task.slots();
        continue;
      }
      if (!blocked && onTheWay == 0) {
        for (var victim : victims(task, free, left)) {
          preempts.add(victim.id());
          left.remove(victim);
          onTheWay += victim.slots();
        }
      }
      blocked = true;
    }
    return new Verdict(starts, preempts);
  }

  private static List<Task> victims(Task task, int free, List<Task> running) {
    var candidates =
        running.stream()
            .filter(each -> each.preemptible() && each.priority() < task.priority())
            .sorted(
                Comparator.comparingInt(Task::priority)
                    .thenComparing(Comparator.comparingLong(Task::arrived).reversed())
                    .thenComparing(Task::id))
            .toList();
    var victims = new ArrayList<Task>();
    var room = free;
    for (var victim : candidates) {
      if (room >= task.slots()) {
        break;
      }
      victims.add(victim);
      room += victim.slots();
    }
    return room >= task.slots() ? victims : List.of();
  }
}
