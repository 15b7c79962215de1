package dev.sheaf.policies.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

final class StandInsProperties {
  private static final int PACKAGES = 60;
  private static final int EACH = 33;
  private static final int SAMPLES = PACKAGES * EACH;
  private static final PackageTable TABLE = table();
  private static final SampleSelection ALL =
      SampleSelection.of(TABLE, index -> index < SAMPLES / 64 ? -1L : (1L << SAMPLES % 64) - 1);

  private static PackageTable table() {
    var counts = new int[PACKAGES];
    var sizes = new long[PACKAGES];
    Arrays.fill(counts, EACH);
    Arrays.fill(sizes, EACH);
    return PackageTable.of(counts, sizes);
  }

  private static BitSet drawn(double share, long seed) {
    var bits = new BitSet();
    for (int id = 0; id < SAMPLES; id++) {
      bits.set(id, Uniform.of(Draw.draw(seed, id)) < share);
    }
    return bits;
  }

  private static long[] words(BitSet bits) {
    return Arrays.copyOf(bits.toLongArray(), (SAMPLES + 63) / 64);
  }

  private static StandIns.Packed pack(BitSet selected, BitSet atHand, LongPredicate known, int e) {
    return new StandIns(TABLE, ALL, SampleBits.of(words(atHand)), known)
        .pack(words(selected), 9, e);
  }

  @Test
  void asManyAreSelectedAndThoseAtHandAreTheSame() {
    for (long seed = 0; seed < 200; seed++) {
      var selected = drawn(.4, seed);
      var atHand = drawn(.2, seed + 1000);
      var packed = pack(selected, atHand, id -> true, (int) seed);
      var after = BitSet.valueOf(packed.words());
      assertEquals(selected.cardinality(), after.cardinality(), "seed " + seed);
      selected.and(atHand);
      after.and(atHand);
      assertEquals(selected, after, "seed " + seed);
    }
  }

  @Test
  void whatIsNotAtHandComesOutOfAsFewPackagesAsHoldIt() {
    for (long seed = 0; seed < 200; seed++) {
      var selected = drawn(.3, seed);
      var atHand = drawn(.2, seed + 1000);
      var packed = pack(selected, atHand, id -> true, (int) seed);
      var low = BitSet.valueOf(packed.words());
      low.andNot(atHand);
      var far = PACKAGES - packed.near().cardinality();
      var perPackage = (SAMPLES - atHand.cardinality()) / (double) PACKAGES;
      assertTrue(
          far <= Math.ceil(low.cardinality() / perPackage) + 3,
          () -> far + " packages for " + low.cardinality());
      for (int id = low.nextSetBit(0); id >= 0; id = low.nextSetBit(id + 1)) {
        assertTrue(!packed.near().get(TABLE.packageOf(id)), "sample " + id + ", seed " + seed);
      }
    }
  }

  @Test
  void overTheEpochsEveryPackageIsReadForItsOwn() {
    var times = new int[PACKAGES];
    for (int epoch = 0; epoch < 40; epoch++) {
      var near = pack(drawn(.2, epoch), drawn(.2, 5), id -> true, epoch).near();
      for (int index = 0; index < PACKAGES; index++) {
        times[index] += near.get(index) ? 0 : 1;
      }
    }
    var most = Arrays.stream(times).max().orElse(0);
    assertTrue(Arrays.stream(times).min().orElse(0) * 3 >= most, Arrays.toString(times));
  }

  @Test
  void whatNobodyHasALossOfStaysSelected() {
    var selected = drawn(.3, 4);
    var packed = pack(selected, drawn(.2, 5), id -> id % 50 != 0, 3);
    for (int id = 0; id < SAMPLES; id += 50) {
      assertEquals(selected.get(id), BitSet.valueOf(packed.words()).get(id), "sample " + id);
    }
  }

  @Test
  void withNothingAtHandNothingChanges() {
    var selected = words(drawn(.3, 4));
    var packed = new StandIns(TABLE, ALL, index -> 0, id -> true).pack(selected.clone(), 9, 3);
    assertArrayEquals(selected, packed.words());
    assertTrue(packed.near().isEmpty());
  }
}
