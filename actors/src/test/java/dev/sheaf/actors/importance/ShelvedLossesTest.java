package dev.sheaf.actors.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.job.TableManifest;
import dev.sheaf.policies.books.RankingBook.Voice;
import dev.sheaf.policies.importance.Benefit;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of losses that trainers tell, true ones and others. */
final class ShelvedLossesTest {
  private static final TableManifest MANIFEST = TableManifest.of("pictures", 20, 10);

  @TempDir Path folder;
  private LossShelf shelf;
  private ShelvedLosses losses;

  @BeforeEach
  void open() throws IOException {
    shelf = new LossShelf(folder.resolve("losses"));
    losses = new ShelvedLosses(shelf, version -> MANIFEST);
  }

  private static JobSpec job(String name) {
    return new JobSpec(
            name,
            MANIFEST.version(),
            Contract.IMPORTANCE,
            4,
            2,
            1,
            7,
            Tail.EVEN,
            Shuffle.PACKAGES,
            OnMissing.FAIL,
            0,
            null,
            0,
            false,
            0)
        .selecting(ImportanceRule.PUBLISHED);
  }

  private static LossShelf.Of of(String job) {
    return new LossShelf.Of(job, MANIFEST.version(), 200);
  }

  private LongToDoubleFunction latest() throws IOException {
    return shelf.latest(of("job"));
  }

  @Test
  void aLossThatIsNoNumberOrOfNoSampleIsLeftOutAndTheOthersCount() throws Exception {
    losses.tell(
        job("job"),
        0,
        new long[] {1, 2, 3, 4, -1, 200, Long.MAX_VALUE, 5},
        new double[] {
          .5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, 1, 1, -7
        });
    assertEquals(.5, latest().applyAsDouble(1));
    assertEquals(-7, latest().applyAsDouble(5), "a negative one is a loss like others");
    for (var id : new long[] {2, 3, 4, 199}) {
      assertTrue(Double.isNaN(latest().applyAsDouble(id)), "sample " + id);
    }
  }

  @Test
  void fewerLossesThanSamplesAreThoseOfTheFirst() throws Exception {
    losses.tell(job("job"), 0, new long[] {1, 2, 3}, new double[] {.5});
    assertEquals(.5, latest().applyAsDouble(1));
    assertTrue(Double.isNaN(latest().applyAsDouble(2)));
  }

  @Test
  void theShelfNamesAnIdThatIsNone() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> shelf.put(of("job"), 0, new long[] {200}, new double[] {1}));
    assertEquals("a sample's id must be 0..199 but was 200", refused.getMessage());
  }

  @Test
  void aJobThatCriesLouderIsHeardNoMore() throws Exception {
    var ids = LongStream.range(0, 200).toArray();
    losses.tell(job("honest"), 0, ids, IntStream.range(0, 200).asDoubleStream().toArray());
    losses.tell(
        job("liar"), 0, ids, IntStream.range(0, 200).mapToDouble(i -> (199 - i) * 1e30).toArray());
    var ranker =
        ImportanceRanker.in(
            folder.resolve("rankings"),
            (hash, offset) -> {
              throw new IOException("there is no other node");
            },
            new GatheredLosses(shelf, LossPeers.NONE),
            0.5);
    var alone = ranker.rank(MANIFEST, List.of(new Voice("honest", Benefit.UNMEASURED)), 50);
    assertEquals(IntStream.range(0, 20).map(i -> 19 - i).boxed().toList(), alone.packages());
    var high = ranker.open(MANIFEST.version(), alone.high());
    assertTrue(high.has(199) && high.has(151) && !high.has(140), "the last fifty");
    var both =
        ranker.rank(
            MANIFEST,
            List.of(new Voice("honest", Benefit.UNMEASURED), new Voice("liar", Benefit.UNMEASURED)),
            50);
    assertEquals("", both.high(), "two who say the opposite say nothing");
    var weak =
        ranker.rank(
            MANIFEST,
            List.of(new Voice("honest", Benefit.UNMEASURED), new Voice("liar", new Benefit(.01))),
            50);
    assertEquals(alone.high(), weak.high(), "a job that gains nothing has no say");
  }
}
