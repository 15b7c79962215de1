package dev.sheaf.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.actors.store.NodePackages.LoadOutcome;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.books.PartitionBook;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A slice of the package space on the node where its bytes are: the live shell of {@link
 * PartitionBook}.
 *
 * <pre>
 *   serving ─HandOver─► drained, stopped: what it held may be taken, the new owner asks here first
 * </pre>
 *
 * <p>Nothing is journaled: the conductor tells a partition that has moved what to hold.
 */
public final class CachePartition extends AbstractBehavior<PartitionCommand> {
  private static final int MOST_LOADS = 4;

  private final int partition;
  private final NodePackages packages;
  private final ReadCharge charge;
  private final PartitionBook book;

  /** Who pays for what is still to be loaded. */
  private final Map<PackageId, PartitionCommand.Account> accounts = new HashMap<>();

  /**
   * The kind of partitions, over the packages of the node on which they run.
   *
   * @param charge is told what was read for a job before it asked
   */
  public static EntityKind<PartitionCommand> kind(
      NodePackages packages, Retention retention, ReadCharge charge) {
    return new EntityKind<>(
        PartitionCommand.KIND,
        PartitionCommand.class,
        id -> create(Integer.parseInt(id), packages, retention, charge),
        "cache",
        EntityKind.Spread.RENDEZVOUS);
  }

  /** The behaviour of one partition. */
  public static Behavior<PartitionCommand> create(
      int partition, NodePackages packages, Retention retention, ReadCharge charge) {
    return Behaviors.setup(
        context -> new CachePartition(context, partition, packages, retention, charge));
  }

  private CachePartition(
      ActorContext<PartitionCommand> context,
      int partition,
      NodePackages packages,
      Retention retention,
      ReadCharge charge) {
    super(context);
    this.partition = partition;
    this.packages = packages;
    this.charge = charge;
    this.book = new PartitionBook(retention, MOST_LOADS);
  }

  @Override
  public Receive<PartitionCommand> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<PartitionCommand> on(PartitionCommand command) {
    switch (command) {
      case PartitionCommand.Hold hold -> {
        if (hold.load() && !book.loading().contains(hold.id())) {
          accounts.putIfAbsent(hold.id(), hold.account());
        }
        tell(
            new PartitionBook.Command.Hold(
                hold.id(), hold.standing() == PartitionCommand.Standing.PINNED, hold.load()));
      }
      case PartitionCommand.Release release -> {
        accounts.remove(release.id());
        tell(new PartitionBook.Command.Release(release.id()));
      }
      case PartitionCommand.Derive derive -> packages.derive(derive.version(), derive.ranking());
      case PartitionCommand.Loaded loaded -> tell(new PartitionBook.Command.Loaded(loaded.id()));
      case PartitionCommand.LoadFailed failed -> {
        getContext().getLog().debug("{} was not loaded: {}", failed.id(), failed.reason());
        tell(new PartitionBook.Command.LoadFailed(failed.id()));
      }
      case PartitionCommand.Observe observe ->
          observe
              .replyTo()
              .tell(new PartitionCommand.Inventory(partition, book.held(), book.loading()));
      case PartitionCommand.HandOver handOver -> {
        book.held().forEach(id -> packages.release(id, false));
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void tell(PartitionBook.Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    run(decision.effects());
  }

  private void run(List<PartitionBook.Effect> effects) {
    for (var effect : effects) {
      switch (effect) {
        case PartitionBook.Effect.Keep keep -> packages.hold(keep.id());
        case PartitionBook.Effect.Give give -> packages.release(give.id(), give.drop());
        case PartitionBook.Effect.Load load ->
            getContext()
                .pipeToSelf(
                    load(load.id()),
                    (outcome, broken) ->
                        switch (outcome) {
                          case null ->
                              new PartitionCommand.LoadFailed(load.id(), String.valueOf(broken));
                          case LoadOutcome.Resident here -> new PartitionCommand.Loaded(load.id());
                          case LoadOutcome.NoRoom none ->
                              new PartitionCommand.LoadFailed(load.id(), "there is no room");
                          case LoadOutcome.Failed failed ->
                              new PartitionCommand.LoadFailed(load.id(), failed.reason());
                        });
      }
    }
  }

  /** What is read is charged when it ends, wherever this partition is by then. */
  private CompletionStage<LoadOutcome> load(PackageId id) {
    var told = accounts.remove(id);
    var account = told == null ? PartitionCommand.Account.NOBODY : told;
    return new Payer(account.job())
        .call(() -> packages.load(id))
        .whenComplete((outcome, broken) -> {
          if (outcome instanceof LoadOutcome.Resident read && read.originSamples() > 0) {
            charge.charge(account, read);
          }
        });
  }
}
