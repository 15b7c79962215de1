package dev.sheaf.actors.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.reading.ReadCost;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.reading.SampleRequest;
import dev.sheaf.actors.reading.SampleStream;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.wire.batch.FrameHead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client is given in the place of samples that cannot be delivered. */
final class SettledStreamTest {
  private static final long[] DRAWN = {10, 11, 12, 13};
  private static final DatasetVersion VERSION = new DatasetVersion("cats", "ab".repeat(32));
  private static final BatchKey KEY = new BatchKey("job", 1, 0, 0, 0);

  private final FakeDesk desk = new FakeDesk();
  private final FakeReader reader = new FakeReader();
  private OnMissing onMissing = OnMissing.SUBSTITUTE;
  private boolean fullAfterwards;

  /** A fake desk whose decisions the test writes down: what stands in for what. */
  private final class FakeDesk implements BatchDesk {
    final Map<Long, Long> standIns = new HashMap<>();
    final List<Long> told = new ArrayList<>();
    private final long[] ids = DRAWN.clone();

    @Override
    public BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos) {
      throw new UnsupportedOperationException("the stream has its batch");
    }

    @Override
    public BatchAnswer missing(BatchKey key, List<Long> lost, byte status, long deadlineNanos) {
      told.addAll(lost);
      for (int i = 0; i < ids.length; i++) {
        ids[i] = lost.contains(ids[i]) ? standIns.getOrDefault(ids[i], ids[i]) : ids[i];
      }
      return new BatchAnswer.Assigned(rankBatch(ids.clone()));
    }

    @Override
    public void delivered(BatchKey key, Delivery delivery) {}
  }

  /** A fake reader: samples are one byte, their id, unless they are missing. */
  private static final class FakeReader implements SampleReader {
    final Set<Long> missing = new HashSet<>();
    boolean full;

    @Override
    public SampleStream read(SampleRequest request) throws Overloaded {
      if (full) {
        throw new Overloaded("store bytes", 1);
      }
      return new Frames(request.ids());
    }

    private final class Frames implements SampleStream {
      private final List<Long> ids;
      private int at;

      Frames(List<Long> ids) {
        this.ids = ids;
      }

      @Override
      public @Nullable SampleFrame next() {
        return at == ids.size() ? null : frame(at, ids.get(at++));
      }

      @Override
      public boolean complete() {
        return true;
      }

      @Override
      public ReadCost cost() {
        return ReadCost.NONE;
      }

      @Override
      public void close() {}
    }

    private SampleFrame frame(int position, long id) {
      var lost = missing.contains(id);
      var status = lost ? FrameHead.MISSING : FrameHead.OK;
      var pieces =
          lost ? List.<MemorySegment>of() : List.of(MemorySegment.ofArray(new byte[] {(byte) id}));
      var head = new FrameHead(id, 0, pieces.size(), 0, (byte) 0, (byte) 0, (byte) 0, status);
      return new SampleFrame(position, head, pieces, () -> {});
    }
  }

  private RankBatch rankBatch(long[] ids) {
    var spec =
        new JobSpec(
            "job",
            VERSION,
            Contract.STRICT,
            DRAWN.length,
            3,
            1,
            7,
            Tail.EVEN,
            Shuffle.PACKAGES,
            onMissing,
            10,
            null,
            0,
            false,
            0);
    return new RankBatch(spec, KEY, ids, new byte[ids.length]);
  }

  /** The heads by position; a frame that says it is whole has the bytes of its sample. */
  private List<FrameHead> heads() throws Exception {
    var deadline = System.nanoTime() + 1_000_000_000L;
    var ids = LongStream.of(DRAWN).boxed().toList();
    var asked = new SampleRequest(VERSION, ids, deadline, SampleRequest.Reach.CLUSTER);
    var frames = reader.read(asked);
    reader.full = fullAfterwards;
    var heads = new TreeMap<Integer, FrameHead>();
    try (var settled =
        new SettledStream(
            new SettledStream.Ports(desk, reader),
            rankBatch(DRAWN),
            frames,
            deadline,
            new SettledStream.Before(0, 0))) {
      for (var frame = settled.next(); frame != null; frame = settled.next()) {
        var head = frame.head();
        if (head.status() == FrameHead.OK) {
          assertEquals(
              (byte) head.id(), frame.pieces().getFirst().toArray(ValueLayout.JAVA_BYTE)[0]);
        } else {
          assertEquals(List.of(), frame.pieces());
          assertEquals(0, head.length());
        }
        heads.put(frame.position(), head);
        frame.close();
      }
    }
    assertEquals(DRAWN.length, heads.size(), "one frame for each position");
    return List.copyOf(heads.values());
  }

  @Test
  void aMissingSampleIsNamedByItsFrameAndToTheLedger() throws Exception {
    for (var each : List.of(OnMissing.FAIL, OnMissing.SKIP)) {
      onMissing = each;
      reader.missing.add(12L);
      var heads = heads();
      assertEquals(FrameHead.MISSING, heads.get(2).status());
      assertEquals(12, heads.get(2).id());
      assertEquals(FrameHead.OK, heads.get(3).status());
    }
    assertEquals(List.of(12L, 12L), desk.told);
  }

  @Test
  void whatTheLedgerDecidedOnStandsIn() throws Exception {
    reader.missing.add(12L);
    desk.standIns.put(12L, 10L);
    var head = heads().get(2);
    assertEquals(10, head.id());
    assertEquals(FrameHead.OK, head.status());
    assertTrue(head.has(FrameHead.SUBSTITUTED));
  }

  @Test
  void aStandInThatIsMissingTooIsReplacedItself() throws Exception {
    reader.missing.addAll(List.of(12L, 13L));
    desk.standIns.putAll(Map.of(12L, 13L, 13L, 11L));
    var heads = heads();
    assertEquals(11, heads.get(2).id());
    assertEquals(FrameHead.OK, heads.get(2).status());
    assertEquals(FrameHead.OK, heads.get(3).status());
  }

  @Test
  void aBatchOfWhichNothingIsLeftSaysSoFrameByFrame() throws Exception {
    reader.missing.addAll(List.of(10L, 11L, 12L, 13L));
    desk.standIns.putAll(Map.of(10L, 11L, 11L, 12L, 12L, 13L));
    for (var head : heads()) {
      assertEquals(FrameHead.MISSING, head.status());
    }
  }

  @Test
  void aStandInThatCannotBeReadNowIsToBeAskedForAgain() throws Exception {
    reader.missing.add(12L);
    fullAfterwards = true;
    desk.standIns.put(12L, 10L);
    var head = heads().get(2);
    assertEquals(FrameHead.DEADLINE, head.status());
    assertTrue(head.has(FrameHead.SUBSTITUTED));
  }
}
