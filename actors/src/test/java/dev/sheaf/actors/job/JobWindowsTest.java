package dev.sheaf.actors.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.EpochOrder;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a gateway counts, of windows as no ledger would assign them. */
final class JobWindowsTest {
  private static final JobSpec SPEC = JobBench.spec("counted", Contract.SUBSTITUTE, OnMissing.FAIL);

  private final JobWindows windows = new JobWindows(SPEC, JobBench.MANIFEST.table());

  @Test
  void samplesThatTwoBatchesOfAnEpochHaveAreCountedAsDuplicates() {
    take(1, window(1, 0, 0, 3), window(1, 0, 1, 3), window(1, 0, 2, 4));
    assertEquals(new JobWindows.Noted(true, 0), note(1, 0, 0));
    assertEquals(new JobWindows.Noted(true, rankBatch()), note(1, 0, 1));
    assertEquals(new JobWindows.Noted(true, 0), note(1, 0, 2));
  }

  @Test
  void theSameBatchAgainAndTheSameSamplesInAnotherEpochAreNone() {
    take(1, window(1, 0, 0, 3), window(1, 1, 0, 3));
    note(1, 0, 0);
    assertEquals(new JobWindows.Noted(false, 0), note(1, 0, 0));
    assertEquals(new JobWindows.Noted(true, 0), note(1, 1, 0));
  }

  @Test
  void whatAnEarlierGenerationWasServedDoesNotCount() {
    take(1, window(1, 0, 0, 3));
    note(1, 0, 0);
    take(2, window(2, 0, 0, 3));
    assertEquals(new JobWindows.Noted(true, 0), note(2, 0, 0));
  }

  @Test
  void aBatchIsReadAsTheLatestKnobsSay() {
    take(1, window(1, 0, 0, 3));
    var key = new BatchKey(SPEC.name(), 1, 0, 0, 0);
    assertEquals(SampleRequest.Manner.DEFAULT, manner(key));
    var knobs = new JobKnobs(null, null, 3, null);
    windows.take(new JobReply.Windows(SPEC, 1, SPEC.ranks(), List.of(), List.of(), knobs));
    assertEquals(new SampleRequest.Manner(SampleRequest.Grain.PACKAGE, 3), manner(key));
  }

  private SampleRequest.Manner manner(BatchKey key) {
    return Objects.requireNonNull(windows.batch(key)).manner();
  }

  private static int rankBatch() {
    return SPEC.globalBatch() / SPEC.ranks();
  }

  private JobWindows.Noted note(long generation, int epoch, int n) {
    return windows.note(new BatchKey(SPEC.name(), generation, epoch, 0, n));
  }

  private void take(long generation, AssignedWindow... taken) {
    windows.take(new JobReply.Windows(SPEC, generation, SPEC.ranks(), List.of(taken)));
  }

  /** One batch that begins to draw from a package. */
  private static AssignedWindow window(long generation, int epoch, int n, int index) {
    var order = EpochOrder.of(SPEC, JobBench.MANIFEST.table());
    var crc = order.ids(window(generation, epoch, n, index, 0)).crc();
    return window(generation, epoch, n, index, crc);
  }

  private static AssignedWindow window(long generation, int epoch, int n, int index, int crc) {
    var open = List.of(new OpenPackage(index, 0));
    return new AssignedWindow(generation, epoch, n, 1, open, List.of(), List.of(), false, crc);
  }
}
