package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EpochOrderProperties {
  @Test
  void theStrictOrderDependsNeitherOnWindowsNorOnRanksNorOnOffers() {
    for (long seed = 0; seed < 1500; seed++) {
      var random = new Random(seed);
      var table = Given.anyTable(random);
      var given = Given.any(random).contract(Contract.STRICT);
      var order = EpochOrder.of(given.spec(), table);
      var striped = given.batch(1, given.batchSize() * given.ranks()).spec();
      if (order.batches() > 0) {
        assertEquals(
            epoch(given.spec(), table, 1, new Random(seed)),
            epoch(striped, table, 1, new Random(~seed)),
            "seed " + seed);
      }
    }
  }

  @Test
  void anyOrderTakesEverySelectedSampleOnce() {
    for (long seed = 0; seed < 1500; seed++) {
      var random = new Random(seed);
      var table = Given.anyTable(random);
      var spec = Given.any(random).spec();
      var order = EpochOrder.of(spec, table);
      if (order.batches() > 0) {
        var ids = epoch(spec, table, random.nextInt(5), random);
        var expected = Math.min(order.selection().samples(), order.batches() * spec.globalBatch());
        assertEquals(expected, ids.size(), "seed " + seed);
        assertEquals(expected, ids.stream().distinct().count(), "seed " + seed);
      }
    }
  }

  @Test
  void aSampleIsEquallyLikelyAtEveryPlaceWhenAllPackagesAreOpen() {
    var table = Given.table(2, 5, 13, 20);
    var counts = new int[40];
    for (long seed = 0; seed < 20_000; seed++) {
      var order = EpochOrder.of(Given.job().batch(10, 1).seed(seed).spec(), table);
      var log = new EpochLog(0, 4, 1);
      var assigned = new WindowAssigner(order).assign(1, log, 1, List.of(0, 1, 2, 3));
      counts[(int) order.ids(assigned.window()).batch(0)[3]]++;
    }
    for (var count : counts) {
      assertEquals(500, count, 110);
    }
  }

  private static List<Long> epoch(JobSpec spec, PackageTable table, int epoch, Random random) {
    var order = EpochOrder.of(spec, table);
    var assigner = new WindowAssigner(order);
    var log = new EpochLog(epoch, (int) order.batches(), spec.ranks());
    var seeded = new KeyedBijection(table.packages(), order.keys(epoch).packageOrder());
    var ids = new ArrayList<Long>();
    while (!log.isAssigned()) {
      var offered = IntStream.range(0, 3).mapToObj(i -> random.nextInt(table.packages())).toList();
      var assigned = assigner.assign(1, log, 1 + random.nextInt(9), offered);
      var drawn = order.ids(assigned.window());
      assertEquals(assigned.window().crc(), drawn.crc());
      for (int i = 0; i < assigned.window().batches(); i++) {
        var batch = drawn.batch(assigned.window().firstBatch() + i);
        Arrays.stream(batch).forEach(ids::add);
      }
      log.append(assigned.window(), assigned.after(), seeded);
    }
    return ids;
  }
}
