package dev.sheaf.actors.dataset;

import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.policies.books.DatasetProtocol;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Tells the partitions of a dataset's packages what the conductor's book has decided. */
final class PartitionLine {
  private static final EntityRefKey<PartitionCommand> PARTITIONS =
      new EntityRefKey<>(PartitionCommand.KIND, PartitionCommand.class);

  private final DatasetVersion version;
  private final Entities entities;
  private final ClusterView cluster;

  PartitionLine(DatasetVersion version, Entities entities, ClusterView cluster) {
    this.version = version;
    this.entities = entities;
    this.cluster = cluster;
  }

  /** Tells these effects; what a job opens is loaded at once where {@code ahead} says so of it. */
  void run(List<DatasetProtocol.Effect> effects, Predicate<String> ahead) {
    for (var effect : effects) {
      switch (effect) {
        case DatasetProtocol.Effect.Hold(int index, boolean pinned) ->
            tell(index, id -> new PartitionCommand.Hold(id, standing(pinned), false));
        case DatasetProtocol.Effect.Load(int index, boolean pinned, String job, int epoch) -> {
          var account = new PartitionCommand.Account(job, epoch);
          var now = ahead.test(job);
          tell(index, id -> new PartitionCommand.Hold(id, standing(pinned), now, account));
        }
        case DatasetProtocol.Effect.Release(int index) ->
            tell(index, PartitionCommand.Release::new);
      }
    }
  }

  private static PartitionCommand.Standing standing(boolean pinned) {
    return pinned ? PartitionCommand.Standing.PINNED : PartitionCommand.Standing.CLAIMED;
  }

  private void tell(int index, Function<PackageId, PartitionCommand> command) {
    var id = new PackageId(version, index);
    var partition = Partitions.of(id, cluster.partitions());
    entities.of(PARTITIONS, Integer.toString(partition)).tell(command.apply(id));
  }
}
