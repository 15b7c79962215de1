package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.dataset.PackageTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NearPackagesTest {
  private static final int PACKAGES = 100;

  /** Two samples a package, of which the first is selected, but in packages 0..9. */
  private static SampleSelection selection() {
    var counts = new int[PACKAGES];
    var sizes = new long[PACKAGES];
    Arrays.fill(counts, 2);
    Arrays.fill(sizes, 2);
    var words = new long[4];
    for (int index = 10; index < PACKAGES; index++) {
      words[(2 * index) >> 6] |= 1L << ((2 * index) & 63);
    }
    return SampleSelection.of(PackageTable.of(counts, sizes), SampleBits.of(words));
  }

  /** Nothing has to be loaded for packages 0..69; nothing is selected of 0..9. */
  private static NearPackages near() {
    var nothingToLoad = new BitSet();
    nothingToLoad.set(0, 70);
    return NearPackages.of(selection(), nothingToLoad, 3);
  }

  @Test
  void theyAreOpenedInStepWithTheOthers() {
    var opened = new BitSet();
    var others = 70;
    while (others < PACKAGES) {
      var next = near().next(9, PACKAGES, opened, List.of());
      assertEquals(6, next.size(), 1, "two thirds are near");
      next.forEach(opened::set);
      opened.set(others, Math.min(PACKAGES, others + 3));
      others += 3;
    }
    var rest = near().next(9, PACKAGES, opened, List.of());
    rest.forEach(opened::set);
    assertEquals(10, opened.nextSetBit(0), "what is empty is never opened");
    assertEquals(90, opened.cardinality());
  }

  @Test
  void whatIsOnOfferIsNotOfferedAgain() {
    var first = near().next(9, PACKAGES, new BitSet(), List.of());
    var second = near().next(9, PACKAGES, new BitSet(), first);
    assertTrue(first.stream().noneMatch(second::contains), first + " and " + second);
  }

  @Test
  void theConductorPassesThemByAndTheEmptyOnes() {
    var passed = BitSet.valueOf(near().passed().stream().mapToLong(Long::longValue).toArray());
    assertEquals(70, passed.cardinality());
    assertEquals(70, passed.nextClearBit(0));
    assertEquals(60, near().size());
  }

  @Test
  void whereEverythingIsNearNothingElseIsAsked() {
    var all = new BitSet();
    all.set(0, PACKAGES);
    var near = NearPackages.of(selection(), all, 3);
    assertEquals(9, near.next(9, PACKAGES, new BitSet(), List.of()).size());
  }
}
