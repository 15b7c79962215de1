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
 *   dividing ─ Report: note, divide, answer with the share ─► dividing
 * </pre>
 */
public final class MemoryDivider {
  /** A conductor reports every two seconds: one that is silent for so long is gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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
      return Behaviors.receive(DividerCommand.class)
          .onMessage(
              DividerCommand.Report.class,
              report -> {
                var capacity = capacityBytes(cluster);
                var share = division.share(report.wish(), capacity, clockNanos.getAsLong());
                report.replyTo().tell(new ConductorCommand.Share(share, capacity));
                return Behaviors.same();
              })
          .build();
    });
  }

  /** What all cache nodes together may hold. */
  public static long capacityBytes(ClusterView cluster) {
    return PackageStore.holdable(
        cluster.members().stream().mapToLong(ClusterView.Member::cacheBytes).sum());
  }
}
