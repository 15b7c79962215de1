package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many batches a window covers, by the job's rate and by how long its epoch is. */
final class WindowPlanTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a slow job looks five seconds ahead,               8, 8000, 100000,  5",
    "a fast one no more than a small part of the epoch, 400, 400, 100000,  390",
    "a window lasts 50 ms where that part is shorter,   100, 100, 6400,    50",
    "and is a 32nd of a very short epoch at most,       100, 100, 640,      20",
    "where eight batches are always allowed,            100, 100, 64,       8",
    "one short measure no more than doubles it,         8,   1,   1000000, 16",
  })
  void coversWhatIsSoonRead(
      String what, int batches, long tookMillis, int epochBatches, int expected) {
    assertEquals(expected, WindowPlan.next(batches, tookMillis * 1_000_000, epochBatches), what);
  }
}
