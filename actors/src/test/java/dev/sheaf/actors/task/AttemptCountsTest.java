package dev.sheaf.actors.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.books.TaskProtocol.Ending;
import org.junit.jupiter.api.Test;

/** How attempts at tasks are counted. */
final class AttemptCountsTest {
  @Test
  void oneBesideAnotherIsADuplicateAndOneAfterAFailureIsARetry() {
    var counts = new AttemptCounts();
    counts.begin(1, false);
    counts.begin(2, true);
    counts.end(Ending.THROTTLED);
    counts.end(Ending.STOPPED);
    counts.begin(3, false);
    counts.end(Ending.DONE);
    assertEquals(new TaskCounts.ByEngine(1, 1, 1, 1), counts.sum());
  }
}
