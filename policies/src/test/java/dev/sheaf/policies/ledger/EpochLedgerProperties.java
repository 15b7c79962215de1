package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** More seeds: {@code mvn verify -Plong}. */
final class EpochLedgerProperties {
  private static final long SEEDS = Long.getLong("sheaf.seeds", 2_000);

  @Test
  void everySampleIsTrainedOnOnceAnEpochWhateverCrashesAndWhoeverResumes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      train(seed, 0.03);
    }
  }

  @Test
  void everySampleIsTrainedOnOnceAnEpochWhenNothingCrashes() {
    for (long seed = 100_000; seed < 100_000 + SEEDS / 4; seed++) {
      train(seed, 0);
    }
  }

  @Test
  void everySampleIsTrainedOnOnceAnEpochByOneWhoPartsFromItsLeaderInTheMiddle() {
    for (long seed = 200_000; seed < 200_000 + SEEDS / 40; seed++) {
      var random = new Random(seed);
      var table = Given.anyTable(random);
      var spec = Given.any(random).follow("leader").spec();
      if (spec.contract() != Contract.IMPORTANCE) {
        train(seed, random, spec, table, 0.03);
      }
    }
  }

  /** Importance jobs select, one in four of them in no epoch. */
  private static JobSpec selecting(Random random, JobSpec spec) {
    var rule = new ImportanceRule(1 + random.nextInt(2), 2 + random.nextInt(3), 0.5, 16, 0.7);
    return spec.contract() == Contract.IMPORTANCE && random.nextInt(4) > 0
        ? spec.selecting(rule)
        : spec;
  }

  private static void train(long seed, double crashes) {
    var random = new Random(seed);
    var table = Given.anyTable(random);
    var spec = selecting(random, Given.any(random).spec());
    train(seed, random, spec, table, crashes);
  }

  private static void train(
      long seed, Random random, JobSpec spec, PackageTable table, double crashes) {
    if (EpochOrder.of(spec, table).batches() == 0) {
      return;
    }
    try {
      new Training(random, spec, table, crashes).run();
    } catch (AssertionError | RuntimeException broken) {
      throw new AssertionError("seed " + seed + ": " + broken.getMessage() + " of " + spec, broken);
    }
  }
}
