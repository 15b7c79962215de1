package dev.sheaf.actors.dataset;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.StashBuffer;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.division.MemoryDivider;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.Ranker;
import dev.sheaf.policies.books.DatasetBook;
import dev.sheaf.policies.books.DatasetProtocol;
import dev.sheaf.policies.eviction.Residency;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which packages of one dataset version are worth keeping: the live shell of {@link
 * DatasetBook}.
 *
 * <pre>
 *   opening     the manifest is opened, commands wait → serving; one that cannot be → stopped
 *   serving     decides; every few seconds: capacity, leases, some of what partitions should hold
 * </pre>
 */
public final class DatasetConductor extends AbstractBehavior<ConductorCommand> {
  private static final Duration TICK = Duration.ofSeconds(2);
  private static final int REMINDERS_A_TICK = 256;
  private static final int TICKS_A_QUESTION = 5;
  private static final int STASH = 10_000;
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);

  private final DatasetVersion version;
  private final Ports ports;
  private final LongSupplier clockNanos;
  private final DatasetBook book;
  private final PartitionLine partitions;
  private final DatasetRanking ranking;
  private final ActorRef<CatalogReply> catalogAnswers;
  private final TreeMap<String, ActorRef<ConductorReply>> joined = new TreeMap<>();
  private final TreeMap<String, ConductorCommand.Manner> manners = new TreeMap<>();
  private final LookAheadWishes wishes;
  private final MemoryShare share;
  private final @Nullable DividerLine divider;
  private int reminded;
  private int ticks;

  /**
   * What a conductor needs of its node.
   *
   * @param policy name of the residency where none was chosen, see {@link Residency#named}
   * @param lookAheadBytes how far to look ahead, 0 for nothing; less for what nodes say
   * @param lease a job silent for longer loses its claims
   * @param divides true where memory is divided among datasets, else each plans with all of it
   * @param ranker ranks samples by losses
   */
  public record Ports(
      Entities entities,
      ClusterView cluster,
      Manifests manifests,
      String policy,
      long lookAheadBytes,
      Duration lease,
      boolean divides,
      Ranker ranker) {}

  /** The kind of conductors. */
  public static EntityKind<ConductorCommand> kind(Ports ports) {
    return new EntityKind<>(
        ConductorCommand.KIND,
        ConductorCommand.class,
        id -> create(id, ports),
        "cache",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the conductor with this entity id. */
  public static Behavior<ConductorCommand> create(String id, Ports ports) {
    return create(id, ports, System::nanoTime);
  }

  /** The same by another clock. */
  static Behavior<ConductorCommand> create(String id, Ports ports, LongSupplier clockNanos) {
    var at = id.lastIndexOf('@');
    var version = new DatasetVersion(id.substring(0, at), id.substring(at + 1));
    return Behaviors.withStash(
        STASH,
        stash ->
            Behaviors.setup(context -> {
              open(context, version, ports);
              return opening(stash, version, ports, clockNanos);
            }));
  }

  /** Opens the manifest on a thread of its own; the outcome comes as a message. */
  private static void open(
      ActorContext<ConductorCommand> context, DatasetVersion version, Ports ports) {
    var self = context.getSelf();
    Thread.startVirtualThread(() -> {
      try {
        ports.manifests().open(version);
        self.tell(new ConductorCommand.Remind());
      } catch (java.io.IOException | RuntimeException e) {
        self.tell(new ConductorCommand.Leave(""));
      }
    });
  }

  private static Behavior<ConductorCommand> opening(
      StashBuffer<ConductorCommand> stash,
      DatasetVersion version,
      Ports ports,
      LongSupplier clockNanos) {
    return Behaviors.receive(ConductorCommand.class)
        .onMessage(
            ConductorCommand.Remind.class,
            opened ->
                stash.unstashAll(
                    Behaviors.setup(context ->
                        Behaviors.withTimers(timers -> {
                          timers.startTimerWithFixedDelay(new ConductorCommand.Remind(), TICK);
                          return new DatasetConductor(context, version, ports, clockNanos);
                        }))))
        .onMessage(
            ConductorCommand.Leave.class,
            leave -> leave.job().isEmpty(),
            nowhere -> Behaviors.stopped())
        .onAnyMessage(command -> {
          if (!stash.isFull()) {
            stash.stash(command);
          }
          return Behaviors.same();
        })
        .build();
  }

  private DatasetConductor(
      ActorContext<ConductorCommand> context,
      DatasetVersion version,
      Ports ports,
      LongSupplier clockNanos)
      throws java.io.IOException {
    super(context);
    this.version = version;
    this.ports = ports;
    this.clockNanos = clockNanos;
    var manifest = ports.manifests().open(version);
    this.partitions = new PartitionLine(version, ports.entities(), ports.cluster());
    this.ranking =
        new DatasetRanking(
            manifest, ports.ranker(), ports.entities(), ports.cluster(), context.getSelf());
    this.book =
        new DatasetBook(
            manifest.table(),
            Residency.named(ports.policy()),
            Draw.draw(0, version.hash()),
            ports.lease().toNanos());
    this.catalogAnswers = context.messageAdapter(CatalogReply.class, DatasetConductor::chosen);
    this.wishes = new LookAheadWishes(ports.lookAheadBytes());
    this.share = new MemoryShare(manifest.table());
    this.divider =
        ports.divides()
            ? new DividerLine(
                ConductorCommand.idOf(version), ports.entities(), book, share, context.getSelf())
            : null;
    resize();
    report();
    lookAhead();
    askForPolicy();
  }

  private static ConductorCommand chosen(CatalogReply reply) {
    return new ConductorCommand.Keep(
        reply instanceof CatalogReply.PolicyIs(String name, String policy) ? policy : "");
  }

  /** Asked at the start and now and then: a choice that was told while this one moved is heard. */
  private void askForPolicy() {
    ports
        .entities()
        .of(CATALOG, CatalogCommand.ID)
        .tell(new CatalogCommand.FindPolicy(version.dataset(), catalogAnswers));
  }

  private void keep(String policy) {
    var chosen = policy.isEmpty() ? ports.policy() : policy;
    if (!chosen.equals(book.summary().policy())) {
      getContext().getLog().info("{} keeps packages by {}", version.dataset(), chosen);
    }
    tell(new DatasetProtocol.Command.Keep(chosen), null);
  }

  @Override
  public Receive<ConductorCommand> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<ConductorCommand> on(ConductorCommand command) {
    switch (command) {
      case ConductorCommand.Join join -> join(join);
      case ConductorCommand.Choose choose ->
          tell(
              new DatasetProtocol.Command.Choose(
                  choose.job(), choose.epoch(), choose.packages(), choose.sequence()),
              choose.replyTo());
      case ConductorCommand.Opened opened ->
          tell(
              new DatasetProtocol.Command.Opened(
                  opened.job(), opened.epoch(), opened.packages(), opened.sequence()),
              null);
      case ConductorCommand.Pass pass ->
          tell(
              new DatasetProtocol.Command.Pass(
                  pass.job(), pass.epoch(), pass.packages(), pass.sequence()),
              null);
      case ConductorCommand.Finished finished ->
          tell(
              new DatasetProtocol.Command.Finished(
                  finished.job(), finished.epoch(), finished.packages(), finished.sequence()),
              null);
      case ConductorCommand.Leave(String job) -> leave(job);
      case ConductorCommand.Capacity capacity ->
          tellLookAhead(new DatasetProtocol.Command.Capacity(capacity.capacityBytes()));
      case ConductorCommand.Share(long bytes, long ofBytes) -> {
        share.said(bytes);
        resize();
      }
      case ConductorCommand.Measured measured ->
          share.measured(measured, book.summary().capacityBytes());
      case ConductorCommand.LookAhead(String node, long bytes) -> {
        if (wishes.hear(node, bytes, clockNanos.getAsLong())) {
          lookAhead();
        }
      }
      case ConductorCommand.Keep(String policy) -> keep(policy);
      case ConductorCommand.Rank(List<Integer> mostImportant) ->
          tell(new DatasetProtocol.Command.Rank(mostImportant), null);
      case ConductorCommand.Losses(String job, int epoch, double weight) -> {
        var weighted = new ConductorCommand.Losses(job, epoch, weight * share.gainOf(job));
        ranking.told(weighted, capacityBytes());
      }
      case ConductorCommand.Ranked ranked -> ranked(ranked);
      case ConductorCommand.Observe observe -> observe.replyTo().tell(standing());
      case ConductorCommand.Remind remind -> remind();
    }
    return this;
  }

  private void join(ConductorCommand.Join join) {
    tellLookAhead(
        new DatasetProtocol.Command.Join(
            join.job(), join.epoch(), join.opened(), join.finished(), join.sequence()));
    joined.put(join.job(), join.replyTo());
    share.isRead(book.summary().capacityBytes());
    manners.put(join.job(), join.manner());
    report();
    holdPins();
    join.replyTo().tell(new ConductorReply.LookAhead(book.lookAheadBytes()));
  }

  private void leave(String job) {
    joined.remove(job);
    manners.remove(job);
    tellLookAhead(new DatasetProtocol.Command.Leave(job));
    report();
  }

  private void tell(DatasetProtocol.Command command, @Nullable ActorRef<ConductorReply> replyTo) {
    var decision = book.decide(command, clockNanos.getAsLong());
    decision.events().forEach(book::apply);
    decision.events().forEach(this::leftOf);
    if (divider != null) {
      divider.reportIfOthersRead();
    }
    run(decision.effects());
    if (replyTo != null && decision.reply() != null) {
      replyTo.tell(
          switch (decision.reply()) {
            case DatasetProtocol.Reply.Offered offered ->
                new ConductorReply.Offered(
                    offered.job(), offered.epoch(), offered.packages(), offered.sequence());
            case DatasetProtocol.Reply.Unknown unknown ->
                new ConductorReply.Unknown(unknown.job(), unknown.sequence());
          });
    }
  }

  private void leftOf(DatasetProtocol.Event event) {
    if (event instanceof DatasetProtocol.Event.JobLeft(String job)
        && ranking.left(job, capacityBytes())) {
      resize();
    }
  }

  /** Pins go by the new ranking where the policy wants that; derived packages take their room. */
  private void ranked(ConductorCommand.Ranked ranked) {
    ranking.ranked(ranked, capacityBytes());
    if (!ranked.mostImportant().isEmpty()) {
      tell(new DatasetProtocol.Command.Rank(ranked.mostImportant()), null);
    }
    resize();
  }

  private void run(List<DatasetProtocol.Effect> effects) {
    partitions.run(
        effects, job -> manners.getOrDefault(job, ConductorCommand.Manner.DEFAULT).ahead());
  }

  /** Looks after capacity and leases, and says some of the holds again, each in its turn. */
  private void remind() {
    resize();
    report();
    if (++ticks % TICKS_A_QUESTION == 0) {
      askForPolicy();
      ranking.remind();
    }
    tellLookAhead(new DatasetProtocol.Command.Tick());
    joined.keySet().retainAll(book.jobs());
    manners.keySet().retainAll(joined.keySet());
    holdPins();
    if (wishes.forget(clockNanos.getAsLong())) {
      lookAhead();
    }
    var holds = book.wake(clockNanos.getAsLong());
    if (!holds.isEmpty()) {
      var from = reminded % holds.size();
      var to = Math.min(holds.size(), from + REMINDERS_A_TICK);
      run(holds.subList(from, to));
      reminded = to == holds.size() ? 0 : to;
    }
  }

  /** Who opens no package still reads every one: the pins are kept when they are first read. */
  private void holdPins() {
    if (manners.values().stream().anyMatch(manner -> !manner.opensPackages())) {
      tell(new DatasetProtocol.Command.HoldPins(), null);
    }
  }

  private void resize() {
    tellLookAhead(new DatasetProtocol.Command.Capacity(ranking.beside(capacityBytes())));
    if (!joined.isEmpty()) {
      share.isRead(book.summary().capacityBytes());
    }
  }

  /** What this dataset has of the cache nodes' room for packages. */
  private long capacityBytes() {
    return share.of(MemoryDivider.capacityBytes(ports.cluster()));
  }

  private void report() {
    if (divider != null) {
      divider.report();
    }
  }

  private void lookAhead() {
    tellLookAhead(new DatasetProtocol.Command.LookAhead(wishes.bytes()));
  }

  /** Decides on what may change how far jobs look ahead; those that have joined are told. */
  private void tellLookAhead(DatasetProtocol.Command command) {
    var before = book.lookAheadBytes();
    tell(command, null);
    var after = book.lookAheadBytes();
    if (after != before) {
      joined.values().forEach(job -> job.tell(new ConductorReply.LookAhead(after)));
    }
  }

  private ConductorReply standing() {
    var summary = book.summary();
    return new ConductorReply.Standing(
        summary.policy(),
        summary.pinned(),
        summary.held(),
        summary.open(),
        summary.jobs() > 0 ? summary.capacityBytes() : share.whenRead(summary.capacityBytes()),
        summary.jobs(),
        ports.divides()
            ? share.shown(MemoryDivider.capacityBytes(ports.cluster()))
            : ConductorReply.Memory.UNDIVIDED);
  }
}
