package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.Shuffle;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Ids of order version 1, as they were when it was fixed. Whoever changes one of them changes what
 * the logs of running jobs stand for: give the order a new version instead.
 */
final class EpochOrderTest {
  private static final int BATCHES = 12;

  @Test
  void theStrictOrderOfVersionOneIsAsItWas() {
    var given = Given.job().contract(Contract.STRICT);
    assertEquals(List.of(513L, 570L, 573L, 517L, 576L, 424L, 512L, 416L), firstIds(given));
    assertEquals(1371857968, crc(given));
  }

  @Test
  void theGlobalOrderOfVersionOneIsAsItWas() {
    var given = Given.job().contract(Contract.STRICT).shuffle(Shuffle.GLOBAL);
    assertEquals(List.of(297L, 468L, 901L, 300L, 523L, 866L, 96L, 760L), firstIds(given));
    assertEquals(-1815500321, crc(given));
  }

  @Test
  void theOrderOfOfferedPackagesOfVersionOneIsAsItWas() {
    assertEquals(List.of(699L, 98L, 92L, 698L, 88L, 52L, 710L, 63L), firstIds(Given.job()));
    assertEquals(-76391781, crc(Given.job()));
  }

  @Test
  void theOrderOfHeldOutSamplesOfVersionOneIsAsItWas() {
    var given = Given.job().contract(Contract.STRICT).validation(500, true);
    assertEquals(List.of(78L, 420L, 567L, 80L, 418L, 187L, 75L, 195L), firstIds(given));
    assertEquals(1270368910, crc(given));
  }

  private static List<Long> firstIds(Given given) {
    return LongStream.of(window(given).batch(0)).boxed().toList();
  }

  private static int crc(Given given) {
    return window(given).crc();
  }

  private static WindowIds window(Given given) {
    var order = EpochOrder.of(given.spec(), Given.table(1000, 17));
    var log = new EpochLog(3, (int) order.batches(), given.ranks());
    var assigned =
        new WindowAssigner(order).assign(1, log, BATCHES, List.of(5, 3, 20, 41, 8, 0, 13, 2));
    return order.ids(assigned.window());
  }
}
