package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.RecipientRef;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.actors.job.TableManifest;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol;
import dev.sheaf.policies.books.DatasetProtocol.Command;
import dev.sheaf.policies.books.DatasetProtocol.Effect;
import dev.sheaf.policies.books.DatasetProtocol.Reply;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.PackageId;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.shell.PackageHolder;
import dev.sheaf.simulation.shell.Supply;
import dev.sheaf.simulation.shell.VirtualConductor;
import dev.sheaf.simulation.shell.VirtualNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A conductor in the cluster and one in the simulator, told the same, do the same. */
final class DatasetConductorParityTest {
  private static final int COMMANDS = 2_000;
  private static final int PACKAGES = 150;
  private static final int REMINDERS_A_TICK = 256;
  private static final long TICK_NANOS = 2_000_000_000;
  private static final String ANYONE = "whoever it was";
  private static final Duration LEASE = Duration.ofSeconds(60);

  @Test
  void pinningConductorsAnswerAndHoldTheSame() {
    for (long seed = 1; seed <= 3; seed++) {
      assertTrue(new Trial("pinned", seed).run() > COMMANDS, "much must be held, seed " + seed);
    }
  }

  @Test
  void conductorsOfEveryOtherPolicyAnswerAndHoldTheSame() {
    for (var policy : Residency.NAMES.subList(1, Residency.NAMES.size())) {
      for (long seed = 1; seed <= 2; seed++) {
        var effects = new Trial(policy, seed).run();
        assertTrue(effects > COMMANDS, policy + ": much must be held, seed " + seed);
      }
    }
  }

  /** One script, played to both. */
  private static final class Trial {
    private final long seed;
    private final ConductorScript script;
    private final Timeline timeline = new Timeline();
    private final FakeCluster cluster = new FakeCluster();
    private final Live live;
    private final Virtual virtual;
    private int reminded;
    private int effects;

    Trial(String policy, long seed) {
      this.seed = seed;
      this.script = new ConductorScript(seed, PACKAGES);
      var hash = "%064x".formatted(seed);
      var manifest = new TableManifest(new DatasetVersion("pictures", hash), table(seed));
      cluster.hasNodesOf(40L * PackageStore.PAGE_BYTES, 90L * PackageStore.PAGE_BYTES);
      live = new Live(manifest, policy, cluster, timeline);
      virtual = new Virtual(manifest, policy, timeline);
      virtual.conductor.begin(holdable());
    }

    private static PackageTable table(long seed) {
      var chance = new RandomStream(seed, "table");
      var counts = new int[PACKAGES];
      var sizes = new long[PACKAGES];
      for (int p = 0; p < PACKAGES; p++) {
        counts[p] = 1 + chance.below(9);
        sizes[p] = 1L + chance.below(3 * PackageStore.PAGE_BYTES);
      }
      return PackageTable.of(counts, sizes);
    }

    private long holdable() {
      return PackageStore.holdable(
          cluster.members().stream().mapToLong(member -> member.cacheBytes()).sum());
    }

    /** How many holds and releases there were. */
    int run() {
      for (int n = 0; n < COMMANDS; n++) {
        switch (script.next()) {
          case ConductorScript.Step.Wait(long nanos) -> pass(nanos);
          case ConductorScript.Step.Nodes(long[] cacheBytes) -> cluster.hasNodesOf(cacheBytes);
          case ConductorScript.Step.Say(Command command) -> say(n, command);
        }
      }
      return effects;
    }

    private void say(int n, Command command) {
      var where = "seed %d, step %d, %s".formatted(seed, n, command);
      var reply = virtual.conductor.tell(command);
      assertEquals(reply, live.tell(command), where);
      compare(virtual.taken(), where);
      script.heard(reply);
    }

    /** Both look at their clocks and capacity whenever a tick is due. */
    private void pass(long nanos) {
      var end = timeline.now() + nanos;
      for (var tick = nextTick(); tick <= end; tick = nextTick()) {
        virtual.conductor.tell(new Command.Capacity(holdable()));
        timeline.runUntil(tick);
        live.remind();
        var expected = virtual.taken();
        expected.addAll(reminders());
        compare(expected, "seed %d, at %d ns".formatted(seed, tick));
      }
      timeline.runUntil(end);
    }

    private long nextTick() {
      return (timeline.now() / TICK_NANOS + 1) * TICK_NANOS;
    }

    /** Only partitions that move forget; the virtual ones need not be told again. */
    private List<Effect> reminders() {
      var holds = virtual.book.wake(timeline.now());
      var from = holds.isEmpty() ? 0 : reminded % holds.size();
      var to = Math.min(holds.size(), from + REMINDERS_A_TICK);
      if (!holds.isEmpty()) {
        reminded = to == holds.size() ? 0 : to;
      }
      return holds.subList(from, to);
    }

    private void compare(List<Effect> expected, String where) {
      assertEquals(expected, live.taken(), where);
      var summary = virtual.conductor.summary();
      var standing =
          new ConductorReply.Standing(
              summary.policy(),
              summary.pinned(),
              summary.held(),
              summary.open(),
              summary.capacityBytes(),
              summary.jobs());
      assertEquals(standing, live.observe(), where);
      effects += expected.size();
    }
  }

  /** The conductor of the simulator, on nodes of its own. */
  private static final class Virtual implements PackageHolder {
    private final VirtualNodes nodes;
    private final DatasetBook book;
    private final VirtualConductor conductor;
    private final List<Effect> told = new ArrayList<>();

    Virtual(TableManifest manifest, String policy, Timeline timeline) {
      var version = manifest.version();
      var capacity = new long[] {manifest.table().totalBytes()};
      nodes =
          new VirtualNodes(
              version, manifest.table(), capacity, FakeCluster.PARTITIONS, Supply.AT_ONCE);
      var seed = Draw.draw(0, version.hash());
      book = new DatasetBook(manifest.table(), Residency.named(policy), seed, LEASE.toNanos());
      conductor = new VirtualConductor(timeline, book, this);
    }

    @Override
    public void hold(int index, boolean pinned) {
      told.add(new Effect.Hold(index, pinned));
      nodes.hold(index, pinned);
    }

    @Override
    public void load(int index, boolean pinned) {
      told.add(new Effect.Load(index, pinned, ANYONE, 0));
      nodes.load(index, pinned);
    }

    @Override
    public void release(int index) {
      told.add(new Effect.Release(index));
      nodes.release(index);
    }

    List<Effect> taken() {
      var taken = new ArrayList<>(told);
      told.clear();
      return taken;
    }
  }

  /** The conductor of the cluster, run message by message. */
  private static final class Live implements Entities {
    private final BehaviorTestKit<ConductorCommand> kit;
    private final TestInbox<ConductorReply> replies = TestInbox.create();
    private final TestInbox<PartitionCommand> told = TestInbox.create();
    private final TestInbox<CatalogCommand> catalog = TestInbox.create();
    private final List<Integer> partitions = new ArrayList<>();
    private @Nullable ConductorCommand wish;

    Live(TableManifest manifest, String policy, FakeCluster cluster, Timeline timeline) {
      var ports =
          new DatasetConductor.Ports(
              this, cluster, version -> manifest, policy, -1, LEASE, false, Ranker.NONE);
      var id = ConductorCommand.idOf(manifest.version());
      kit = BehaviorTestKit.create(DatasetConductor.create(id, ports, timeline::now));
      remind();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
      if (kind.name().equals(CatalogCommand.KIND)) {
        return (RecipientRef<M>) catalog.getRef();
      }
      partitions.add(Integer.valueOf(id));
      return (RecipientRef<M>) told.getRef();
    }

    /** The tick of its timer; the first says that the manifest is open. Wishes are said again. */
    void remind() {
      if (wish != null) {
        kit.run(wish);
      }
      kit.run(new ConductorCommand.Remind());
    }

    ConductorReply observe() {
      replies.getAllReceived();
      kit.run(new ConductorCommand.Observe(replies.getRef()));
      return replies.receiveMessage();
    }

    @Nullable Reply tell(Command command) {
      kit.run(
          switch (command) {
            case Command.Join(var job, var epoch, var opened, var finished, var sequence) ->
                new ConductorCommand.Join(job, epoch, opened, finished, sequence, replies.getRef());
            case Command.Choose(var job, var epoch, var packages, var sequence) ->
                new ConductorCommand.Choose(job, epoch, packages, sequence, replies.getRef());
            case Command.Opened(var job, var epoch, var packages, var sequence) ->
                new ConductorCommand.Opened(job, epoch, packages, sequence);
            case Command.Pass(var job, var epoch, var packages, var sequence) ->
                new ConductorCommand.Pass(job, epoch, packages, sequence);
            case Command.Finished(var job, var epoch, var packages, var sequence) ->
                new ConductorCommand.Finished(job, epoch, packages, sequence);
            case Command.Leave(var job) -> new ConductorCommand.Leave(job);
            case Command.Capacity(var bytes) -> new ConductorCommand.Capacity(bytes);
            case Command.LookAhead(var bytes) -> wishing(bytes);
            case Command.Keep(var policy) -> new ConductorCommand.Keep(policy);
            case Command.Rank(var mostImportant) -> new ConductorCommand.Rank(mostImportant);
            case Command.HoldPins none ->
                throw new AssertionError("all jobs here open packages, but " + none);
            case Command.Tick tick -> throw new AssertionError("a tick comes with a reminder");
          });
      return replies.getAllReceived().stream()
          .filter(reply -> !(reply instanceof ConductorReply.LookAhead))
          .map(Live::replyOf)
          .findFirst()
          .orElse(null);
    }

    private ConductorCommand wishing(long bytes) {
      var told = new ConductorCommand.LookAhead("n1", bytes);
      wish = told;
      return told;
    }

    private static Reply replyOf(ConductorReply reply) {
      return switch (reply) {
        case ConductorReply.Offered(var job, var epoch, var packages, var sequence) ->
            new Reply.Offered(job, epoch, packages, sequence);
        case ConductorReply.Unknown(var job, var sequence) -> new Reply.Unknown(job, sequence);
        case ConductorReply.LookAhead ahead -> throw new AssertionError("left out before");
        case ConductorReply.Standing standing ->
            throw new AssertionError("nobody asked for " + standing);
      };
    }

    /** What partitions were told since the last call, in order; each must be the package's own. */
    List<Effect> taken() {
      var commands = told.getAllReceived();
      var taken = new ArrayList<Effect>();
      for (int i = 0; i < commands.size(); i++) {
        taken.add(effectOf(commands.get(i), partitions.get(i)));
      }
      partitions.clear();
      return taken;
    }

    private static Effect effectOf(PartitionCommand command, int partition) {
      return switch (command) {
        case PartitionCommand.Hold(var id, var standing, var load, var account) ->
            load
                ? new DatasetProtocol.Effect.Load(
                    indexAt(id, partition), standing == PartitionCommand.Standing.PINNED, ANYONE, 0)
                : new DatasetProtocol.Effect.Hold(
                    indexAt(id, partition), standing == PartitionCommand.Standing.PINNED);
        case PartitionCommand.Release(var id) ->
            new DatasetProtocol.Effect.Release(indexAt(id, partition));
        default -> throw new AssertionError("no conductor says " + command);
      };
    }

    private static int indexAt(PackageId id, int partition) {
      assertEquals(Partitions.of(id, FakeCluster.PARTITIONS), partition, "partition of " + id);
      return id.index();
    }
  }
}
