package dev.sheaf.actors.division;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.store.PackageStore;
import dev.sheaf.policies.division.MemoryDivision;
import dev.sheaf.policies.division.WaterFilling;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Divides what the cache nodes hold among the datasets that are read: the live shell of {@link
 * MemoryDivision}.
 *
 * <pre>
 *   gathering ─ Report: note ─► gathering, for two rounds of reports
 *   dividing  ─ Report: note, divide, answer with the share ─► dividing
 * </pre>
 *
 * <p>One that has just begun knows nothing of others: conductors keep the shares they have.
 */
public final class MemoryDivider {
  /** A conductor reports every two seconds: one that is silent for so long is gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** After so long, every conductor has reported to a divider that has just begun. */
  static final Duration GATHERING = Duration.ofSeconds(4);

  private MemoryDivider() {}

  /** The kind of dividers; shares stay for {@code rest} while the same jobs run. */
  public static EntityKind<DividerCommand> kind(ClusterView cluster, Duration rest) {
    return new EntityKind<>(
        DividerCommand.KIND,
        DividerCommand.class,
        id -> create(cluster, rest, System::nanoTime),
        "cache",
        EntityKind.Spread.BALANCED);
  }

  /** The behaviour of the divider, by a clock. */
  static Behavior<DividerCommand> create(
      ClusterView cluster, Duration rest, LongSupplier clockNanos) {
    return Behaviors.setup(context -> {
      var division = new MemoryDivision(new WaterFilling(), rest.toNanos(), PATIENCE.toNanos());
      var divides = clockNanos.getAsLong() + GATHERING.toNanos();
      return Behaviors.receiveMessage(command -> {
        switch (command) {
          case DividerCommand.Report(var wish, var replyTo) -> {
            var now = clockNanos.getAsLong();
            var capacity = capacityBytes(cluster);
            division.note(wish, now);
            if (now >= divides) {
              var share = division.shares(capacity, now).getOrDefault(wish.dataset(), 0L);
              replyTo.tell(new ConductorCommand.Share(share, capacity));
            }
          }
        }
        return Behaviors.same();
      });
    });
  }

  /** What all cache nodes together may hold. */
  public static long capacityBytes(ClusterView cluster) {
    return PackageStore.holdable(
        cluster.members().stream().mapToLong(ClusterView.Member::cacheBytes).sum());
  }
}
