package dev.sheaf.policies.books;

import static dev.sheaf.policies.books.VirtualEngines.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.TaskProtocol.Command;
import dev.sheaf.policies.books.TaskProtocol.Ending;
import dev.sheaf.policies.books.TaskProtocol.Outcome;
import dev.sheaf.policies.books.TaskProtocol.Reply;
import dev.sheaf.policies.books.TaskProtocol.Task;
import dev.sheaf.policies.books.VirtualEngines.Result;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskBookTest {
  private static final TaskRules RULES = TaskRules.standard(7);
  private static final long HOUR = 3600 * SECOND;

  private static VirtualEngines engines(VirtualEngines.Work work) {
    return new VirtualEngines(RULES, work);
  }

  @Test
  void oneStragglerInAHundredCostsAtMostTwoTimeouts() {
    var timeout = 5 * SECOND;
    var calm = engines((task, attempt, engine) -> Result.done(SECOND));
    calm.register("local", 10);
    calm.turn(new Command.Submit("run", VirtualEngines.tasks(100, timeout, "local"), HOUR));
    calm.settle(1);

    var slow =
        engines((task, attempt, engine) ->
            Result.done(task.equals("t042") && attempt == 1 ? HOUR - SECOND : SECOND));
    slow.register("local", 10);
    slow.turn(new Command.Submit("run", VirtualEngines.tasks(100, timeout, "local"), HOUR));
    slow.settle(1);

    assertEquals(new Outcome.Done(), slow.outcomes.get("run"));
    assertTrue(slow.now - calm.now <= 2 * timeout, (slow.now - calm.now) + " ns more");
    assertEquals(101, slow.executed.size());
    assertTrue(slow.wasStopped("t042", 1), "the one that lost is called off");
  }

  @Test
  void aTaskThatIsDoneTwiceGivesOneOutput() {
    var engines =
        engines((task, attempt, engine) -> Result.done(attempt == 1 ? 7 * SECOND : 3 * SECOND));
    engines.register("local", 4);
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(1, 5 * SECOND, "local"), HOUR));
    engines.turn(new Command.Submit("later", VirtualEngines.tasks(2, 9 * SECOND, "local"), HOUR));
    engines.settle(2);
    assertEquals(2, Collections.frequency(engines.executed, "t000"));
    assertEquals(1, engines.outputs.get("t000"), "the first that finished is the one that counts");
    var figures = engines.book().figures("run");
    assertNotNull(figures);
    assertEquals(List.of(1, 1, 1), List.of(figures.tasks(), figures.done(), figures.doubles()));
  }

  @Test
  void aTaskIsDoubledNoOftenerThanTheRulesSayAndEachDeadlineIsItsOwn() {
    var engines = engines((task, attempt, engine) -> Result.done(HOUR));
    engines.register("local", 8);
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(1, SECOND, "local"), 2 * HOUR));
    var began = new java.util.ArrayList<Long>();
    for (var seen = 0; engines.book().dueNanos(engines.now).orElse(HOUR * 2) < HOUR; ) {
      if (engines.executed.size() > seen) {
        seen = engines.executed.size();
        began.add(engines.now);
      }
      engines.now = engines.book().dueNanos(engines.now).orElseThrow();
      engines.turn(new Command.Assign());
    }
    assertEquals(1 + RULES.mostDoubles(), engines.executed.size());
    assertEquals(List.of(0L, SECOND, 3 * SECOND), began, "1 s, then 2 s for the double");
  }

  @Test
  void whatTheProviderDidWrongCostsAWaitAndWhatAnOpDidWrongEndsTheRun() {
    for (var ending : List.of(Ending.INVOCATION, Ending.THROTTLED, Ending.STORAGE)) {
      var engines =
          engines((task, attempt, engine) ->
              attempt <= 5 ? new Result(ending, SECOND) : Result.done(SECOND));
      engines.register("lambda", 2);
      engines.turn(new Command.Submit("run", VirtualEngines.tasks(1, 9 * SECOND, "lambda"), HOUR));
      engines.settle(1);
      assertEquals(new Outcome.Done(), engines.outcomes.get("run"), ending.name());
      assertTrue(engines.now > 6 * SECOND, "there were waits between the attempts");
    }
    var broken = engines((task, attempt, engine) -> new Result(Ending.EXECUTION, SECOND));
    broken.register("local", 2);
    broken.turn(new Command.Submit("run", VirtualEngines.tasks(1, 9 * SECOND, "local"), HOUR));
    broken.settle(1);
    assertEquals(
        new Outcome.Failed("t000", Ending.EXECUTION, RULES.mostExecutionFailures()),
        broken.outcomes.get("run"));
  }

  @Test
  void failuresThatNeverEndAreGivenUp() {
    var engines = engines((task, attempt, engine) -> new Result(Ending.THROTTLED, 1));
    engines.register("lambda", 2);
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(1, SECOND, "lambda"), HOUR));
    engines.settle(1);
    assertEquals(
        new Outcome.Failed("t000", Ending.THROTTLED, 1 + RULES.mostRequeues()),
        engines.outcomes.get("run"));
  }

  @Test
  void aRunThatIsNotDoneInTimeEnds() {
    var engines = engines((task, attempt, engine) -> Result.done(10 * HOUR));
    engines.register("local", 1);
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(3, HOUR, "local"), HOUR));
    engines.settle(1);
    assertEquals(new Outcome.TooLate(3), engines.outcomes.get("run"));
    assertEquals(HOUR, engines.now);
  }

  @Test
  void whatIsTooLargeForOneEngineGoesToAnother() {
    var engines =
        engines((task, attempt, engine) ->
            engine.equals("lambda") ? new Result(Ending.TOO_LARGE, 1) : Result.done(SECOND));
    engines.register("lambda", 8);
    engines.register("local", 1);
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(3, HOUR, "lambda", "local"), HOUR));
    engines.settle(1);
    assertEquals(new Outcome.Done(), engines.outcomes.get("run"));

    var alone = engines((task, attempt, engine) -> new Result(Ending.TOO_LARGE, 1));
    alone.register("lambda", 8);
    alone.turn(new Command.Submit("run", VirtualEngines.tasks(1, HOUR, "lambda"), HOUR));
    alone.settle(1);
    assertEquals(new Outcome.Failed("t000", Ending.TOO_LARGE, 1), alone.outcomes.get("run"));
  }

  @Test
  void anEngineIsGivenAsManyAsItAskedFor() {
    var engines = engines((task, attempt, engine) -> Result.done(SECOND));
    engines.turn(new Command.Register("local", 8));
    engines.turn(new Command.Submit("run", VirtualEngines.tasks(9, HOUR, "local"), HOUR));
    assertEquals(0, engines.executed.size(), "nobody has asked");
    engines.turn(new Command.Register("other", 1));
    assertInstanceOf(Reply.Unknown.class, engines.turn(new Command.Pull("nobody", 1)));
    engines.turn(new Command.Pull("local", 0));
    assertEquals(0, engines.executed.size());
  }

  @Test
  void tasksWaitForThoseBeforeThem() {
    var engines = engines((task, attempt, engine) -> Result.done(SECOND));
    engines.register("local", 8);
    var first = new Task("a", List.of(), HOUR, List.of("local"));
    var second = new Task("b", List.of("a"), HOUR, List.of("local"));
    assertEquals(
        new Reply.NothingToWaitFor("b", "a"),
        engines.turn(new Command.Submit("run", List.of(second, first), HOUR)));
    engines.turn(new Command.Submit("run", List.of(first, second), HOUR));
    engines.settle(1);
    assertEquals(List.of("a", "b"), engines.executed);
    assertEquals(2 * SECOND, engines.now);
  }

  @Test
  void twoRunsThatWantTheSameDoItOnce() {
    var engines = engines((task, attempt, engine) -> Result.done(SECOND));
    engines.register("local", 1);
    engines.turn(new Command.Submit("one", VirtualEngines.tasks(5, HOUR, "local"), HOUR));
    assertEquals(
        new Reply.Begun(5, 5),
        engines.turn(new Command.Submit("two", VirtualEngines.tasks(5, HOUR, "local"), HOUR)));
    engines.turn(new Command.Cancel("one"));
    engines.settle(2);
    assertEquals(new Outcome.Cancelled(), engines.outcomes.get("one"));
    assertEquals(new Outcome.Done(), engines.outcomes.get("two"));
    assertEquals(5, engines.executed.size());
  }

  @Test
  void aRunWithNothingLeftToDoExecutesNothing() {
    var engines = engines((task, attempt, engine) -> Result.done(SECOND));
    engines.register("local", 1);
    engines.turn(new Command.Submit("run", List.of(), HOUR));
    engines.settle(1);
    assertEquals(new Outcome.Done(), engines.outcomes.get("run"));
    assertEquals(List.of(), engines.executed);
  }
}
