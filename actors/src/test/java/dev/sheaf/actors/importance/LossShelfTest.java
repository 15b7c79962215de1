package dev.sheaf.actors.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LossShelfTest {
  private static final int SAMPLES = LossFile.PAGE_SAMPLES + 1000;
  private static final LossShelf.Of JOB =
      new LossShelf.Of("job", new DatasetVersion("pictures", "ab".repeat(32)), SAMPLES);

  @TempDir Path folder;
  private LossShelf shelf;

  @BeforeEach
  void open() throws IOException {
    shelf = new LossShelf(folder.resolve("one"));
  }

  private static void put(LossShelf into, int epoch, long id, double loss) throws IOException {
    into.put(JOB, epoch, new long[] {id}, new double[] {loss});
  }

  private double latest(long id) throws IOException {
    return shelf.latest(JOB).applyAsDouble(id);
  }

  @Test
  void whatNobodyToldIsNotANumber() throws Exception {
    assertTrue(Double.isNaN(latest(3)));
  }

  @Test
  void eachLossBelongsToItsOwnIdInWhateverOrderTheyCome() throws Exception {
    var ids = LongStream.range(0, SAMPLES).toArray();
    var random = new Random(1);
    for (int i = ids.length - 1; i > 0; i--) {
      var j = random.nextInt(i + 1);
      var kept = ids[i];
      ids[i] = ids[j];
      ids[j] = kept;
    }
    var losses = LongStream.of(ids).mapToDouble(id -> id * 0.5 - 3000).toArray();
    shelf.put(JOB, 2, ids, losses);
    for (long id = 0; id < SAMPLES; id++) {
      assertEquals(id * 0.5 - 3000, latest(id), "sample " + id);
    }
  }

  @Test
  void theLossOfTheLaterEpochCountsWhicheverComesFirst() throws Exception {
    put(shelf, 1, 7, 9);
    put(shelf, 2, 7, -0.25);
    put(shelf, 1, 7, 12);
    put(shelf, 2, 7, -0.25);
    assertEquals(-0.25, latest(7));
  }

  @Test
  void aLossBeyondAFloatIsTheLargestFloat() throws Exception {
    put(shelf, 0, 1, 1e300);
    put(shelf, 0, 2, -1e300);
    assertEquals(Float.MAX_VALUE, latest(1));
    assertEquals(-Float.MAX_VALUE, latest(2));
  }

  @Test
  void whatAnotherNodeWasToldIsTakenOver() throws Exception {
    var other = new LossShelf(folder.resolve("other"));
    put(other, 1, 4, 0.5);
    put(other, 1, SAMPLES - 1, 0.75);
    put(other, 3, 5, 2);
    put(shelf, 2, 4, 0.125);
    put(shelf, 1, 5, 8);
    LossPeers peers =
        (name, each) -> {
          try {
            other.page(name).ifPresent(each);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    shelf.gather(JOB, peers);
    shelf.gather(JOB, peers);
    assertEquals(0.125, latest(4), "the later epoch is here");
    assertEquals(2, latest(5), "the later epoch is there");
    assertEquals(0.75, latest(SAMPLES - 1));
  }

  @Test
  void lossesAreThereInTheNextLifeOfTheNode() throws Exception {
    put(shelf, 0, 9, 0.5);
    var next = new LossShelf(folder.resolve("one"));
    var page = next.page(LossShelf.pageName("job", JOB.version().hash(), 0));
    assertEquals(LossFile.PAGE_SAMPLES * 8, page.orElseThrow().length);
    assertEquals(0.5, next.latest(JOB).applyAsDouble(9));
  }

  @Test
  void aClientCannotMakeTheFileGrow() throws Exception {
    for (int epoch = 0; epoch < 50; epoch++) {
      put(shelf, epoch, SAMPLES - 1, epoch);
    }
    try (var files = Files.list(folder.resolve("one"))) {
      assertEquals(8L * SAMPLES, files.mapToLong(file -> file.toFile().length()).sum());
    }
  }

  @Test
  void aDatasetWhoseLossesWouldBeTooManyIsRefused() {
    var most = LossShelf.MOST_SAMPLES;
    assertThrows(
        IllegalArgumentException.class,
        () -> new LossShelf.Of("job", JOB.version(), most + 1),
        "samples must be 1.." + most);
  }
}
