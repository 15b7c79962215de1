package dev.sheaf.gpu.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SampleDecoder;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that share what is prepared; real rings and processes, fake ledgers and trainers. */
@Timeout(60)
final class SharedMembersIT {
  private static ActorTestKit kit;
  private static final int BATCHES = 30;
  private static final int BATCH = 4;
  private static final int SLOTS = 4;
  private static final int EPOCHS = 12;
  private static final Augmentation.Size SIZE = new Augmentation.Size(2, 2);

  @TempDir Path folder;

  private final FakeOrders orders = new FakeOrders(BATCHES, BATCH);
  private final AtomicInteger decodes = new AtomicInteger();
  private final SampleDecoder decoder =
      (sample, pieces, planar, height, width) -> {
        decodes.incrementAndGet();
        planar.fill(pieces.getFirst().get(ValueLayout.JAVA_BYTE, 0));
        return true;
      };
  private final Feed.Source source = new Feed.Source(orders, orders);
  private final SharedPipelines pipelines =
      new SharedPipelines(
          new SharedPipelines.Ports(source, decoder, (job, epoch, below) -> {}),
          new SharedPipelines.Limits(SLOTS, Duration.ofMillis(200), Duration.ofSeconds(20), 2));
  private final List<DrainedFeed> feeds = new ArrayList<>();

  @BeforeAll
  static void setUp() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    for (var each : feeds) {
      each.close();
    }
    while (pipelines.count() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void drainInTurns(List<DrainedFeed> members) throws Exception {
    for (int n = 0; n < BATCHES; n++) {
      for (var member : members) {
        member.drain(1);
      }
    }
  }

  private DrainedFeed feed(String job) throws Exception {
    var shared = pipelines.announce(new SharedPipelines.Order("e.shared", "e", BATCH, SIZE));
    var feed = new DrainedFeed(job, source, new Feed.Preparation(decoder, Augmentation.NONE, SIZE));
    feed.with(shared);
    feeds.add(feed);
    return feed;
  }

  @Test
  void oneJobIsReadAndDecodedOnceAndEveryMemberHasAllOfIt() throws Exception {
    var members = List.of(feed("e.a"), feed("e.b"), feed("e.c"));
    for (var member : members) {
      member.start(0, 0);
    }
    drainInTurns(members);
    for (var member : members) {
      assertEquals(orders.samples(), new TreeSet<>(member.ids()).size());
      assertEquals(orders.samples(), member.ids().size(), "none twice");
      assertEquals(0, orders.served(member.job()), "its own job is not read");
    }
    // A ring of the next epoch may be prepared already.
    assertTrue(decodes.get() <= orders.samples() + SLOTS * BATCH, decodes.get() + " decodes");
    assertTrue(orders.served("e.shared") <= BATCHES + SLOTS);
  }

  @Test
  void oneThatStandsStillHoldsUpNobodyAndReadsTheRestInAnOrderOfItsOwn() throws Exception {
    var slow = feed("e.slow");
    var others = List.of(feed("e.a"), feed("e.b"));
    slow.start(0, 0);
    for (var member : others) {
      member.start(0, 0);
    }
    drainInTurns(others);
    for (var member : others) {
      assertEquals(orders.samples(), new TreeSet<>(member.ids()).size());
    }
    slow.drain(BATCHES);
    assertEquals(orders.samples(), new TreeSet<>(slow.ids()).size());
    assertEquals(orders.samples(), slow.ids().size(), "none twice");
    assertNotNull(orders.partedAt("e.slow", 0));
    assertNull(orders.partedAt("e.a", 0));
    assertTrue(orders.served("e.slow") > 0, "the rest it has read itself");
    assertTrue(orders.served("e.slow") < BATCHES, "the beginning it has not");
  }

  @Test
  void aMemberWhoseOrderIsAnotherReadsItsOwn() throws Exception {
    orders.part("e.a", 1, 0);
    var members = List.of(feed("e.a"), feed("e.b"), feed("e.c"));
    for (var member : members) {
      member.start(0, 0);
    }
    drainInTurns(members);
    for (var member : members) {
      assertEquals(orders.samples(), new TreeSet<>(member.ids()).size());
    }
    assertEquals(BATCHES, orders.served("e.a"));
    assertEquals(0, orders.served("e.b"));
  }

  @Test
  void aTrainerThatIsKilledInTheMiddleCostsNoSampleAndNobodyElse() throws Exception {
    var events = new HashMap<String, TestProbe<GpuEvent>>();
    var job = kit.spawn(job());
    var names = List.of("b", "a", "c");
    for (var name : names) {
      var probe = kit.<GpuEvent>createTestProbe();
      events.put(name, probe);
      var ports =
          new GpuWorker.Ports(
              GpuWorkerIT.fakeTrainer(),
              source,
              decoder,
              any -> job,
              (spec, epoch, ids, losses) -> {},
              pipelines);
      kit.spawn(GpuWorker.create(ports))
          .tell(new GpuCommand.Train(assignment(name, EPOCHS), probe.getRef()));
    }
    var lineages = new TreeMap<String, Lineage>();
    for (var name : names) {
      var lineage = new Lineage(name.equals("b"));
      lineages.put(name, lineage);
      var event = events.get(name).receiveMessage(Duration.ofSeconds(50));
      while (!(event instanceof GpuEvent.Trained)) {
        assertFalse(event instanceof GpuEvent.Failed, event.toString());
        lineage.add(event);
        event = events.get(name).receiveMessage(Duration.ofSeconds(50));
      }
    }
    lineages.forEach((name, lineage) -> lineage.check(name, EPOCHS, orders.samples()));
    assertEquals(1, lineages.get("b").restarts);
    assertTrue(orders.served("e.shared") > 0, "some was prepared for all");
  }

  /** What a member was trained on, by step; a step that is repeated counts once. */
  private static final class Lineage {
    private final Map<Long, GpuEvent.Stepped> steps = new TreeMap<>();
    private boolean toKill;
    private long pid;
    private int restarts;

    Lineage(boolean toKill) {
      this.toKill = toKill;
    }

    void add(GpuEvent event) {
      switch (event) {
        case GpuEvent.Started started -> pid = started.pid();
        case GpuEvent.Restarted restarted -> restarts++;
        case GpuEvent.Stepped stepped -> {
          steps.put(stepped.step(), stepped);
          if (toKill && stepped.step() >= BATCHES + BATCHES / 2) {
            toKill = false;
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
          }
        }
        default -> {}
      }
    }

    void check(String name, int epochs, int samples) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        var which = epoch;
        var ids =
            steps.values().stream()
                .filter(each -> each.epoch() == which)
                .flatMap(each -> each.ids().stream())
                .toList();
        assertEquals(samples, ids.size(), name + " in epoch " + epoch);
        assertEquals(samples, new TreeSet<>(ids).size(), name + " in epoch " + epoch);
      }
    }
  }

  /** A fake of a job: every resumption is granted. */
  private Behavior<JobMessage> job() {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof JobCommand.Resume resume) {
        resume
            .replyTo()
            .tell(
                new JobReply.JobIs(
                    orders.spec("any"),
                    JobReply.Phase.RUNNING,
                    2,
                    1,
                    resume.epoch(),
                    resume.step(),
                    "",
                    JobTotals.NONE));
      }
      return Behaviors.same();
    });
  }

  private Assignment assignment(String name, int epochs) {
    return new Assignment(
        name,
        Assignments.reading("e." + name, epochs),
        Assignments.CNN,
        Assignments.IMAGES,
        folder.resolve(name + ".checkpoint"),
        new Course(
            name + "-round-1",
            "e.held-out",
            "ensemble-e",
            1,
            3,
            0,
            folder.resolve(name + ".best"),
            folder.resolve(name + ".predictions"),
            "e.shared",
            false,
            List.of()));
  }
}
