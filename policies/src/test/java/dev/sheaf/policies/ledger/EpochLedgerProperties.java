package dev.sheaf.policies.ledger;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class EpochLedgerProperties {
  @Test
  void everySampleIsTrainedOnOnceAnEpochWhateverCrashesAndWhoeverResumes() {
    for (long seed = 0; seed < 2000; seed++) {
      train(seed, 0.03);
    }
  }

  @Test
  void everySampleIsTrainedOnOnceAnEpochWhenNothingCrashes() {
    for (long seed = 100_000; seed < 100_500; seed++) {
      train(seed, 0);
    }
  }

  private static void train(long seed, double crashes) {
    var random = new Random(seed);
    var table = Given.anyTable(random);
    var spec = Given.any(random).spec();
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
