package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Event;
import dev.sheaf.policies.books.EphemeralProtocol.Reply;
import dev.sheaf.policies.books.EphemeralProtocol.Rules;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import dev.sheaf.policies.ephemeral.EphemeralJob.Portion;
import dev.sheaf.policies.ephemeral.Hints;
import dev.sheaf.policies.ephemeral.Medium;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class EphemeralBookProperties {
  private static final long SECOND = 1_000_000_000L;
  private static final long LEASE = 60 * SECOND;
  private static final Rules RULES =
      new Rules(
          600, 0.25, new AllocatedNetworkScaling(1.0, 0.5, 1, 1_000), 10 * SECOND, SECOND, 256);

  /** A cluster around a book: nodes report each second, jobs come and go. */
  private static final class World {
    EphemeralBook book = new EphemeralBook(RULES);
    final TreeMap<String, Site> sites = new TreeMap<>();
    final List<Event> events = new ArrayList<>();
    final List<Event.Lasting> journal = new ArrayList<>();
    long now = SECOND;

    World(int nodes) {
      for (int i = 0; i < nodes; i++) {
        var name = "n" + i;
        sites.put(name, new Site(name, (4 + i % 3) * SECOND, 20 * SECOND, 8_000));
      }
      second();
    }

    Reply tell(Command command) {
      var decision = book.decide(command, now);
      for (var event : decision.events()) {
        if (event instanceof Event.Drained(String node)) {
          assertTrue(jobsOn(node).isEmpty(), node + " was let go with " + jobsOn(node));
        }
        book.apply(event);
        events.add(event);
        if (event instanceof Event.Lasting lasting) {
          journal.add(lasting);
        }
      }
      return Objects.requireNonNull(decision.reply());
    }

    void second() {
      now += SECOND;
      sites.values().forEach(site -> tell(new Command.Report(site, List.of())));
    }

    List<EphemeralJob> jobs() {
      return ((Reply.JobsAre) tell(new Command.ListJobs("", 1_000))).jobs();
    }

    List<String> jobsOn(String node) {
      return jobs().stream()
          .filter(job -> !job.ended() && job.portionOf(node).isPresent())
          .map(EphemeralJob::name)
          .toList();
    }

    void crash() {
      book = new EphemeralBook(RULES);
      journal.forEach(book::apply);
    }

    void check(String says) {
      for (var job : jobs()) {
        if (!job.portions().isEmpty()) {
          var sum = job.portions().stream().mapToDouble(Portion::weight).sum();
          assertEquals(1, sum, 1e-9, says + " weights of " + job);
        }
      }
      for (var site : sites.values()) {
        var mbps = 0.0;
        var memory = 0L;
        var disk = 0L;
        for (var job : jobs()) {
          for (var portion : job.ended() ? List.<Portion>of() : job.portions()) {
            var mine = portion.node().equals(site.node());
            mbps += mine ? portion.mbps() : 0;
            memory += mine && job.demand().medium() == Medium.DRAM ? portion.sizeBytes() : 0;
            disk += mine && job.demand().medium() == Medium.NVME ? portion.sizeBytes() : 0;
          }
        }
        assertTrue(mbps <= site.mbps() * (1 + 1e-9), says + " network of " + site + ": " + mbps);
        assertTrue(memory <= site.memoryBytes() + 64, says + " memory of " + site + ": " + memory);
        assertTrue(disk <= site.diskBytes() + 64, says + " disk of " + site + ": " + disk);
      }
    }
  }

  private static Hints hints(long drawn) {
    return new Hints(
        Draw.below(Draw.draw(drawn, 1), 3) == 0 ? (int) Draw.below(Draw.draw(drawn, 2), 20) : 0,
        Draw.below(Draw.draw(drawn, 3), 3) == 0 ? 0 : 0.01 * Draw.below(Draw.draw(drawn, 4), 900),
        Draw.below(Draw.draw(drawn, 5), 2) == 0 ? 0 : Draw.below(Draw.draw(drawn, 6), 9_000),
        Draw.below(Draw.draw(drawn, 7), 4) > 0);
  }

  @Test
  void weightsAddUpToOneAndNoNodeIsOverALimitWhateverComesGoesAndDies() {
    for (long seed = 1; seed <= 150; seed++) {
      var world = new World(1 + (int) Draw.below(Draw.draw(seed, 99), 7));
      var registered = 0;
      for (int step = 0; step < 60; step++) {
        var drawn = Draw.draw(seed, step);
        var says = "seed " + seed + " step " + step;
        var name = "job-" + Draw.below(Draw.draw(drawn, 20), 12);
        switch ((int) Draw.below(drawn, 8)) {
          case 0, 1, 2 -> {
            var reply = world.tell(new Command.Register(name, hints(drawn), LEASE));
            registered += reply instanceof Reply.JobIs(var job, var fresh) && fresh ? 1 : 0;
          }
          case 3 -> world.tell(new Command.Deregister(name));
          case 4 -> world.tell(new Command.Use(name, Draw.below(drawn, 2) * 5 * SECOND));
          case 5 -> world.now += Draw.below(drawn, 20) * SECOND;
          case 6 -> world.crash();
          default -> {
            if (world.sites.size() > 1 && Draw.below(Draw.draw(drawn, 21), 3) == 0) {
              world.sites.pollFirstEntry();
            }
          }
        }
        world.second();
        world.check(says);
      }
      assertTrue(registered > 0, "seed " + seed + " registered nothing");
    }
  }

  @Test
  void constantDemandIsScaledForOnceAndThenLeftAlone() {
    for (long seed = 1; seed <= 100; seed++) {
      var world = new World(8);
      var names = new TreeSet<String>();
      for (int i = 0; i < 6; i++) {
        var name = "job-" + i;
        if (world.tell(new Command.Register(name, hints(Draw.draw(seed, i)), LEASE))
            instanceof Reply.JobIs) {
          names.add(name);
        }
      }
      for (int second = 0; second < 10; second++) {
        use(world, names);
      }
      world.events.clear();
      for (int second = 0; second < 200; second++) {
        use(world, names);
      }
      var scaled = world.events.stream().filter(EphemeralBookProperties::isScaling).toList();
      assertEquals(List.of(), scaled, "seed " + seed);
    }
  }

  private static void use(World world, Set<String> names) {
    names.forEach(name -> world.tell(new Command.Use(name, 0)));
    world.second();
  }

  private static boolean isScaling(Event event) {
    return event instanceof Event.Enlisted
        || event instanceof Event.Draining
        || event instanceof Event.Drained;
  }

  @Test
  void aNodeIsDrainedWhenDemandFallsAndLetGoWhenItsLastJobHasGone() {
    var world = new World(3);
    for (var name : List.of("a", "b", "c")) {
      var hints = new Hints(0, name.equals("c") ? 3.8 : 4, 100, true);
      assertInstanceOf(Reply.JobIs.class, world.tell(new Command.Register(name, hints, LEASE)));
    }
    assertEquals(List.of("n0", "n1", "n2"), world.book.carrying());
    world.tell(new Command.Deregister("a"));
    world.tell(new Command.Deregister("b"));
    var left = world.jobs().getFirst().portions().getFirst().node();
    for (int second = 0; second < 5; second++) {
      use(world, Set.of("c"));
    }
    assertEquals(List.of(left), world.book.carrying());
    assertEquals(List.of("c"), world.jobsOn(left));
    assertEquals(2, world.events.stream().filter(Event.Drained.class::isInstance).count());
  }

  @Test
  void aKeyHasOneOwnerWhoeverAsksAndEachNodeItsShareOfKeys() {
    var world = new World(3);
    var hints = new Hints(0, 10, 0, true);
    var reply = (Reply.JobIs) world.tell(new Command.Register("wide", hints, LEASE));
    var job = reply.job();
    assertEquals(3, job.portions().size());
    var keys = new TreeMap<String, Integer>();
    for (int key = 0; key < 30_000; key++) {
      keys.merge(job.ownerOf("part-" + key).orElseThrow(), 1, Integer::sum);
    }
    for (var portion : job.portions()) {
      assertEquals(
          portion.weight(), keys.getOrDefault(portion.node(), 0) / 30_000.0, 0.02, portion.node());
    }
  }

  @Test
  void aJobThatNobodyUsesEndsAfterItsLeaseAndOneThatIsUsedDoesNot() {
    var world = new World(1);
    world.tell(new Command.Register("dead", new Hints(0, 0, 0, true), 5 * SECOND));
    world.tell(new Command.Register("kept", new Hints(0, 0, 0, true), 5 * SECOND));
    world.tell(new Command.Register("alive", new Hints(0, 0, 0, true), 5 * SECOND));
    world.tell(new Command.Use("kept", 20 * SECOND));
    var tokens = world.jobs().stream().map(EphemeralJob::token).toList();
    for (int second = 0; second < 8; second++) {
      use(world, Set.of("alive"));
    }
    var site = world.sites.firstEntry().getValue();
    var over = (Reply.Over) world.tell(new Command.Report(site, tokens));
    assertEquals(1, over.ended().size());
    assertTrue(over.ended().getFirst().startsWith("kept@"), over::toString);
    assertEquals(1, over.forgotten().size());
    assertTrue(over.forgotten().getFirst().startsWith("dead@"), over::toString);
    for (int second = 0; second < 25; second++) {
      use(world, Set.of("alive"));
    }
    assertEquals(List.of("alive"), world.jobs().stream().map(EphemeralJob::name).toList());
  }

  @Test
  void aJobWhoseNodeDiesGoesOnOnOthers() {
    var world = new World(2);
    world.tell(new Command.Register("a", new Hints(0, 1, 100, true), LEASE));
    var before = world.jobs().getFirst().portions().getFirst().node();
    world.sites.remove(before);
    for (int second = 0; second < 15; second++) {
      use(world, Set.of("a"));
    }
    var after = world.jobs().getFirst().portions();
    assertEquals(1, after.size());
    assertFalse(after.getFirst().node().equals(before), after::toString);
    world.check("after");
  }

  @Test
  void aBookThatIsRetoldPromisesTheSame() {
    var world = new World(4);
    for (int i = 0; i < 8; i++) {
      world.tell(new Command.Register("job-" + i, hints(Draw.draw(7, i)), LEASE));
    }
    world.tell(new Command.Use("job-1", 9 * SECOND));
    var again = new EphemeralBook(RULES);
    world.book.retold().forEach(again::apply);
    var jobs = again.decide(new Command.ListJobs("", 100), 0).reply();
    assertEquals(new Reply.JobsAre(world.jobs(), false), jobs);
  }
}
