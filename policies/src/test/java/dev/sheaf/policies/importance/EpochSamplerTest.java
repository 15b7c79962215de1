package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

final class EpochSamplerTest {
  private static final int SAMPLES = 20_000;
  private static final PackageTable TABLE = table();

  private static PackageTable table() {
    var counts = new int[SAMPLES / 100];
    var sizes = new long[counts.length];
    Arrays.fill(counts, 100);
    Arrays.fill(sizes, 100);
    return PackageTable.of(counts, sizes);
  }

  private static JobSpec job(int validation, boolean heldOut) {
    return new JobSpec(
        "job",
        new DatasetVersion("pictures", "0".repeat(64)),
        Contract.IMPORTANCE,
        32,
        10,
        1,
        7,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        validation,
        heldOut,
        0);
  }

  private static ImportanceRule rule(double beta) {
    return new ImportanceRule(1, 3, beta, 1024, 0.7);
  }

  private static BitSet select(double beta, LongToDoubleFunction losses) {
    var sampler = new EpochSampler(rule(beta), job(0, false), TABLE, losses);
    return BitSet.valueOf(sampler.select(EpochSampler.seed(job(0, false), 1)));
  }

  /** Losses in no order of id. */
  private static double anyLoss(long id) {
    return Uniform.of(Draw.draw(11, id));
  }

  @Test
  void theShareThatIsSelectedIsTheClosedForm() {
    for (var beta : new double[] {0.33, 0.5, 1, 2}) {
      var share = select(beta, EpochSamplerTest::anyLoss).cardinality() / (double) SAMPLES;
      assertEquals(LossPercentileSampler.expectedShare(beta), share, 0.015, "β = " + beta);
    }
  }

  @Test
  void greaterLossesAreSelectedMoreOften() {
    var selected = select(1, id -> id);
    var low = selected.get(0, SAMPLES / 4).cardinality();
    var high = selected.get(3 * SAMPLES / 4, SAMPLES).cardinality();
    assertEquals(SAMPLES / 4 * 0.125, low, 150);
    assertEquals(SAMPLES / 4 * 0.875, high, 150);
  }

  @Test
  void aSampleWhoseLossNobodyToldIsSelected() {
    var selected = select(2, id -> id % 2 == 0 ? anyLoss(id) : Double.NaN);
    for (int id = 1; id < SAMPLES; id += 2) {
      assertTrue(selected.get(id), "sample " + id);
    }
    assertTrue(selected.cardinality() < 0.75 * SAMPLES, "those that are known are fewer");
  }

  @Test
  void withoutAnyLossEverythingIsSelected() {
    assertEquals(SAMPLES, select(1, id -> Double.NaN).cardinality());
  }

  @Test
  void aLossBeyondAllOthersGainsNoMoreThanTheTopPercentile() {
    var honest = select(1, id -> id < 100 ? 1 : anyLoss(id));
    var lying = select(1, id -> id < 100 ? 1e30 : anyLoss(id));
    assertEquals(honest, lying);
  }

  @Test
  void aScaleOfAllLossesChangesNothing() {
    assertEquals(
        select(0.33, EpochSamplerTest::anyLoss), select(0.33, id -> 1000 * anyLoss(id) - 7));
  }

  @Test
  void theSameLossesAreSelectedFromAlike() {
    var sampler = new EpochSampler(rule(1), job(0, false), TABLE, EpochSamplerTest::anyLoss);
    assertArrayEquals(sampler.select(5), sampler.select(5));
    assertTrue(!Arrays.equals(sampler.select(5), sampler.select(6)), "each epoch draws anew");
  }

  @Test
  void heldOutSamplesAreNeverSelected() {
    var heldOut = new BitSet();
    SampleSelection.of(job(300, true), TABLE).forEach(id -> heldOut.set((int) id));
    var sampler = new EpochSampler(rule(0), job(300, false), TABLE, EpochSamplerTest::anyLoss);
    var selected = BitSet.valueOf(sampler.select(1));
    assertTrue(!selected.intersects(heldOut), "a held-out sample was selected");
    assertEquals(SAMPLES, selected.cardinality() + heldOut.cardinality(), "β = 0 takes the rest");
  }
}
