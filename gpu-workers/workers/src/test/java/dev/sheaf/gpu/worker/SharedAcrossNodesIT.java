package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SampleDecoder;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Members on two nodes, one of which prepares for both; real rings and feeds, fake ledgers, and in
 * place of the data port a call that a test can cut.
 */
@Timeout(60)
final class SharedAcrossNodesIT {
  private static final int BATCHES = 30;
  private static final int BATCH = 4;
  private static final int SLOTS = 4;
  private static final Augmentation.Size SIZE = new Augmentation.Size(2, 2);
  private static final String JOB = "e.shared";

  private final FakeOrders orders = new FakeOrders(BATCHES, BATCH);
  private final Feed.Source source = new Feed.Source(orders, orders);
  private final List<DrainedFeed> feeds = new ArrayList<>();
  private final Node first = new Node();
  private final Node second = new Node();
  private volatile Cut cut = Cut.NOTHING;

  private enum Cut {
    NOTHING,
    /** The node is gone. */
    CONNECTION,
    /** It sends, and the reply is lost. */
    REPLY
  }

  private final class Node {
    final AtomicInteger decodes = new AtomicInteger();
    final SampleDecoder decoder =
        (sample, pieces, planar, height, width) -> {
          decodes.incrementAndGet();
          planar.fill(pieces.getFirst().get(ValueLayout.JAVA_BYTE, 0));
          return true;
        };
    final SharedPipelines pipelines =
        new SharedPipelines(
            new SharedPipelines.Ports(
                source, decoder, (job, epoch, below) -> {}, SharedAcrossNodesIT.this::take),
            new SharedPipelines.Limits(SLOTS, Duration.ofMillis(300), Duration.ofSeconds(20), 2));

    DrainedFeed feed(String job) throws Exception {
      var shared = pipelines.announce(new SharedPipelines.Order(JOB, "e", BATCH, SIZE));
      var feed =
          new DrainedFeed(job, source, new Feed.Preparation(decoder, Augmentation.NONE, SIZE));
      feed.with(shared);
      feeds.add(feed);
      return feed;
    }
  }

  /** A fake of the data port between the two nodes; nobody but the second one uses it. */
  private SharedBatches.Answer take(
      String address,
      SharedBatches.Wanted wanted,
      long deadlineNanos,
      Consumer<SharedBatches.Rows> look)
      throws IOException {
    if (cut == Cut.CONNECTION) {
      throw new IOException("the test has cut the connection");
    }
    try {
      var answer = first.pipelines.take(wanted, deadlineNanos, look);
      if (cut == Cut.REPLY && answer == SharedBatches.Answer.GIVEN) {
        throw new IOException("the test has cut the connection in mid-reply");
      }
      return answer;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  /** The first node prepares for both. */
  private void arrange() {
    first.pipelines.arrange(JOB, new SharedPipelines.Sharing("", "first", List.of("second")));
    second.pipelines.arrange(JOB, new SharedPipelines.Sharing("first:1", "second", List.of()));
  }

  @AfterEach
  void nothingIsLeft() {
    feeds.forEach(DrainedFeed::close);
    while (first.pipelines.count() + second.pipelines.count() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void drainInTurns(List<DrainedFeed> members, int batches) throws Exception {
    for (int n = 0; n < batches; n++) {
      for (var member : members) {
        member.drain(1);
      }
    }
  }

  private void hasAllOnce(DrainedFeed member) {
    assertEquals(orders.samples(), new TreeSet<>(member.ids()).size(), member.job());
    assertEquals(orders.samples(), member.ids().size(), member.job() + " has none twice");
  }

  @Test
  void membersOnTwoNodesAreFedByOneDecodeAndHaveAllOfIt() throws Exception {
    arrange();
    var members = List.of(first.feed("e.a"), second.feed("e.b"), second.feed("e.c"));
    for (var member : members) {
      member.start(0, 0);
    }
    drainInTurns(members, BATCHES);
    members.forEach(this::hasAllOnce);
    members.forEach(member -> assertEquals(0, orders.served(member.job()), member.job()));
    assertEquals(0, second.decodes.get(), "the second node decodes nothing");
    assertTrue(first.decodes.get() <= orders.samples() + SLOTS * BATCH);
  }

  @Test
  void oneMemberOnEachNodeIsEnough() throws Exception {
    arrange();
    var members = List.of(first.feed("e.a"), second.feed("e.b"));
    for (var member : members) {
      member.start(0, 0);
    }
    drainInTurns(members, BATCHES);
    members.forEach(this::hasAllOnce);
    members.forEach(member -> assertEquals(0, orders.served(member.job()), member.job()));
    assertEquals(0, second.decodes.get());
  }

  @Test
  void aNodeThatStandsStillHoldsUpTheOtherNoLongerThanItsLag() throws Exception {
    arrange();
    var here = first.feed("e.a");
    var there = second.feed("e.b");
    here.start(0, 0);
    there.start(0, 0);
    // Beyond its own ring and the other's it takes nothing; the first node goes on.
    here.drain(BATCHES);
    hasAllOnce(here);
    assertNull(orders.partedAt("e.a", 0));
    there.drain(BATCHES);
    hasAllOnce(there);
    assertNotNull(orders.partedAt("e.b", 0), "it was left behind");
    assertTrue(orders.served("e.b") > 0 && orders.served("e.b") < BATCHES);
  }

  @Test
  void whenThePreparingNodeIsGoneAMemberAloneReadsTheRestForItself() throws Exception {
    arrange();
    var here = first.feed("e.a");
    var there = second.feed("e.b");
    here.start(0, 0);
    there.start(0, 0);
    drainInTurns(List.of(here, there), BATCHES / 2);
    cut = Cut.CONNECTION;
    there.drain(BATCHES - BATCHES / 2);
    hasAllOnce(there);
    assertTrue(orders.served("e.b") > 0, "the rest is its own");
    assertTrue(orders.served("e.b") <= BATCHES - BATCHES / 2, "what came before is not");
  }

  @Test
  void whenThePreparingNodeIsGoneTheOtherPreparesForItsOwn() throws Exception {
    arrange();
    var here = first.feed("e.a");
    var there = List.of(second.feed("e.b"), second.feed("e.c"));
    here.start(0, 0);
    for (var member : there) {
      member.start(0, 0);
    }
    for (int n = 0; n < BATCHES / 2; n++) {
      here.drain(1);
      drainInTurns(there, 1);
    }
    cut = Cut.CONNECTION;
    drainInTurns(there, BATCHES - BATCHES / 2);
    there.forEach(this::hasAllOnce);
    there.forEach(member -> assertEquals(0, orders.served(member.job()), "still together"));
    assertTrue(second.decodes.get() > 0, "it decodes the rest");
    assertTrue(second.decodes.get() <= orders.samples() / 2 + SLOTS * BATCH, "and each once");
  }

  @Test
  void aReplyThatIsLostCostsNoSampleAndTheNextEpochIsTakenAgain() throws Exception {
    arrange();
    var here = first.feed("e.a");
    var there = second.feed("e.b");
    here.start(0, 0);
    there.start(0, 0);
    drainInTurns(List.of(here, there), 3);
    cut = Cut.REPLY;
    // It is left alone after this, so the rest is read for one.
    there.drain(BATCHES - 3);
    hasAllOnce(there);
    here.drain(BATCHES - 3);
    hasAllOnce(here);
  }

  @Test
  void whoTakesFromAnotherGivesToNobodySoThatNoTwoWaitForEachOther() throws Exception {
    first.pipelines.arrange(JOB, new SharedPipelines.Sharing("second:1", "first", List.of()));
    var alone = first.feed("e.a");
    cut = Cut.CONNECTION;
    alone.start(0, 0);
    var answer =
        first.pipelines.take(
            new SharedBatches.Wanted(JOB, "second", 0, 0), System.nanoTime() + 1, rows -> {});
    assertEquals(SharedBatches.Answer.ALONE, answer);
    alone.drain(BATCHES);
    hasAllOnce(alone);
  }
}
