package dev.sheaf.policies.books;

import static dev.sheaf.policies.books.VirtualEngines.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.TaskProtocol.Command;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Task;
import dev.sheaf.policies.books.VirtualEngines.Result;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskBookProperties {
  private static final int WORLDS = 300;
  private static final List<Ending> FAULTS =
      List.of(Ending.INVOCATION, Ending.THROTTLED, Ending.STORAGE, Ending.STOPPED);

  @Test
  void whateverFailsOrDawdlesNothingRunsBeyondTheSlotsOrTheCapsAndAllIsDone() {
    for (long seed = 0; seed < WORLDS; seed++) {
      world(seed);
    }
  }

  private static void world(long seed) {
    var says = "seed " + seed;
    var rules = TaskRules.standard(seed);
    var engines = new VirtualEngines(rules, (task, attempt, engine) -> result(seed, task, attempt));
    engines.register("local", 1 + (int) Draw.below(Draw.draw(seed, 1), 4));
    engines.register("lambda", 1 + (int) Draw.below(Draw.draw(seed, 2), 6));
    var tasks = tasks(seed);
    engines.turn(new Command.Submit("one", tasks, 1_000_000 * SECOND));
    engines.turn(new Command.Submit("two", tasks.subList(0, tasks.size() / 2), 1_000_000 * SECOND));
    if (seed % 3 == 0) {
      engines.turn(new Command.Cancel("one"));
    }
    engines.settle(2);
    assertEquals(new Outcome.Done(), engines.outcomes.get("two"), says);
    assertEquals(
        seed % 3 == 0 ? new Outcome.Cancelled() : new Outcome.Done(),
        engines.outcomes.get("one"),
        says);
    var done = seed % 3 == 0 ? tasks.subList(0, tasks.size() / 2) : tasks;
    for (var task : done) {
      assertTrue(engines.outputs.containsKey(task.name()), says + " " + task);
    }
    engines.atOnce.forEach((task, attempts) ->
        assertTrue(
            attempts <= 1 + rules.mostDoubles() + failures(seed, task),
            () -> says + " began " + task + " " + attempts + " times"));
  }

  /** The first attempts of some tasks fail, others dawdle; the fourth always works. */
  private static Result result(long seed, String task, int attempt) {
    var drawn = Draw.draw(seed, Draw.draw(seed, task), attempt);
    var nanos = 1 + Draw.below(Draw.draw(drawn, 1), 2 * SECOND);
    if (attempt <= failures(seed, task)) {
      return new Result(FAULTS.get((int) Draw.below(drawn, FAULTS.size())), nanos);
    }
    return Result.done(Draw.below(drawn, 10) == 0 ? 40 * SECOND : nanos);
  }

  private static int failures(long seed, String task) {
    return (int) Draw.below(Draw.draw(Draw.draw(seed, 9), task), 4);
  }

  private static List<Task> tasks(long seed) {
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < 30; i++) {
      var after = new ArrayList<String>();
      for (int before = 0; before < i; before++) {
        if (Draw.below(Draw.draw(seed, i, before), 12) == 0) {
          after.add("t%03d".formatted(before));
        }
      }
      tasks.add(new Task("t%03d".formatted(i), after, 4 * SECOND, List.of("lambda", "local")));
    }
    return tasks;
  }
}
