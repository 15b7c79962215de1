package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SampleSelectionProperties {
  @Test
  void heldOutAndOtherSamplesAreApartAndTogetherAll() {
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      var table = Given.anyTable(random);
      var share = random.nextInt(901);
      var given = Given.job().seed(random.nextLong());
      var training = SampleSelection.of(given.validation(share, false).spec(), table);
      var heldOut = SampleSelection.of(given.validation(share, true).spec(), table);
      var all = ids(training, table);
      var held = ids(heldOut, table);
      assertEquals(training.samples(), all.cardinality(), "seed " + seed);
      assertEquals(heldOut.samples(), held.cardinality(), "seed " + seed);
      var counted = SampleSelection.heldOut(table.samples(), share, given.spec().seed());
      assertEquals(counted, heldOut.samples(), "seed " + seed);
      assertEquals(share * table.samples() / 1000.0, held.cardinality(), 1.0, "seed " + seed);
      assertFalse(all.intersects(held), "seed " + seed);
      all.or(held);
      assertEquals(table.samples(), all.cardinality(), "seed " + seed);
    }
  }

  @Test
  void placesOfAllSelectedSamplesFollowThePackages() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var table = Given.anyTable(random);
      var given = Given.job().seed(seed).validation(random.nextInt(901), random.nextBoolean());
      var selection = SampleSelection.of(given.spec(), table);
      var byPlace = new BitSet();
      for (long place = 0; place < selection.samples(); place++) {
        byPlace.set((int) selection.idAt(place));
      }
      assertEquals(ids(selection, table), byPlace, "seed " + seed);
    }
  }

  @Test
  void anotherSeedHoldsOutOtherSamples() {
    var table = Given.table(1000, 40);
    var one =
        ids(SampleSelection.of(Given.job().seed(1).validation(500, true).spec(), table), table);
    var two =
        ids(SampleSelection.of(Given.job().seed(2).validation(500, true).spec(), table), table);
    one.and(two);
    assertTrue(one.cardinality() > 150 && one.cardinality() < 350, "common " + one.cardinality());
  }

  private static BitSet ids(SampleSelection selection, PackageTable table) {
    var ids = new BitSet();
    for (int p = 0; p < table.packages(); p++) {
      var split = selection.split(p);
      for (int place = 0; place < selection.count(p); place++) {
        ids.set((int) split.id(place));
      }
    }
    return ids;
  }
}
